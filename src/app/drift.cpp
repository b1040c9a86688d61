#include "app/drift.hpp"

#include <algorithm>

#include "app/deployed_units.hpp"
#include "app/diff.hpp"
#include "app/generations.hpp"
#include "base/diff.hpp"
#include "base/text.hpp"
#include "host/foreign.hpp"
#include "host/observe.hpp"
#include "host/safe_files.hpp"
#include "host/stale_containers.hpp"
#include "host/storage.hpp"

namespace nagaya::app {

namespace {

using state::Kind;

/// More than people read, and than a site should hold.
constexpr size_t largest_content = size_t{256} << 10;

/// The files' texts as far as the store has them: without them there is no diff, and everything else.
void fill_texts(state::HostState& state, apply::Storage& storage) {
    std::vector<std::pair<state::ResourceId, state::Resource>> filled;
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

/// What stands at a path where ours should be.
std::string gone_text(const state::ResourceId& id) {
    const auto seen = host::look_at(id.name);
    if (!seen) return concat("cannot be looked at: ", safe_text(seen.error()));
    if (!*seen) return "removed";
    switch ((*seen)->type) {
        case host::FileType::symlink: return "replaced by a link";
        case host::FileType::directory: return "replaced by a directory";
        default: return "replaced by something else";
    }
}

std::string unit_text(const state::Unit& wanted, const state::Unit& found, std::string what) {
    std::vector<std::string> words;
    if (found.masked) words.emplace_back("masked");
    if (found.failed)
        words.emplace_back("failed");
    else if (wanted.active && !found.active && !wanted.momentary)
        words.emplace_back("stopped");
    if (wanted.enabled != found.enabled && !found.masked)
        words.emplace_back(wanted.enabled ? "not enabled" : "enabled");
    return words.empty() ? what : join(words, ", ");
}

/// What differs of ours.
class OwnDrift {
public:
    OwnDrift(const state::HostState& wanted, const state::HostState& found, bool cut_off)
        : wanted_(wanted), found_(found), cut_off_(cut_off) {}

    std::optional<Drift> describe(const Changed& changed) const {
        Drift drift{.kind = std::string(state::name(changed.id.kind)),
                    .service = changed.service,
                    .account = changed.id.scope,
                    .subject = changed.id.name,
                    .what = changed.what,
                    .deed = "`nagaya apply` puts it back",
                    .diff = changed.text,
                    .unit = {},
                    .wanted = {},
                    .content = {}};
        const bool gone = changed.how == Changed::How::removed;
        switch (changed.id.kind) {
            case Kind::hook: return std::nullopt;  // leaves nothing that could be looked at
            case Kind::directory:
            case Kind::symlink: break;
            case Kind::file: describe_file(changed, drift); break;
            case Kind::account: drift.deed = "`nagaya apply` sets it right"; break;
            case Kind::image: describe_image(gone, drift); return drift;
            case Kind::unit: return describe_unit(changed, drift) ? std::optional(std::move(drift)) : std::nullopt;
        }
        if (gone) drift.what = changed.id.kind == Kind::account ? "removed" : gone_text(changed.id);
        return drift;
    }

private:
    void describe_file(const Changed& changed, Drift& drift) const {
        const auto* wanted = wanted_.get<state::File>(changed.id);
        const auto* found = found_.get<state::File>(changed.id);
        drift.secret = wanted != nullptr && wanted->content.is_secret();
        if (!wanted || !found || wanted->content == found->content) return;
        // What not everybody may read any more may be a secret by now, or somebody else's file under our name.
        const bool hidden = (found->mode & 004) == 0 && (wanted->mode & 004) != 0;
        if (hidden || drift.secret || found->content.is_secret()) {
            drift.diff.clear();
            return;
        }
        const std::string& bytes = found->content.bytes_to_write();
        if (bytes.size() > largest_content || !is_text(bytes)) return;
        drift.content = bytes;
        drift.wanted = wanted->content.digest();
        drift.deed = concat("`nagaya apply` puts it back, `nagaya adopt ", changed.id.name, "` takes it into the site");
    }

    static void describe_image(bool gone, Drift& drift) {
        drift.deed = gone ? "`nagaya apply` provides it"
                          : concat("remove it from ", drift.account, "'s Podman (podman rmi ", drift.subject,
                                   ") and run `nagaya apply`");
        if (gone) drift.what = "removed";
    }

    bool describe_unit(const Changed& changed, Drift& drift) const {
        const auto* wanted = wanted_.get<state::Unit>(changed.id);
        const auto* found = found_.get<state::Unit>(changed.id);
        if (!wanted) return false;
        drift.deed = "`nagaya apply` sets it right";
        if (!found) {
            // Nothing has to be loaded of what runs at times only.
            if (!wanted->active && !wanted->enabled) return false;
            drift.what = "not there (its file is gone, or the service manager does not run)";
            return !wanted->momentary || wanted->enabled;
        }
        const bool as_wanted =
            wanted->enabled == found->enabled && !found->failed && !found->masked && wanted->active == found->active;
        // What runs because something else needs it (a network, a timer's job) is as it should be. And until an apply that was
        // cut off is taken back, nobody knows what was started with what.
        const bool runs_for_others =
            !wanted->active && found->active && !found->failed && !found->masked && wanted->enabled == found->enabled;
        if (runs_for_others || (cut_off_ && as_wanted)) return false;
        drift.what = unit_text(*wanted, *found, changed.what);
        return true;
    }

    const state::HostState& wanted_;
    const state::HostState& found_;
    bool cut_off_;
};

std::string_view what_of(host::Foreign::Kind kind) {
    switch (kind) {
        case host::Foreign::Kind::drop_in: return "a drop-in that nagaya did not write";
        case host::Foreign::Kind::shadow: return "is read in place of nagaya's file of that name";
        case host::Foreign::Kind::addition: return "a unit that nagaya did not write";
        case host::Foreign::Kind::mask: return "masks the unit";
    }
    return "";
}

Drift drift_of(host::Foreign foreign) {
    const bool takable =
        foreign.text.has_value() && !foreign.service.empty() && foreign.kind == host::Foreign::Kind::drop_in;
    std::string diff = foreign.text ? unified_diff("", *foreign.text) : "";
    std::string deed = "remove it and run `nagaya apply`";
    if (takable) deed = concat("`nagaya adopt ", foreign.path, "` takes it into the site; else remove it");
    if (foreign.kind == host::Foreign::Kind::mask) deed = concat("`nagaya apply` unmasks it, or remove the link");
    return {.kind = "foreign",
            .service = std::move(foreign.service),
            .account = std::move(foreign.account),
            .subject = std::move(foreign.path),
            .what = std::string(what_of(foreign.kind)),
            .deed = std::move(deed),
            .diff = std::move(diff),
            .unit = std::move(foreign.unit),
            .wanted = {},
            .content = takable ? std::move(foreign.text) : std::nullopt};
}

Drift drift_of(const host::StaleContainer& stale) {
    return {.kind = "container",
            .service = stale.service,
            .account = stale.account,
            .subject = stale.unit,
            .what = concat("runs image ", stale.has.substr(0, 12), ", but ", stale.image, " is ",
                           stale.named_now.empty() ? "gone" : stale.named_now.substr(0, 12), " by now"),
            .deed = concat("`nagaya restart ", stale.service, "`"),
            .diff = {},
            .unit = {},
            .wanted = {},
            .content = {}};
}

/// The command as it is given on the host; `route` puts the prefix behind it.
std::vector<std::string> words_of(const DriftOptions& options) {
    std::vector<std::string> words{"drift"};
    if (options.format == Format::json) words.insert(words.end(), {"--format", "json"});
    if (options.detailed_exitcode) words.emplace_back("--detailed-exitcode");
    if (!options.diffs) words.emplace_back("--no-diff");
    if (options.contents) words.emplace_back("--contents");
    words.emplace_back("--prefix");
    if (!options.prefix.empty()) words.push_back(options.prefix);
    return words;
}

}  // namespace

Result<DriftReport> find_drift(const std::string& prefix) {
    const std::unique_ptr<apply::Storage> storage = host::make_storage(prefix);
    std::optional<state::Generation> current = TRY(current_generation(prefix, *storage));
    if (!current)
        return fail(ErrorKind::not_found, concat("nothing was applied here yet under the prefix `", prefix, "`"));
    state::HostState& wanted = current->state;
    fill_texts(wanted, *storage);
    const state::Deployed deployed = TRY(host::read_deployed(prefix));
    const state::HostState found = TRY(host::observe(wanted, deployed));
    DriftReport report{.prefix = prefix, .generation = current->number, .drifts = {}};
    const std::string journal = TRY(storage->read_journal());
    const OwnDrift own(wanted, found, !journal.empty());
    for (const Changed& changed : changes_between(wanted, found))
        if (changed.how != Changed::How::added)
            if (std::optional<Drift> drift = own.describe(changed)) report.drifts.push_back(std::move(*drift));
    for (host::Foreign& foreign : host::find_foreign(wanted, deployed))
        report.drifts.push_back(drift_of(std::move(foreign)));
    for (const host::StaleContainer& stale : TRY(host::find_stale_containers(wanted)))
        report.drifts.push_back(drift_of(stale));
    std::ranges::stable_sort(report.drifts, {}, [](const Drift& drift) { return drift.service; });
    return report;
}

int drift(const DriftOptions& options, Console& console) {
    const Routed routed = route(options.where, words_of(options), console);
    if (!routed.here) return routed.exit_code;
    const Result<std::string> prefix = prefix_of(options.prefix.empty() ? routed.prefix : options.prefix);
    if (!prefix) return tell(prefix.error(), console);
    const Result<DriftReport> report = find_drift(*prefix);
    if (!report) return tell(report.error(), console);
    console.out(options.format == Format::json ? print_drift_json(*report, options.diffs, options.contents)
                                               : print_drift_text(*report, options.diffs, console.out_colour));
    return options.detailed_exitcode && !report->drifts.empty() ? exit_usage : exit_ok;
}

}  // namespace nagaya::app
