#include "plan/words.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::plan {

namespace {

struct ActionName {
    std::string_view operator()(const SetAccounts&) const { return "set-accounts"; }
    std::string_view operator()(const AwaitManager&) const { return "await-manager"; }
    std::string_view operator()(const PutDirectory&) const { return "put-directory"; }
    std::string_view operator()(const PutFile&) const { return "put-file"; }
    std::string_view operator()(const PutSymlink&) const { return "put-symlink"; }
    std::string_view operator()(const RemoveFile&) const { return "remove-file"; }
    std::string_view operator()(const RemoveDirectory&) const { return "remove-directory"; }
    std::string_view operator()(const RunHook&) const { return "run-hook"; }
    std::string_view operator()(const ProvideImage& action) const {
        return action.image.build_context.empty() ? "pull-image" : "build-image";
    }
    std::string_view operator()(const ReloadManager&) const { return "reload-manager"; }
    std::string_view operator()(const ChangeUnit& action) const {
        switch (action.verb) {
            case UnitVerb::start: return "start-unit";
            case UnitVerb::restart: return "restart-unit";
            case UnitVerb::reload: return "reload-unit";
            case UnitVerb::stop: return "stop-unit";
            case UnitVerb::enable: return "enable-unit";
            case UnitVerb::disable: return "disable-unit";
            case UnitVerb::unmask: return "unmask-unit";
        }
        return "";
    }
    std::string_view operator()(const AwaitHealth&) const { return "await-health"; }
    std::string_view operator()(const RemovePodmanObject&) const { return "remove-podman-object"; }
    std::string_view operator()(const PurgeTree&) const { return "purge-tree"; }
    std::string_view operator()(const PurgeAccount&) const { return "purge-account"; }
};

struct Subject {
    std::string operator()(const SetAccounts& action) const {
        std::vector<std::string> names;
        for (const state::Account& account : action.accounts) names.push_back(account.name);
        return join(names, " ");
    }
    std::string operator()(const AwaitManager& action) const { return action.account; }
    std::string operator()(const PutDirectory& action) const { return action.path; }
    std::string operator()(const PutFile& action) const { return action.path; }
    std::string operator()(const PutSymlink& action) const { return action.path; }
    std::string operator()(const RemoveFile& action) const { return action.path; }
    std::string operator()(const RemoveDirectory& action) const { return action.path; }
    std::string operator()(const RunHook& action) const { return join(action.hook.command, " "); }
    std::string operator()(const ProvideImage& action) const { return action.image.reference; }
    std::string operator()(const ReloadManager& action) const { return action.account; }
    std::string operator()(const ChangeUnit& action) const { return action.unit.name; }
    std::string operator()(const AwaitHealth& action) const { return action.unit.name; }
    std::string operator()(const RemovePodmanObject& action) const { return action.object.name; }
    std::string operator()(const PurgeTree& action) const { return action.path; }
    std::string operator()(const PurgeAccount& action) const { return action.account.name; }
};

struct ToEffect {
    const Step& step;

    Effect put() const { return step.why == "new" ? Effect::create : Effect::change; }

    Effect operator()(const SetAccounts&) const { return put(); }
    Effect operator()(const AwaitManager&) const { return Effect::none; }
    Effect operator()(const PutDirectory&) const { return put(); }
    Effect operator()(const PutFile&) const { return put(); }
    Effect operator()(const PutSymlink&) const { return put(); }
    Effect operator()(const RemoveFile&) const { return Effect::remove; }
    Effect operator()(const RemoveDirectory&) const { return Effect::remove; }
    Effect operator()(const RunHook&) const { return Effect::run; }
    Effect operator()(const ProvideImage&) const { return Effect::create; }
    Effect operator()(const ReloadManager&) const { return Effect::none; }
    Effect operator()(const ChangeUnit& action) const {
        switch (action.verb) {
            case UnitVerb::start: return Effect::start;
            case UnitVerb::restart: return Effect::restart;
            case UnitVerb::stop: return Effect::stop;
            case UnitVerb::reload: return Effect::reload;
            case UnitVerb::enable:
            case UnitVerb::disable:
            case UnitVerb::unmask: return Effect::change;
        }
        return Effect::none;
    }
    Effect operator()(const AwaitHealth&) const { return Effect::none; }
    Effect operator()(const RemovePodmanObject&) const { return Effect::remove; }
    Effect operator()(const PurgeTree&) const { return Effect::remove; }
    Effect operator()(const PurgeAccount&) const { return Effect::remove; }
};

}  // namespace

Effect effect_of(const Step& step) { return std::visit(ToEffect{step}, step.action); }

std::string_view action_name(const Action& action) { return std::visit(ActionName{}, action); }

std::string awaited(const Action& action) {
    const auto* wait = std::get_if<AwaitHealth>(&action);
    std::vector<std::string> probes;
    uint32_t longest = 0;
    if (wait) {
        for (const state::Probe& probe : wait->unit.probes) {
            if (probe.kind == state::Probe::Kind::settled) continue;
            probes.push_back(state::text(probe));
            longest = std::max(longest, probe.within_ms);
        }
    }
    if (probes.empty()) return {};
    return concat(join(probes, " and "), " (", (longest + 999) / 1000, " s at most)");
}

std::string subject(const Action& action) { return std::visit(Subject{}, action); }

}  // namespace nagaya::plan
