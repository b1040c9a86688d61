#include "emit/nixos_unit.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "emit/enablement.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::emit {

namespace {

using Words = std::span<const std::string_view>;

bool is_one_of(std::string_view word, Words words) { return std::ranges::find(words, word) != words.end(); }

constexpr std::array<std::string_view, 2> bash_programs = {"sh", "bash"};
constexpr std::array<std::string_view, 26> coreutils_programs = {
    "cat", "chmod", "chown", "cp",    "date",  "echo", "env",  "false", "install", "ln",   "ls",    "mkdir", "mktemp",
    "mv",  "nice",  "rm",    "rmdir", "sleep", "sort", "stat", "sync",  "tee",     "test", "touch", "true",  "timeout"};
constexpr std::array<std::string_view, 6> systemd_programs = {"systemctl",   "systemd-run",      "systemd-notify",
                                                              "systemd-cat", "systemd-tmpfiles", "loginctl"};
constexpr std::array<std::string_view, 6> directories = {"/usr/bin/", "/bin/",           "/usr/sbin/",
                                                         "/sbin/",    "/usr/local/bin/", "/usr/libexec/"};

// Of systemd.exec(5), systemd.service(5), systemd.unit(5), systemd.socket(5), systemd.timer(5): nothing but yes or no.
constexpr std::array<std::string_view, 32> flags = {"Accept",
                                                    "CPUAccounting",
                                                    "DefaultDependencies",
                                                    "DynamicUser",
                                                    "FixedRandomDelay",
                                                    "FreeBind",
                                                    "GuessMainPID",
                                                    "IOAccounting",
                                                    "IgnoreSIGPIPE",
                                                    "LockPersonality",
                                                    "MemoryAccounting",
                                                    "MemoryDenyWriteExecute",
                                                    "NoNewPrivileges",
                                                    "Persistent",
                                                    "PrivateDevices",
                                                    "PrivateMounts",
                                                    "PrivateNetwork",
                                                    "ProtectClock",
                                                    "ProtectHostname",
                                                    "ProtectKernelLogs",
                                                    "ProtectKernelModules",
                                                    "ProtectKernelTunables",
                                                    "RefuseManualStart",
                                                    "RefuseManualStop",
                                                    "RemainAfterElapse",
                                                    "RemainAfterExit",
                                                    "RemoveIPC",
                                                    "RestrictRealtime",
                                                    "RestrictSUIDSGID",
                                                    "SendSIGHUP",
                                                    "StopWhenUnneeded",
                                                    "WakeSystem"};

struct Renamed {
    std::string_view key;
    std::string_view option;
};
// Lists of names of units.
constexpr std::array<Renamed, 11> unit_lists = {{{.key = "After", .option = "after"},
                                                 {.key = "Before", .option = "before"},
                                                 {.key = "PartOf", .option = "partOf"},
                                                 {.key = "Requires", .option = "requires"},
                                                 {.key = "Requisite", .option = "requisite"},
                                                 {.key = "Wants", .option = "wants"},
                                                 {.key = "BindsTo", .option = "bindsTo"},
                                                 {.key = "Upholds", .option = "upholds"},
                                                 {.key = "Conflicts", .option = "conflicts"},
                                                 {.key = "OnFailure", .option = "onFailure"},
                                                 {.key = "OnSuccess", .option = "onSuccess"}}};
constexpr std::array<Renamed, 4> install_lists = {{{.key = "WantedBy", .option = "wantedBy"},
                                                   {.key = "RequiredBy", .option = "requiredBy"},
                                                   {.key = "UpheldBy", .option = "upheldBy"},
                                                   {.key = "Alias", .option = "aliases"}}};
// Whole numbers of [Unit] that have options.
constexpr std::array<Renamed, 2> unit_numbers = {{{.key = "StartLimitBurst", .option = "startLimitBurst"},
                                                  {.key = "StartLimitIntervalSec", .option = "startLimitIntervalSec"}}};
// What a mount has options for, which NixOS names it by.
constexpr std::array<Renamed, 4> mount_texts = {{{.key = "What", .option = "what"},
                                                 {.key = "Where", .option = "where"},
                                                 {.key = "Type", .option = "type"},
                                                 {.key = "Options", .option = "options"}}};
constexpr std::array<std::string_view, 11> unit_suffixes = {"service", "socket", "device", "mount", "automount", "swap",
                                                            "target",  "path",   "timer",  "scope", "slice"};

std::string in_package(std::string_view package, std::string_view path) {
    return concat(Nix::code_begin, "pkgs.", package, Nix::code_end, path);
}

std::string program_of(std::string_view program, std::set<std::string>& unknown) {
    if (program.starts_with("/usr/lib/systemd/")) return in_package("systemd", program.substr(4));
    if (program.starts_with("/lib/systemd/")) return in_package("systemd", program);
    std::string_view name = program;
    for (const std::string_view directory : directories)
        if (program.starts_with(directory)) name = program.substr(directory.size());
    if (name.contains('/')) return std::string(program);  // below the site's own directories, or a variable
    const std::string path = concat("/bin/", name);
    if (name == "podman") return in_package("podman", path);
    if (name == "nft") return in_package("nftables", path);
    if (name == "newuidmap" || name == "newgidmap") return concat("/run/wrappers", path);
    if (is_one_of(name, bash_programs)) return in_package("bash", path);
    if (is_one_of(name, coreutils_programs)) return in_package("coreutils", path);
    if (is_one_of(name, systemd_programs)) return in_package("systemd", path);
    unknown.insert(std::string(program));
    return std::string(program);
}

bool calls_nagaya(std::string_view command) { return command.contains("/var/lib/nagaya/bin/nagaya"); }
bool is_command(std::string_view key) { return key.starts_with("Exec"); }

Nix scalar(std::string_view key, std::string_view value) {
    if (is_one_of(key, flags)) {
        for (const std::string_view word : {"yes", "true", "on", "1"})
            if (value == word) return true;
        for (const std::string_view word : {"no", "false", "off", "0"})
            if (value == word) return false;
    }
    const bool negative = value.starts_with('-');
    const std::string_view digits = value.substr(negative ? 1 : 0);
    const bool number = !digits.empty() && digits.size() < 10 && (value == "0" || digits[0] != '0') &&
                        std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    if (!number) return value;
    const auto magnitude = static_cast<int64_t>(*parse_number(digits));
    return negative ? -magnitude : magnitude;
}

/// The entries of one kind of section as attributes: a key that stands several times is a list.
class Section {
public:
    void add(const std::string& key, Nix value) {
        Nix* found = find(key);
        if (!found) return attrs_.emplace_back(key, std::move(value)), void();
        if (auto* list = std::get_if<NixList>(&found->value)) return list->push_back(std::move(value));
        NixList list{std::move(*found), std::move(value)};
        *found = Nix(std::move(list));
    }
    /// The last one counts.
    void set(const std::string& key, Nix value) {
        if (Nix* found = find(key))
            *found = std::move(value);
        else
            attrs_.emplace_back(key, std::move(value));
    }
    /// Puts an element at the end of the list.
    void append(const std::string& key, std::string element) {
        Nix* found = find(key);
        if (!found) found = &attrs_.emplace_back(key, NixList{}).second;
        std::get<NixList>(found->value).emplace_back(std::move(element));
    }
    void clear() { attrs_.clear(); }
    void erase(std::string_view key) {
        std::erase_if(attrs_, [&](const auto& attr) { return attr.first == key; });
    }
    void append_to(NixAttrs& out) && { std::ranges::move(attrs_, std::back_inserter(out)); }
    /// As one attribute, if there is anything.
    void put_into(NixAttrs& out, std::string name) && {
        if (!attrs_.empty()) out.emplace_back(std::move(name), std::move(attrs_));
    }

private:
    Nix* find(std::string_view key) {
        const auto found = std::ranges::find(attrs_, key, &NixAttrs::value_type::first);
        return found == attrs_.end() ? nullptr : &found->second;
    }
    NixAttrs attrs_;
};

class UnitMaker {
public:
    UnitMaker(std::string_view name, std::set<std::string>& unknown)
        : kind_(name.substr(name.rfind('.') + 1)), name_(name), unknown_(unknown) {}

    NixAttrs make(std::string_view text, bool enabled) {
        Sources sources;
        Report ignored;
        const syntax::UnitFile unit =
            syntax::parse_unit_file(sources, sources.add(std::string(name_), std::string(text)), ignored);
        for (const syntax::UnitSection& section : unit.sections) {
            for (const syntax::UnitEntry& entry : section.entries) {
                if (section.name == "Unit") take_unit(entry);
                if (section.name == "Install" && enabled) take_install(entry);
                if (is_own(section.name)) take_own(entry);
            }
        }
        NixAttrs out;
        std::move(options_).append_to(out);
        std::move(lists_).append_to(out);
        std::move(environment_).put_into(out, "environment");
        std::move(unit_).put_into(out, "unitConfig");
        std::move(own_).put_into(out, concat(kind_, "Config"));
        return out;
    }

private:
    /// [Service] of a service; sections of others, and those for people ("X-…"), mean nothing.
    bool is_own(std::string_view section) const {
        if (section.empty() || kind_ == "target") return false;
        const char first = static_cast<char>(section[0] - 'A' + 'a');
        return first == kind_[0] && section.substr(1) == kind_.substr(1);
    }

    void take_unit(const syntax::UnitEntry& entry) {
        if (entry.key == "Description") return options_.set("description", entry.value);
        if (entry.key == "Documentation") return take_words("documentation", entry.value);
        for (const auto& [key, option] : unit_lists) {
            if (entry.key != key) continue;
            // One that NixOS refuses stays as it is: systemd skips it, and says so.
            if (!std::ranges::all_of(unit_names(entry.value), is_unit_name)) break;
            return take_words(option, entry.value);
        }
        Nix value = scalar(entry.key, entry.value);
        for (const auto& [key, option] : unit_numbers)
            if (entry.key == key && std::holds_alternative<int64_t>(value.value))
                return options_.set(std::string(option), std::move(value));
        unit_.add(std::string(entry.key), std::move(value));
    }

    void take_install(const syntax::UnitEntry& entry) {
        for (const auto& [key, option] : install_lists)
            if (entry.key == key) take_words(option, entry.value);
    }

    void take_own(const syntax::UnitEntry& entry) {
        if (kind_ == "service") {
            if (entry.key == "Environment") return take_environment(entry.value);
            if (is_command(entry.key)) {
                if (calls_nagaya(entry.value)) return;
                return own_.add(std::string(entry.key), nixos_command(entry.value, unknown_));
            }
            // NixOS looks at these two, and knows no list of them.
            if (entry.key == "Type" || entry.key == "Restart") return own_.set(std::string(entry.key), entry.value);
        }
        if (kind_ == "socket" && (entry.key == "ListenStream" || entry.key == "ListenDatagram")) {
            if (entry.value.empty()) {
                lists_.erase("listenStreams");
                return lists_.erase("listenDatagrams");
            }
            return add_to_list(entry.key == "ListenStream" ? "listenStreams" : "listenDatagrams",
                               std::string(entry.value));
        }
        if (kind_ == "mount" || kind_ == "automount") {
            for (const auto& [key, option] : mount_texts)
                if (entry.key == key && (kind_ == "mount" || key == "Where"))
                    return options_.set(std::string(option), entry.value);
        }
        own_.add(std::string(entry.key), scalar(entry.key, entry.value));
    }

    void take_environment(std::string_view value) {
        if (value.empty()) return environment_.clear();
        for (const std::string& word : syntax::unit_words(value)) {
            const size_t equals = word.find('=');
            if (equals == std::string::npos) continue;
            const std::string name = word.substr(0, equals);
            const std::string text = word.substr(equals + 1);
            // Every service of NixOS has a path already.
            if (name == "PATH")
                environment_.set(name, NixCode{concat("lib.mkForce ", print_nix(text, 0))});
            else
                environment_.set(name, text);
        }
    }

    /// An empty value takes back what stood before.
    void take_words(std::string_view option, std::string_view value) {
        if (value.empty()) return lists_.erase(option);
        for (std::string& word : unit_names(value)) add_to_list(option, std::move(word));
    }
    void add_to_list(std::string_view option, std::string word) { lists_.append(std::string(option), std::move(word)); }

    std::string_view kind_;  ///< "service"
    std::string_view name_;
    std::set<std::string>& unknown_;
    Section options_;
    Section lists_;
    Section environment_;
    Section unit_;
    Section own_;
};

}  // namespace

std::string_view stem_of(std::string_view unit) { return unit.substr(0, unit.rfind('.')); }

std::string_view section_of(std::string_view unit) {
    const std::string_view kind = unit.substr(std::min(unit.rfind('.'), unit.size()));
    if (kind == ".service") return "services";
    if (kind == ".socket") return "sockets";
    if (kind == ".timer") return "timers";
    if (kind == ".path") return "paths";
    if (kind == ".target") return "targets";
    if (kind == ".slice") return "slices";
    return {};
}

bool is_unit_name(std::string_view name) {
    const size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || !is_one_of(name.substr(dot + 1), unit_suffixes)) return false;
    return std::ranges::all_of(name.substr(0, dot), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("@%:_.\\-").contains(c);
    });
}

NixAttrs nixos_unit(std::string_view name, std::string_view text, bool enabled, std::set<std::string>& unknown) {
    return UnitMaker(name, unknown).make(text, enabled);
}

std::string nixos_command(std::string_view command, std::set<std::string>& unknown) {
    const size_t begin = std::min(command.find_first_not_of("@-:+!|"), command.size());
    const size_t end = std::min(command.find_first_of(" \t", begin), command.size());
    const std::string_view program = command.substr(begin, end - begin);
    if (program.empty()) return std::string(command);
    return concat(command.substr(0, begin), program_of(program, unknown), command.substr(end));
}

std::string nixos_text(std::string_view text, std::set<std::string>& unknown) {
    std::string out;
    bool service = false;
    const std::vector<std::string_view> lines = split(text, '\n');
    for (size_t i = 0; i < lines.size(); ++i) {
        const std::string_view line = lines[i];
        if (line.starts_with('[')) service = line.starts_with("[Service]");
        const size_t equals = line.find('=');
        if (service && is_command(line) && equals != std::string_view::npos)
            out += concat(line.substr(0, equals + 1), nixos_command(trim(line.substr(equals + 1)), unknown));
        else
            out += line;
        if (i + 1 < lines.size()) out += '\n';
    }
    return out;
}

}  // namespace nagaya::emit
