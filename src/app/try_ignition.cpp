#include "app/try_ignition.hpp"

#include "base/text.hpp"
#include "host/age.hpp"

namespace nagaya::app {

Result<std::optional<std::string>> config_to_try(RenderedHost& rendered, Console& console) {
    rendered.state = lower(*rendered.workspace, *rendered.host);
    const host::AgeKey key = TRY(host::make_age_key());
    emit::LayoutOptions how;
    how.program = TRY(program_for_host());
    how.host_key = key.text;
    for (const auto& [id, resource] : rendered.state.resources()) {
        const auto* file = std::get_if<state::File>(&resource.value);
        if (!file || !emit::is_volatile(id.name)) continue;
        emit::SealedSecret sealed{.service = resource.service,
                                  .name = resource.role.substr(resource.role.rfind('/') + 1),
                                  .path = id.name,
                                  .owner = file->owner,
                                  .encrypted = {},
                                  .variables = {}};
        sealed.encrypted = TRY(host::encrypt(file->content.bytes_to_write(), {key.public_half}));
        how.secrets.push_back(std::move(sealed));
    }
    const emit::Layout layout = layout_with(rendered, how, console);
    return ignition_text(rendered, layout, {.minor = std::nullopt}, console);
}

}  // namespace nagaya::app
