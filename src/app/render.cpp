#include "app/render.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "host/age.hpp"
#include "host/own_directory.hpp"
#include "lower/lower.hpp"
#include "model/secrets.hpp"
#include "remote/program.hpp"

namespace nagaya::app {

namespace {

/// A secret that only a host can read stands in the state with its place and owner, and no text.
void put_empty_secrets(Workspace& workspace, const model::Host& host, bool sops_too) {
    for (auto& [name, service] : workspace.site.services) {
        if (std::ranges::find(host.services, name, &Located<std::string>::value) == host.services.end()) continue;
        for (model::Secret& secret : service.secrets) {
            const bool sealed =
                secret.source == model::SecretSource::age || (sops_too && secret.source == model::SecretSource::sops);
            if (sealed && !secret.text) secret.text = "";
        }
    }
}

std::vector<emit::SealedSecret> sealed_secrets(const RenderedHost& rendered) {
    const model::Site& site = rendered.workspace->site;
    std::vector<emit::SealedSecret> all;
    for (const auto& [name, service] : site.services) {
        for (const model::Secret& secret : service.secrets) {
            const auto file = site.secret_files.find(concat(name, '/', secret.name.value));
            if (secret.source != model::SecretSource::age || file == site.secret_files.end()) continue;
            emit::SealedSecret sealed{.service = name,
                                      .name = secret.name.value,
                                      .path = model::secret_path(site.settings.prefix.value, name, secret),
                                      .owner = {},
                                      .encrypted = file->second.bytes,
                                      .variables = {}};
            const auto* placed =
                rendered.state.get<state::File>({.kind = state::Kind::file, .scope = {}, .name = sealed.path});
            if (!placed) continue;  // another host's service
            sealed.owner = placed->owner;
            if (model::is_env_file(secret.kind))
                sealed.variables = lower::variables_of(site, *rendered.host, rendered.workspace->sources, name);
            all.push_back(std::move(sealed));
        }
    }
    return all;
}

/// Nobody but sops can open those, and no output carries them.
void add_sops_secrets(const RenderedHost& rendered, std::vector<std::string>& left_out) {
    for (const auto& [name, service] : rendered.workspace->site.services) {
        const auto& listed = rendered.host->services;
        if (std::ranges::find(listed, name, &Located<std::string>::value) == listed.end()) continue;
        for (const model::Secret& secret : service.secrets)
            if (secret.source == model::SecretSource::sops && !secret.text)
                left_out.push_back(concat("the secret `", name, '/', secret.name.value,
                                          "` is a sops file, which a first boot does not open"));
    }
}

/// The identity, if it is that of the host.
Result<std::string> key_of(const model::Host& host, const std::string& path) {
    const std::string known = TRY(host::public_key_of(path));
    if (!host.age || host.age->value != known)
        return fail(ErrorKind::denied, concat("the key in `", path, "` is that of ", known, ", and hosts/", host.name,
                                              ".toml says ", host.age ? host.age->value : "nothing of a key"));
    std::optional<std::string> text = host::read_own_file(path);
    if (!text) return fail(ErrorKind::denied, concat("`", path, "` cannot be read"));
    return *std::move(text);
}

}  // namespace

RenderedHost open_rendered(const HostOptions& where, Console& console, bool sops_too) {
    RenderedHost rendered;
    rendered.workspace = open_checked(where, console, rendered.exit_code);
    if (!rendered.workspace) return rendered;
    rendered.host = choose_host(*rendered.workspace, where, console);
    if (!rendered.host) {
        rendered.exit_code = exit_usage;
        return rendered;
    }
    if (auto written = write_lock(*rendered.workspace); !written) {
        rendered.exit_code = tell(written.error(), console);
        return rendered;
    }
    put_empty_secrets(*rendered.workspace, *rendered.host, sops_too);
    rendered.state = lower(*rendered.workspace, *rendered.host);
    return rendered;
}

Result<emit::Program> program_for_host(const std::string& from) {
    const remote::Program* own = TRY(remote::own_program());
    emit::Program program{.key = own->key(), .content = state::Content::of(own->bytes)};
    if (from != "carry") program.url = from;
    return program;
}

emit::Layout layout_with(const RenderedHost& rendered, const emit::LayoutOptions& how, Console& console) {
    emit::Layout layout = emit::lay_out(rendered.state, how);
    add_sops_secrets(rendered, layout.left_out);
    for (const state::Requirement& required : rendered.state.requirements)
        if (required.kind == state::Requirement::Kind::secret)
            layout.left_out.push_back(concat("the secret `", required.subject, "` is not there yet"));
    for (const std::string& sentence : layout.left_out) console.err(concat("warning: ", visible(sentence), '\n'));
    if (!layout.left_out.empty())
        console.err("help: `nagaya secret set` takes them into the site; until then `nagaya apply` brings them\n");
    return layout;
}

Result<emit::Layout> layout_of(const RenderedHost& rendered, const RenderOptions& options, Console& console) {
    emit::LayoutOptions how;
    if (options.program != "none") how.program = TRY(program_for_host(options.program));
    if (!options.host_key.empty()) how.host_key = TRY(key_of(*rendered.host, options.host_key));
    how.secrets = sealed_secrets(rendered);
    return layout_with(rendered, how, console);
}

}  // namespace nagaya::app
