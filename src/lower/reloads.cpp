// Which changed files a unit takes up by a reload.
#include <algorithm>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"
#include "lower/unit_values.hpp"

namespace nagaya::lower {

namespace {

/// Does the pattern mean the whole path? "*" stands for anything but "/", "**" for anything.
bool matches(std::string_view pattern, std::string_view path) {
    // The places of the pattern that the text read so far can have led to.
    std::vector<bool> reached(pattern.size() + 1, false);
    const auto spread = [&] {  // a star may stand for nothing
        for (size_t i = 0; i < pattern.size(); ++i) {
            if (reached[i] && pattern[i] == '*') reached[i + 1] = true;
        }
    };
    reached[0] = true;
    spread();
    for (const char c : path) {
        std::vector<bool> next(pattern.size() + 1, false);
        for (size_t i = 0; i < pattern.size(); ++i) {
            if (!reached[i]) continue;
            if (pattern[i] == '*') {
                const bool any = (i > 0 && pattern[i - 1] == '*') || (i + 1 < pattern.size() && pattern[i + 1] == '*');
                if (any || c != '/') next[i] = true;
            } else if (pattern[i] == c) {
                next[i + 1] = true;
            }
        }
        reached = std::move(next);
        spread();
    }
    return reached[pattern.size()];
}

/// Does the unit give exactly this file to a container, and not a directory that it is in? Such a mount keeps the file that was
/// there at the start: a changed one comes by a rename.
bool mounts_itself(const LoweredUnit& unit, const std::string& path) {
    if (unit.source->place != model::UnitPlace::quadlet) return false;
    const auto named_in = [&](std::string_view text) {
        for (size_t at = text.find(path); at != std::string_view::npos; at = text.find(path, at + 1)) {
            const size_t end = at + path.size();
            const bool begins = at == 0 || std::string_view("=, \t\"':").contains(text[at - 1]);
            const bool ends = end == text.size() || std::string_view(":, \t\r\n\"'\\").contains(text[end]);
            if (begins && ends) return true;
        }
        return false;
    };
    return named_in(unit.text) ||
           std::ranges::any_of(unit.drop_ins, [&](const AppliedDropIn& drop_in) { return named_in(drop_in.text); });
}

class ReloadFinder {
public:
    ReloadFinder(Lowering& lowering, LoweredService& service) : lowering_(lowering), service_(service) {}

    void find(const std::string& name, const std::vector<Located<std::string>>& patterns) {
        if (patterns.empty()) return;
        LoweredUnit* unit = find_named(lowering_, service_, name, patterns.front().at);
        if (!unit) return;
        if (last_value(*unit, "Service", "ExecReload").empty()) {
            return report_no_reload_command(lowering_, *unit, patterns.front().at);
        }
        const state::Resource* known = lowering_.state.find(unit->unit_id());
        if (!known) return;  // a template
        state::Resource resource = *known;
        auto& value = std::get<state::Unit>(resource.value);
        for (const Located<std::string>& pattern : patterns) apply(*unit, pattern, value.reloaded_by);
        lowering_.state.put(unit->unit_id(), std::move(resource));
    }

private:
    void apply(const LoweredUnit& unit, const Located<std::string>& pattern, std::set<std::string>& labels) {
        bool any = false;
        const std::string files = service_.path + "/files/";
        const auto& users = lowering_.state.used_by;
        for (auto used = users.lower_bound({.kind = state::Kind::file, .scope = {}, .name = files});
             used != users.end() && used->first.kind == state::Kind::file && used->first.name.starts_with(files);
             ++used) {
            const state::Resource* file = lowering_.state.find(used->first);
            if (!file || !used->second.contains(unit.unit_id()) || !matches(pattern.value, file->role)) continue;
            any = true;
            if (mounts_itself(unit, used->first.name)) {
                report_own_mount(unit, file->role, pattern.at);
            } else {
                labels.insert(state::input_label(*file, service_.name()));
            }
        }
        if (!any) report_no_file(unit, pattern);
    }

    void report_own_mount(const LoweredUnit& unit, const std::string& file, Span at) {
        lowering_.report.add(
            {.code = "reload-of-mounted-file",
             .severity = Severity::warning,
             .message = concat("`", unit.source->name, "` mounts `", file,
                               "` by itself, so a reload would not see a change of it: it is restarted"),
             .at = at,
             .help = "mount the directory that the file is in"});
    }

    void report_no_file(const LoweredUnit& unit, const Located<std::string>& pattern) {
        lowering_.report.add(
            {.code = "unmatched-reload",
             .severity = Severity::warning,
             .message = concat("`", unit.source->name, "` uses no file `", visible(pattern.value), "`"),
             .at = pattern.at,
             .help = "write the path of a file that the unit mounts or names, from `files/` on"});
    }

    Lowering& lowering_;
    LoweredService& service_;
};

}  // namespace

void report_no_reload_command(Lowering& lowering, const LoweredUnit& unit, Span at) {
    const bool container = extension(unit.source->name) == ".container";
    lowering.report.add(
        {.code = "reload-without-command",
         .message = concat("`", unit.source->name, "` is to be reloaded, and has no `ExecReload=`"),
         .at = at,
         .help = container ? "add `ExecReload=` under [Service], such as `ExecReload=podman exec NAME nginx -s reload`"
                           : "add `ExecReload=` under [Service]"});
}

void lower_reloads(Lowering& lowering) {
    for (LoweredService& service : lowering.services) {
        ReloadFinder finder(lowering, service);
        for (const auto& [name, patterns] : service.service->reload) finder.find(name, patterns);
    }
}

}  // namespace nagaya::lower
