#include "app/new_generation.hpp"

#include <ctime>

#include "app/generations.hpp"
#include "base/text.hpp"
#include "host/observe.hpp"
#include "state/generation.hpp"

namespace nagaya::app {

namespace {

/// What held before this change. A host without a generation yet is what was observed.
state::HostState state_before(const Planned& planned, const std::string& prefix, apply::Storage& storage) {
    auto current = current_generation(prefix, storage);
    if (current && *current) return std::move((*current)->state);
    return planned.observed;
}

state::HostState state_now(const Planned& planned, const GenerationCause& cause, const GenerationParts& parts,
                           const std::string& prefix, apply::Storage& storage) {
    if (cause.services.empty() && parts.held_back.empty()) return planned.desired;
    state::HostState before = state_before(planned, prefix, storage);
    state::HostState now;
    if (cause.services.empty()) {
        now = state::hold_back(planned.desired, before, parts.held_back);
    } else {
        std::set<std::string> changed(cause.services.begin(), cause.services.end());
        for (const std::string& service : parts.held_back) changed.erase(service);
        now = state::hold_back(before, planned.desired, changed);
        // Of the first change of all there is no state before that knows these.
        now.host = planned.desired.host.empty() ? before.host : planned.desired.host;
        now.prefix = prefix;
        now.os = planned.desired.os.empty() ? before.os : planned.desired.os;
    }
    std::ignore = keep_contents(now, storage);
    return now;
}

/// For people; a document with a line that is too long could not be read again (state/json_members.hpp).
std::string shortened(std::string line) {
    constexpr size_t longest_line = 1000;
    if (line.size() <= longest_line) return line;
    line.resize(longest_line);
    return line + "…";
}

/// "restart web.service: files/site.conf changed".
std::vector<std::string> changes_of(const Planned& planned, const std::set<std::string>& held_back) {
    std::vector<std::string> lines;
    for (const plan::Step& step : planned.plan.steps) {
        if (held_back.contains(step.service)) continue;
        const bool is_how = std::holds_alternative<plan::AwaitManager>(step.action) ||
                            std::holds_alternative<plan::AwaitHealth>(step.action) ||
                            std::holds_alternative<plan::ReloadManager>(step.action);
        if (is_how) continue;
        lines.push_back(shortened(concat(plan::text(step.action), step.why.empty() ? "" : concat(": ", step.why))));
    }
    return lines;
}

}  // namespace

void put_image_ids(state::HostState& now) {
    state::HostState images;
    images.prefix = now.prefix;
    for (const auto& [id, resource] : now.resources())
        if (id.kind == state::Kind::image) images.put(id, resource);
    const auto observed = host::observe(images, {});
    if (!observed) return;
    for (const auto& [id, resource] : images.resources()) {
        const auto* found = observed->get<state::Image>(id);
        if (!found) continue;
        state::Resource with_id = resource;
        std::get<state::Image>(with_id.value).id = found->id;
        now.put(id, std::move(with_id));
    }
}

Result<void> keep_contents(const state::HostState& state, apply::Storage& storage) {
    for (const auto& [id, resource] : state.resources()) {
        const auto* file = std::get_if<state::File>(&resource.value);
        if (file && file->content.filled() && !file->content.digest().empty()) TRY(storage.keep(file->content));
    }
    return {};
}

std::string print_new_generation(const Planned& planned, const GenerationCause& cause, const GenerationParts& parts,
                                 const std::string& prefix, apply::Storage& storage) {
    state::Generation generation;
    generation.number = parts.number;
    generation.time = std::time(nullptr);
    generation.reason = shortened(cause.reason);
    generation.site_commit = cause.site_commit;
    generation.held_back = parts.held_back;
    generation.changes = changes_of(planned, parts.held_back);
    generation.state = state_now(planned, cause, parts, prefix, storage);
    put_image_ids(generation.state);
    generation.deployed = parts.record;
    return state::print_generation(generation);
}

}  // namespace nagaya::app
