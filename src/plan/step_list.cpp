#include "plan/step_list.hpp"

#include "base/check.hpp"

namespace nagaya::plan {

namespace {

/// What the site does not name stays as it was found; only a group follows its user.
state::Directory corrected(state::Directory desired, const state::Directory& found) {
    if (desired.any_group && (desired.any_user || desired.owner.uid == found.owner.uid)) {
        desired.owner.gid = found.owner.gid;
    }
    if (desired.any_user) desired.owner.uid = found.owner.uid;
    if (desired.any_mode) desired.mode = found.mode;
    return desired;
}

struct ToAction {
    const Put& put;

    Action operator()(const state::Directory& directory) const {
        const auto* found = put.observed ? std::get_if<state::Directory>(&put.observed->value) : nullptr;
        return PutDirectory{put.id->name, found ? corrected(directory, *found) : directory};
    }
    Action operator()(const state::File& file) const { return PutFile{put.id->name, file}; }
    Action operator()(const state::Symlink& symlink) const { return PutSymlink{put.id->name, symlink}; }
    Action operator()(const state::Hook& hook) const { return RunHook{hook, put.resource->service}; }
    Action operator()(const state::Image& image) const { return ProvideImage{image}; }
    Action operator()(const state::Account& account) const { return SetAccounts{{account}}; }
    Action operator()(const state::Unit&) const { CHECK(!"units have several verbs"); }
};

}  // namespace

Step step_for(const Put& put) {
    Step step;
    step.service = put.resource->service;
    step.action = std::visit(ToAction{put}, put.resource->value);
    step.why = put.why;
    step.diff = put.diff;
    const auto* hook = std::get_if<state::Hook>(&put.resource->value);
    // A hook that runs at every change has nothing to be remembered for.
    if (!hook || hook->once) step.remember.emplace_back(*put.id, state::entry_of(*put.resource));
    return step;
}

Step step_for(const Leave& leaving) {
    Step step;
    step.service = leaving.entry->service;
    step.why = "no longer in the site";
    step.forget.push_back(*leaving.id);
    if (leaving.id->kind != state::Kind::directory) {
        step.action = RemoveFile{leaving.id->name};
    } else if (leaving.entry->keep) {
        step.action = PurgeTree{leaving.id->name};
    } else {
        step.action = RemoveDirectory{leaving.id->name};
    }
    return step;
}

bool is_awaited(const state::Unit& unit) {
    const bool runs_nothing = unit.creates && unit.creates->kind != state::PodmanObject::Kind::pod;
    return !unit.momentary && !runs_nothing && unit.name.ends_with(".service");
}

Step unit_step(const std::string& service, const state::Unit& unit, UnitVerb verb, std::string why) {
    Step step;
    step.service = service;
    step.action = ChangeUnit{verb, unit};
    step.why = std::move(why);
    if (verb == UnitVerb::restart) step.disruption = Disruption::restart;
    if (verb == UnitVerb::stop) step.disruption = Disruption::stop;
    return step;
}

}  // namespace nagaya::plan
