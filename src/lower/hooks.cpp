#include "base/digest.hpp"
#include "base/text.hpp"
#include "lower/lowering.hpp"

namespace nagaya::lower {

namespace {

/// What a hook finds in its environment: the variables that say where things are.
std::vector<std::string> environment_of(const LoweredService& service) {
    std::vector<std::string> environment;
    for (const std::string_view name : {"ACCOUNT", "DATA_PATH", "DATA_ROOT", "DOMAIN", "FILES_PATH", "HOST",
                                        "INSTALL_ROOT", "PREFIX", "SECRETS_PATH", "SERVICE", "SERVICE_PATH"}) {
        if (std::optional<std::string> value = service.variables.find(name)) {
            environment.push_back(concat(name, '=', *value));
        }
    }
    return environment;
}

// Of what the user declared, not of where the service happens to live: a migration must not run again with a new domain.
std::string digest_of(const state::Hook& hook) {
    DigestBuilder builder;
    builder.add(hook.account);
    builder.add(hook.before_build ? "before" : "after").add(hook.once ? "once" : "always");
    for (const std::string& word : hook.command) builder.add(word);
    return builder.finish();
}

void lower_hook(Lowering& lowering, const LoweredService& service, const model::Hook& source, uint32_t position) {
    state::Hook hook{.account = source.as_root.value ? std::string("root") : service.account(),
                     .command = {},
                     .directory = service.path,
                     .environment = environment_of(service),
                     .before_build = source.stage.value == model::HookStage::before_build,
                     .once = source.once.value,
                     .digest = {},
                     .position = position};
    for (const Located<std::string>& word : source.command) {
        std::optional<std::string> text = service.variables.expand(word.value, word.at, lowering.report);
        if (!text) return;
        hook.command.push_back(*std::move(text));
    }
    hook.digest = digest_of(hook);
    // Its text is its name: a migration that stays as it is has run, wherever it stands among the others.
    const state::ResourceId id{.kind = state::Kind::hook,
                               .scope = hook.account,
                               .name = concat(service.name(), '/', hook.digest.substr(0, 12))};
    lowering.state.put(id, {.service = service.name(),
                            .origin = source.at,
                            .role = concat("hook `", join(hook.command, " "), '`'),
                            .value = std::move(hook)});
}

}  // namespace

void lower_hooks(Lowering& lowering) {
    for (const LoweredService& service : lowering.services) {
        uint32_t position = 0;
        for (const model::Hook& hook : service.service->hooks) lower_hook(lowering, service, hook, position++);
    }
}

}  // namespace nagaya::lower
