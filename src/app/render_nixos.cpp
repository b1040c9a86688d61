// nagaya render nixos.
#include "app/render.hpp"
#include "base/text.hpp"
#include "emit/nixos.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"
#include "model/secrets.hpp"

namespace nagaya::app {

namespace {

/// The site's directory as a module in `out` names it; "." where nobody can know.
std::string site_from(const std::string& out, const std::string& site) {
    const auto from = host::absolute_path(out);
    const auto to = host::absolute_path(site);
    if (out.empty() || !from || !to) return ".";
    std::string_view directory = std::string_view(*from).substr(0, from->rfind('/'));
    std::string up = ".";
    while (*to != directory && !to->starts_with(concat(directory, '/'))) {
        directory = directory.substr(0, directory.rfind('/'));
        up += "/..";
    }
    return concat(up, to->substr(directory.size()));
}

std::vector<emit::NixosSecret> secrets_of(const RenderedHost& rendered) {
    const Workspace& workspace = *rendered.workspace;
    std::vector<emit::NixosSecret> all;
    for (const auto& [name, service] : workspace.site.services) {
        for (const model::Secret& secret : service.secrets) {
            const std::string path = model::secret_path(workspace.site.settings.prefix.value, name, secret);
            const auto* placed =
                rendered.state.get<state::File>({.kind = state::Kind::file, .scope = {}, .name = path});
            if (!placed) continue;  // another host's service
            emit::NixosSecret one{.form = emit::NixosSecret::Form::clear,
                                  .service = name,
                                  .name = secret.name.value,
                                  .path = path,
                                  .owner = placed->owner,
                                  .file = {},
                                  .type = {},
                                  .variables = model::is_env_file(secret.kind)};
            const auto file = workspace.site.secret_files.find(concat(name, '/', secret.name.value));
            if (secret.source != model::SecretSource::plain && file != workspace.site.secret_files.end()) {
                one.form = file->second.age ? emit::NixosSecret::Form::age : emit::NixosSecret::Form::sops;
                one.file = workspace.sources.path(file->second.at.file);
                one.type = file->second.sops;
            }
            all.push_back(std::move(one));
        }
    }
    return all;
}

}  // namespace

int render_nixos(const RenderOptions& options, NixosSecretsBy by, Console& console) {
    const RenderedHost rendered = open_rendered(options.where, console, true);
    if (rendered.exit_code != exit_ok) return rendered.exit_code;
    const emit::NixosSecrets secrets_by = by == NixosSecretsBy::agenix ? emit::NixosSecrets::agenix
                                          : by == NixosSecretsBy::sops ? emit::NixosSecrets::sops
                                                                       : emit::NixosSecrets::none;
    const emit::NixosModule module =
        emit::emit_nixos(rendered.state, {.secrets_by = secrets_by,
                                          .site = site_from(options.out, rendered.workspace->root),
                                          .secrets = secrets_of(rendered)});
    for (const std::string& note : module.notes) console.err(concat("note: ", visible(note), '\n'));
    if (options.out.empty()) {
        console.out(module.text);
        return exit_ok;
    }
    const auto written = host::replace_file(options.out, module.text);
    return written ? exit_ok : tell(written.error(), console);
}

}  // namespace nagaya::app
