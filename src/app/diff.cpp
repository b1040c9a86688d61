#include "app/diff.hpp"

#include <algorithm>

#include "app/deployed_units.hpp"
#include "app/forwarded_words.hpp"
#include "app/generations.hpp"
#include "base/diff.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/observe.hpp"
#include "host/storage.hpp"

namespace nagaya::app {

namespace {

using state::Resource;

/// What differs of two resources of one kind, in words.
class Comparison {
public:
    Comparison(const Resource& from, const Resource& to) {
        std::visit(
            [&](const auto& before) {
                using T = std::decay_t<decltype(before)>;
                if (const auto* after = std::get_if<T>(&to.value)) compare(before, *after);
            },
            from.value);
    }

    bool differs() const { return !words_.empty(); }
    std::string what() const { return join(words_, ", "); }
    std::string text() const { return text_; }

private:
    void value(std::string_view name, const std::string& before, const std::string& after) {
        if (before != after) words_.push_back(concat(name, " ", before, " → ", after));
    }
    void value(std::string_view name, bool before, bool after) {
        value(name, std::string(before ? "yes" : "no"), std::string(after ? "yes" : "no"));
    }
    void owner(const state::Owner& before, const state::Owner& after) {
        value("owner", concat(before.uid, ":", before.gid), concat(after.uid, ":", after.gid));
    }

    void compare(const state::Account& before, const state::Account& after) {
        value("uid", concat(before.uid), concat(after.uid));
        value("home", before.home, after.home);
        value("shell", before.shell, after.shell);
        value("subids", concat(before.subid_start, "+", before.subid_count),
              concat(after.subid_start, "+", after.subid_count));
        value("linger", before.linger, after.linger);
        if (before.groups != after.groups) words_.emplace_back("groups");
    }
    void compare(const state::Directory& before, const state::Directory& after) {
        if (before.accepts(after)) return;
        owner(before.owner, after.owner);
        value("mode", octal(before.mode), octal(after.mode));
    }
    void compare(const state::File& before, const state::File& after) {
        owner(before.owner, after.owner);
        value("mode", octal(before.mode), octal(after.mode));
        if (before.content == after.content) return;
        const bool secret = before.content.is_secret() || after.content.is_secret();
        words_.emplace_back(secret ? "content (secret)" : "content");
        if (!secret && before.content.filled() && after.content.filled())
            text_ = unified_diff(before.content.text_for_people(), after.content.text_for_people());
    }
    void compare(const state::Symlink& before, const state::Symlink& after) {
        value("target", before.target, after.target);
    }
    void compare(const state::Hook& before, const state::Hook& after) {
        if (!(before == after)) words_.emplace_back("command");
    }
    void compare(const state::Image& before, const state::Image& after) {
        if (!before.id.empty() && !after.id.empty()) value("id", before.id.substr(0, 12), after.id.substr(0, 12));
    }
    void compare(const state::Unit& before, const state::Unit& after) {
        if (!before.momentary && !after.momentary) value("active", before.active, after.active);
        value("enabled", before.enabled, after.enabled);
        if (after.failed && !before.failed) words_.emplace_back("failed");
        if (after.masked && !before.masked) words_.emplace_back("masked");
        for (const auto& [label, digest] : after.inputs)
            if (const auto old = before.inputs.find(label); old == before.inputs.end() || old->second != digest)
                words_.push_back(concat("started with another ", label));
        for (const auto& [label, digest] : before.inputs)
            if (!after.inputs.contains(label)) words_.push_back(concat("started without ", label));
    }

    std::vector<std::string> words_;
    std::string text_;
};

std::string_view mark(Changed::How how) {
    switch (how) {
        case Changed::How::added: return "+";
        case Changed::How::removed: return "-";
        case Changed::How::changed: return "~";
    }
    return "";
}

std::string_view word(Changed::How how) {
    switch (how) {
        case Changed::How::added: return "added";
        case Changed::How::removed: return "removed";
        case Changed::How::changed: return "changed";
    }
    return "";
}

std::string coloured(std::string_view code, std::string_view text, bool colour) {
    return colour && !code.empty() ? concat("\x1b[", code, "m", text, "\x1b[0m") : std::string(text);
}

std::string diff_lines(std::string_view diff, bool colour) {
    std::string out;
    if (diff.ends_with('\n')) diff.remove_suffix(1);
    if (diff.empty()) return out;
    for (const std::string_view line : split(diff, '\n')) {
        const std::string_view code = line.starts_with('+') ? "32" : line.starts_with('-') ? "31" : "2";
        out += concat("      ", coloured(code, visible(line), colour), "\n");
    }
    return out;
}

std::string text(const std::vector<Changed>& changes, const DiffOptions& options, bool colour) {
    if (changes.empty()) return "no difference\n";
    std::string out;
    const Changed* before = nullptr;
    std::map<Changed::How, size_t> counts;
    for (const Changed& change : changes) {
        if (!before || before->service != change.service)
            out += concat(change.service.empty() ? "host" : visible(change.service), "\n");
        before = &change;
        ++counts[change.how];
        const std::string_view code = change.how == Changed::How::added     ? "32"
                                      : change.how == Changed::How::removed ? "31"
                                                                            : "33";
        out += concat("  ", coloured(code, concat(mark(change.how), " ", visible(change.id.text())), colour),
                      change.what.empty() ? "" : concat(" — ", visible(change.what)), "\n");
        if (options.diffs) out += diff_lines(change.text, colour);
    }
    return concat(out, counts[Changed::How::added], " added, ", counts[Changed::How::removed], " removed, ",
                  counts[Changed::How::changed], " changed\n");
}

std::string json(const std::vector<Changed>& changes, const DiffOptions& options) {
    JsonArray rows;
    for (const Changed& change : changes) {
        JsonObject row = {{"how", word(change.how)}, {"kind", state::name(change.id.kind)}, {"scope", change.id.scope},
                          {"name", change.id.name},  {"service", change.service},           {"what", change.what}};
        if (options.diffs && !change.text.empty()) row.emplace_back("diff", change.text);
        rows.emplace_back(std::move(row));
    }
    JsonObject whole = {{"version", 1}, {"from", options.from}};
    whole.emplace_back("to", options.to == 0 ? Json() : Json(options.to));
    whole.emplace_back("changes", std::move(rows));
    return print_json(whole, JsonStyle::indented) + "\n";
}

/// Contents that have gone missing show as changed, without their lines.
void fill_what_is_there(state::HostState& state, apply::Storage& storage) {
    std::vector<std::pair<state::ResourceId, Resource>> filled;
    for (const auto& [id, resource] : state.resources()) {
        const auto* file = std::get_if<state::File>(&resource.value);
        if (!file || file->content.filled() || file->content.is_secret()) continue;
        state::File with_bytes = *file;
        if (!storage.fill(with_bytes.content)) continue;
        filled.emplace_back(id, resource);
        filled.back().second.value = std::move(with_bytes);
    }
    for (auto& [id, resource] : filled) state.put(id, std::move(resource));
}

Result<state::HostState> state_of(const std::string& prefix, uint64_t number, const state::HostState& from,
                                  apply::Storage& storage) {
    if (number == 0) {
        const state::Deployed deployed = TRY(host::read_deployed(prefix));
        return host::observe(from, deployed);
    }
    state::Generation generation = TRY(load_generation(storage, number));
    fill_what_is_there(generation.state, storage);
    return std::move(generation.state);
}

Result<std::vector<Changed>> compare(const std::string& prefix, const DiffOptions& options) {
    const std::unique_ptr<apply::Storage> storage = host::make_storage(prefix);
    const std::vector<uint64_t> numbers = TRY(committed_generations(prefix, *storage));
    for (uint64_t number : {options.from, options.to})
        if (number != 0 && std::ranges::find(numbers, number) == numbers.end())
            return fail(ErrorKind::not_found,
                        concat("there is no generation ", number, "\nhelp: `nagaya generations` lists them"));
    const state::HostState from = TRY(state_of(prefix, options.from, {}, *storage));
    const state::HostState to = TRY(state_of(prefix, options.to, from, *storage));
    std::vector<Changed> changes = changes_between(from, to);
    // Of a host only those hooks can be seen that run once.
    if (options.to == 0) std::erase_if(changes, [](const Changed& one) { return one.id.kind == state::Kind::hook; });
    return changes;
}

}  // namespace

std::vector<Changed> changes_between(const state::HostState& from, const state::HostState& to) {
    std::vector<Changed> changes;
    for (const auto& [id, before] : from.resources()) {
        const Resource* after = to.find(id);
        if (!after) {
            changes.push_back(
                {.how = Changed::How::removed, .id = id, .service = before.service, .what = {}, .text = {}});
            continue;
        }
        const Comparison comparison(before, *after);
        if (comparison.differs())
            changes.push_back({.how = Changed::How::changed,
                               .id = id,
                               .service = before.service,
                               .what = comparison.what(),
                               .text = comparison.text()});
    }
    for (const auto& [id, after] : to.resources())
        if (!from.find(id))
            changes.push_back({.how = Changed::How::added, .id = id, .service = after.service, .what = {}, .text = {}});
    std::ranges::stable_sort(changes, {}, [](const Changed& change) { return std::pair(change.service, change.id); });
    return changes;
}

int diff(const DiffOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words(options), console);
    if (!routed.here) return routed.exit_code;
    const Result<std::string> prefix = prefix_of(options.prefix.empty() ? routed.prefix : options.prefix);
    if (!prefix) return tell(prefix.error(), console);
    const auto changes = compare(*prefix, options);
    if (!changes) return tell(changes.error(), console);
    console.out(options.format == Format::json ? json(*changes, options) : text(*changes, options, console.out_colour));
    return exit_ok;
}

}  // namespace nagaya::app
