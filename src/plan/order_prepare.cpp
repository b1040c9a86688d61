// What goes before anything is seen to change: directories, build contexts, images, hooks.
#include <functional>

#include "plan/orderer.hpp"

namespace nagaya::plan {

using state::Kind;
using state::ResourceId;

// Directories, build contexts: nothing of it is seen by what runs.
void Orderer::place(Group& owner, Frontier& frontier) {
    const auto note_context = [&](const std::string& path, uint32_t step) {
        for (size_t end = path.size(); end != std::string::npos && end > 0; end = path.rfind('/', end - 1)) {
            const std::string directory = path.substr(0, end);
            if (contexts_.contains(directory)) join(context_steps_[directory], {step});
        }
    };
    for (const Leave& leaving : owner.stale_context) {
        note_context(leaving.id->name, steps_.chain(step_for(leaving), frontier));
    }
    for (const std::vector<Put>* puts : {&owner.directories, &owner.context_files}) {
        for (const Put& put : *puts) {
            const uint32_t step = steps_.chain(step_for(put), frontier);
            file_steps_.emplace(*put.id, step);
            note_context(put.id->name, step);
        }
    }
}

// What services share: the host's directories, then each account's. The host's group sorts first (its account is "").
void Orderer::place_shared() {
    shared_[""];
    for (auto& [key, owner] : changes_.groups) {
        if (!key.service.empty()) break;
        Frontier frontier = shared_[""];
        if (!key.account.empty()) join(frontier, account_ready(key.account));
        place(owner, frontier);
        for (const Put& put : owner.late_directories) steps_.chain(step_for(put), frontier);
        for (const Put& put : owner.files) file_steps_.emplace(*put.id, steps_.chain(step_for(put), frontier));
        shared_[key.account] = frontier;
    }
}

// Images, bases first; each waits for `frontier`, its context and its bases, and for no other image.
Frontier Orderer::provide(const std::vector<Put>& images, const Frontier& frontier) {
    std::map<ResourceId, const Put*> waiting;
    for (const Put& put : images) waiting.emplace(*put.id, &put);
    Frontier all;
    const std::function<void(const Put&)> add = [&](const Put& put) {
        if (image_steps_.contains(*put.id)) return;
        const auto& image = std::get<state::Image>(put.resource->value);
        const uint32_t placeholder = 0;
        image_steps_.emplace(*put.id, placeholder);  // a circle of bases ends here
        Frontier after = frontier;
        join(after, manager_ready(image.account));
        const auto context = context_steps_.find(image.build_context);
        if (context != context_steps_.end()) join(after, context->second);
        for (const std::string& base : image.bases) {
            const ResourceId base_id{.kind = Kind::image, .scope = put.id->scope, .name = base};
            const auto other = waiting.find(base_id);
            if (other != waiting.end()) add(*other->second);
            const auto step = image_steps_.find(base_id);
            if (step != image_steps_.end()) join(after, {step->second});
        }
        const uint32_t step = steps_.add(step_for(put), after);
        image_steps_[*put.id] = step;
        all.push_back(step);
    };
    for (const Put& put : images) add(put);
    return all;
}

void Orderer::provide_shared_images() {
    for (auto& [key, owner] : changes_.groups) {
        if (!key.service.empty()) break;
        if (owner.images.empty()) continue;
        provide(owner.images, shared_[key.account]);
    }
    // Who uses a shared image waits for it before anything is seen to change.
    for (const auto& [id, step] : image_steps_) {
        const auto users = desired_.used_by.find(id);
        if (users == desired_.used_by.end()) continue;
        for (const ResourceId& user : users->second) {
            const state::Resource* unit = desired_.find(user);
            if (!unit) continue;
            join(image_waits_[unit->service], {step});
            const std::string& owner = steps_.at(step).service;
            if (!owner.empty() && owner != unit->service) join(image_reasons_[user], {step});
        }
    }
}

void Orderer::prepare(Group& owner, const std::string& account, Frontier& frontier) {
    if (!owner.hooks_before.empty()) join(frontier, manager_ready(account));
    for (const Put& hook : owner.hooks_before) steps_.chain(step_for(hook), frontier);
    const Frontier images = provide(owner.images, frontier);
    if (!images.empty()) frontier = images;
    if (!owner.hooks_after.empty()) join(frontier, manager_ready(account));
    for (const Put& hook : owner.hooks_after) steps_.chain(step_for(hook), frontier);
}

}  // namespace nagaya::plan
