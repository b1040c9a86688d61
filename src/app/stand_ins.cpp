#include "app/stand_ins.hpp"

#include <algorithm>
#include <cctype>

#include "app/secret_file.hpp"
#include "base/text.hpp"
#include "syntax/env_file.hpp"

namespace nagaya::app {

namespace {

/// One secret that a service of the host lists.
struct Listed {
    std::string service;
    model::Secret secret;

    std::string path() const { return concat(service, '/', secret.name.value); }
};

std::vector<Listed> listed_secrets(const Workspace& workspace, const std::string& host_name) {
    std::vector<Listed> all;
    const model::Host* host = workspace.site.find_host(host_name);
    if (!host) return all;
    for (const auto& [name, service] : workspace.site.services) {
        if (std::ranges::none_of(host->services, [&](const auto& one) { return one.value == name; })) continue;
        for (const model::Secret& secret : service.secrets) all.push_back({.service = name, .secret = secret});
    }
    return all;
}

/// From now on the site has `text` under this name, in clear, and nothing encrypted.
void put(Workspace& workspace, const Listed& listed, std::string text) {
    workspace.tree.erase(concat(model::secrets_directory, listed.path(), model::age_suffix));
    const std::string sops = concat(model::secrets_directory, listed.path(), ".sops");
    std::erase_if(workspace.tree, [&](const auto& file) {
        return file.first.starts_with(sops) && (file.first.size() == sops.size() || file.first[sops.size()] == '.');
    });
    workspace.secrets[listed.path()] = {.bytes = std::move(text)};
}

std::string variable_called_like(std::string_view secret) {
    std::string name;
    for (const char c : secret) {
        const auto byte = static_cast<unsigned char>(c);
        name += std::isalnum(byte) != 0 ? static_cast<char>(std::toupper(byte)) : '_';
    }
    return std::isdigit(static_cast<unsigned char>(name.front())) != 0 ? "_" + name : name;
}

/// The variables that an env file sets; its Sources go with this function, so nothing of the text is kept.
std::vector<std::string> variables_of(const std::string& text) {
    Sources sources;
    Report findings;
    std::vector<std::string> names;
    for (const syntax::EnvEntry& entry : syntax::parse_env_file(sources, sources.add("secret", text), findings))
        names.push_back(entry.name);
    return names;
}

std::string stand_in(const Listed& listed, const std::optional<std::string>& real) {
    const std::string word = concat("stand-in-for-", listed.service, '-', listed.secret.name.value);
    if (!is_env_file(listed.secret.kind)) return word;
    std::vector<std::string> names = real ? variables_of(*real) : std::vector<std::string>();
    if (!real) names.push_back(variable_called_like(listed.secret.name.value));
    std::string text;
    for (const std::string& name : names) text += concat(name, '=', word, '\n');
    return text;
}

}  // namespace

std::vector<std::string> put_stand_ins(Workspace& workspace, const std::string& host) {
    const Result<host::AgeIdentity> identity = find_identity("");
    std::vector<std::string> unknown;
    for (const Listed& listed : listed_secrets(workspace, host)) {
        std::optional<std::string> real = listed.secret.text;
        if (!real && listed.secret.source == model::SecretSource::age && identity && is_env_file(listed.secret.kind))
            if (auto text = read_secret(workspace, *identity, listed.service, listed.secret.name.value)) real = *text;
        if (!real && is_env_file(listed.secret.kind)) unknown.push_back(listed.path());
        put(workspace, listed, stand_in(listed, real));
    }
    read_again(workspace);
    return unknown;
}

Result<void> put_real_secrets(Workspace& workspace, const std::string& host) {
    std::vector<Listed> encrypted = listed_secrets(workspace, host);
    std::erase_if(encrypted, [](const Listed& one) { return one.secret.source != model::SecretSource::age; });
    if (encrypted.empty()) return {};
    const host::AgeIdentity identity = TRY(find_identity(""));
    for (const Listed& listed : encrypted) {
        std::string text = TRY(read_secret(workspace, identity, listed.service, listed.secret.name.value));
        put(workspace, listed, std::move(text));
    }
    read_again(workspace);
    return {};
}

}  // namespace nagaya::app
