// nagaya.lock, the format of docs/formats/lock.md: TOML that nagaya writes and everybody commits.
#include "base/text.hpp"
#include "load/load.hpp"
#include "load/names.hpp"
#include "load/reading.hpp"
#include "syntax/toml.hpp"

namespace nagaya::load {

namespace {

using syntax::TomlEntry;
using syntax::TomlTable;
using syntax::TomlValue;

constexpr std::string_view advice = "take the file back from version control; nagaya writes it, nobody else does";

class LockReader {
public:
    LockReader(Span file, Report& report) : file_(file), report_(report) {}

    model::Lock read(const TomlTable& top) {
        const TomlValue* version = syntax::find(top, "version");
        if (version == nullptr || !std::holds_alternative<int64_t>(version->value)) {
            wrong(version == nullptr ? file_ : version->at, "`nagaya.lock` has no version number");
            return {};
        }
        if (std::get<int64_t>(version->value) != 1) {
            report_.add({.code = "lock-syntax",
                         .message = concat("`nagaya.lock` has version ", std::get<int64_t>(version->value),
                                           "; this nagaya knows version 1"),
                         .at = version->at,
                         .help = "use the nagaya that wrote it, or a newer one"});
            return {};
        }
        for (const TomlEntry& entry : top) {
            if (entry.key == "version") continue;
            const auto* table = std::get_if<TomlTable>(&entry.value.value);
            if (table == nullptr) {
                wrong(entry.key_at, concat(in_backticks(entry.key), " is not a part of `nagaya.lock`"));
            } else if (entry.key == "accounts") {
                for (const TomlEntry& account : *table) read_account(account);
            } else if (entry.key == "ports") {
                for (const TomlEntry& port : *table) read_port(port);
            } else if (entry.key == "images") {
                for (const TomlEntry& image : *table) read_image(image);
            } else {
                wrong(entry.key_at, concat(in_backticks(entry.key), " is not a part of `nagaya.lock`"));
            }
        }
        return std::move(lock_);
    }

private:
    void wrong(Span at, std::string message) {
        report_.add({.code = "lock-syntax", .message = std::move(message), .at = at, .help = std::string(advice)});
    }

    /// An integer from `low` to `high` at `entry`.
    std::optional<int64_t> number(const TomlEntry& entry, int64_t low, int64_t high) {
        const int64_t* value = std::get_if<int64_t>(&entry.value.value);
        if (value != nullptr && *value >= low && *value <= high) return *value;
        wrong(entry.value.at, concat(in_backticks(entry.key), " is not a number from ", low, " to ", high));
        return std::nullopt;
    }

    void read_account(const TomlEntry& entry) {
        constexpr int64_t last_id = 4'294'967'293;
        const auto* table = std::get_if<TomlTable>(&entry.value.value);
        if (table == nullptr || !is_account_name(entry.key)) {
            return wrong(entry.key_at, concat(in_backticks(entry.key), " is not an account with its ids"));
        }
        model::AccountIds ids{.at = entry.key_at};
        size_t found = 0;
        for (const TomlEntry& fact : *table) {
            uint32_t* field = fact.key == "uid"           ? &ids.uid
                              : fact.key == "subid_start" ? &ids.subid_start
                              : fact.key == "subid_count" ? &ids.subid_count
                                                          : nullptr;
            if (field == nullptr)
                return wrong(fact.key_at, concat(in_backticks(fact.key), " is not an id of an account"));
            auto value = number(fact, 1, last_id);
            if (!value) return;
            *field = static_cast<uint32_t>(*value);
            ++found;
        }
        if (found != 3) {
            return wrong(entry.key_at,
                         concat(in_backticks(entry.key), " lacks one of `uid`, `subid_start` and `subid_count`"));
        }
        if (int64_t{ids.subid_start} + ids.subid_count - 1 > last_id) {
            return wrong(entry.key_at, concat("the ids of ", in_backticks(entry.key), " end above ", last_id));
        }
        lock_.accounts[entry.key] = ids;
    }

    void read_port(const TomlEntry& entry) {
        const size_t slash = entry.key.find('/');
        const std::string_view key = entry.key;
        if (slash == std::string::npos || !is_name(key.substr(0, slash)) || !is_name(key.substr(slash + 1))) {
            return wrong(entry.key_at, concat(in_backticks(entry.key), " is not `service/port`"));
        }
        if (auto value = number(entry, 1, 65'535)) lock_.loopback_ports[entry.key] = static_cast<uint16_t>(*value);
    }

    void read_image(const TomlEntry& entry) {
        const std::string* digest = std::get_if<std::string>(&entry.value.value);
        if (digest == nullptr || digest->empty()) {
            return wrong(entry.value.at, concat("the image of ", in_backticks(entry.key), " is not a digest"));
        }
        lock_.images[entry.key] = *digest;
    }

    Span file_;
    Report& report_;
    model::Lock lock_;
};

/// The first line that a merge left behind, or nothing.
std::optional<Span> conflict_marker(std::string_view text, FileId file) {
    size_t begin = 0;
    for (std::string_view line : split(text, '\n')) {
        if (line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>")) {
            return Span{file, static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + line.size())};
        }
        begin += line.size() + 1;
    }
    return std::nullopt;
}

/// `key` as TOML writes it: bare where it may be (TOML 1.0, "Keys").
std::string toml_key(std::string_view key) {
    const bool bare =
        !key.empty() && key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
                            std::string_view::npos;
    return bare ? std::string(key) : syntax::toml_string(key);
}

}  // namespace

model::Lock read_lock(Reading& reading, const TreeEntry& entry) {
    auto file = read_text(reading, entry);
    if (!file) return {};
    if (auto marker = conflict_marker(reading.sources.text(*file), *file)) {
        reading.report.add(
            {.code = "lock-syntax",
             .message = "`nagaya.lock` still has the marks of a merge",
             .at = *marker,
             .help = "take one side's file whole (`git checkout --theirs nagaya.lock`); the next plan adds what "
                     "is missing"});
        return {};
    }
    auto table = syntax::parse_toml(reading.sources, *file, reading.report);
    if (!table) return {};
    return LockReader(start_of(*file), reading.report).read(*table);
}

void take_locked_ports(model::Site& site) {
    for (auto& [name, service] : site.services) {
        for (model::Port& port : service.ports) {
            if (port.target.value != 0) continue;
            port.target.at = port.at;
            if (model::takes_listen(port, service.rootful())) {
                port.target.value = port.listen->value;
                continue;
            }
            auto locked = site.lock.loopback_ports.find(concat(name, '/', port.name.value));
            if (locked != site.lock.loopback_ports.end()) port.target.value = locked->second;
        }
    }
}

std::string print_lock(const model::Lock& lock) {
    std::string out =
        "# Written by nagaya: user ids, subordinate ids, ports and images, which stay what they are once given.\n"
        "# Commit this file. Do not edit it.\n"
        "version = 1\n";
    if (!lock.accounts.empty()) out += "\n[accounts]\n";
    for (const auto& [name, ids] : lock.accounts) {
        out += concat(toml_key(name), " = { uid = ", ids.uid, ", subid_start = ", ids.subid_start,
                      ", subid_count = ", ids.subid_count, " }\n");
    }
    if (!lock.loopback_ports.empty()) out += "\n[ports]\n";
    for (const auto& [name, port] : lock.loopback_ports) out += concat(toml_key(name), " = ", port, '\n');
    if (!lock.images.empty()) out += "\n[images]\n";
    for (const auto& [reference, digest] : lock.images) {
        out += concat(toml_key(reference), " = ", syntax::toml_string(digest), '\n');
    }
    return out;
}

}  // namespace nagaya::load
