#include "plan/action.hpp"

#include "base/text.hpp"

namespace nagaya::plan {

namespace {

std::string_view word(UnitVerb verb) {
    switch (verb) {
        case UnitVerb::start: return "start";
        case UnitVerb::restart: return "restart";
        case UnitVerb::reload: return "reload";
        case UnitVerb::stop: return "stop";
        case UnitVerb::enable: return "enable";
        case UnitVerb::disable: return "disable";
        case UnitVerb::unmask: return "unmask";
    }
    return "";
}

struct Words {
    std::string operator()(const SetAccounts& action) const {
        std::vector<std::string> names;
        for (const state::Account& account : action.accounts) names.push_back(account.name);
        return concat("set up ", names.size() == 1 ? "account " : "accounts ", join(names, ", "));
    }
    std::string operator()(const AwaitManager& action) const {
        return concat("wait for the service manager of ", action.account);
    }
    std::string operator()(const PutDirectory& action) const {
        return concat("make ", visible(action.path), " (", octal(action.directory.mode), ')');
    }
    std::string operator()(const PutFile& action) const {
        return concat("write ", visible(action.path), action.file.content.is_secret() ? " (secret)" : "");
    }
    std::string operator()(const PutSymlink& action) const {
        return concat("link ", visible(action.path), " to ", visible(action.symlink.target));
    }
    std::string operator()(const RemoveFile& action) const { return concat("remove ", visible(action.path)); }
    std::string operator()(const RemoveDirectory& action) const {
        return concat("remove directory ", visible(action.path));
    }
    std::string operator()(const RunHook& action) const {
        return concat("run `", visible(join(action.hook.command, " ")), "` as ", action.hook.account);
    }
    std::string operator()(const ProvideImage& action) const {
        return concat(action.image.build_context.empty() ? "pull " : "build ", visible(action.image.reference), " for ",
                      action.image.account);
    }
    std::string operator()(const ReloadManager& action) const {
        return concat("reload the service manager of ", action.account);
    }
    std::string operator()(const ChangeUnit& action) const {
        return concat(word(action.verb), ' ', visible(action.unit.name));
    }
    std::string operator()(const AwaitHealth& action) const {
        return concat("wait until ", visible(action.unit.name), " is up");
    }
    std::string operator()(const RemovePodmanObject& action) const {
        return concat("remove the podman ", action.object.kind == state::PodmanObject::Kind::pod ? "pod " : "network ",
                      visible(action.object.name), " of ", action.account);
    }
    std::string operator()(const PurgeTree& action) const {
        return concat("remove ", visible(action.path), " and all that is in it");
    }
    std::string operator()(const PurgeAccount& action) const {
        return concat("remove account ", action.account.name, " and its home");
    }
};

}  // namespace

std::string text(const Action& action) { return std::visit(Words{}, action); }

}  // namespace nagaya::plan
