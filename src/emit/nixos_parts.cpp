#include "emit/nixos_parts.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "emit/nixos_unit.hpp"

namespace nagaya::emit {

using state::Kind;

Names::Names(const state::HostState& state) : state_(state) {
    for (const auto& [id, resource] : state.resources())
        if (const auto* account = std::get_if<state::Account>(&resource.value))
            names_.emplace(account->uid, account->name);
}

std::string Names::user(uint32_t uid) const {
    if (uid == 0) return "root";
    const auto found = names_.find(uid);
    return found == names_.end() ? concat(uid) : found->second;
}

std::string Names::home_of(std::string_view path) const {
    for (const auto& [account, home] : state_.homes)
        if (path == home || path.starts_with(concat(home, '/'))) return account;
    return {};
}

NixAttrs Names::entry(const state::Owner& owner, uint32_t mode) const {
    return {{"user", user(owner.uid)}, {"group", user(owner.gid)}, {"mode", octal(mode)}};
}

NixAttrs Names::groups() const {
    std::map<std::string, NixAttrs> all;
    for (const auto& [id, resource] : state_.resources()) {
        const auto* account = std::get_if<state::Account>(&resource.value);
        if (!account) continue;
        all[account->name] = {{"gid", account->uid}};
        for (const std::string& group : account->groups) all.try_emplace(group);
        for (const auto& [group, gid] : account->group_ids) all[group] = {{"gid", gid}};
    }
    NixAttrs out;
    for (auto& [name, attrs] : all) out.emplace_back(name, std::move(attrs));
    return out;
}

NixAttrs Names::users() const {
    NixAttrs out;
    for (const auto& [id, resource] : state_.resources()) {
        const auto* account = std::get_if<state::Account>(&resource.value);
        if (!account) continue;
        NixAttrs user{{"isSystemUser", true},  {"description", "nagaya service account"},
                      {"uid", account->uid},   {"group", account->name},
                      {"home", account->home}, {"createHome", true},
                      {"homeMode", "0750"}};
        NixList groups;
        for (const std::string& group : account->groups) groups.emplace_back(group);
        if (!groups.empty()) user.emplace_back("extraGroups", std::move(groups));
        if (account->linger) user.emplace_back("linger", true);
        if (account->subid_count > 0) {
            user.emplace_back("subUidRanges",
                              NixList{NixAttrs{{"startUid", account->subid_start}, {"count", account->subid_count}}});
            user.emplace_back("subGidRanges",
                              NixList{NixAttrs{{"startGid", account->subid_start}, {"count", account->subid_count}}});
        }
        out.emplace_back(account->name, std::move(user));
    }
    return out;
}

std::string SecretPaths::name_of(const NixosSecret& secret) { return concat(secret.service, '-', secret.name); }

std::string SecretPaths::option() const {
    return options_.secrets_by == NixosSecrets::sops ? "sops.secrets" : "age.secrets";
}

std::string SecretPaths::with_paths(std::string text) const {
    if (options_.secrets_by == NixosSecrets::none) return text;
    for (const NixosSecret& secret : options_.secrets) {
        const std::string code =
            concat(Nix::code_begin, "config.", option(), '.', attribute_name(name_of(secret)), ".path", Nix::code_end);
        for (size_t at = text.find(secret.path); at != std::string::npos; at = text.find(secret.path, at)) {
            const size_t end = at + secret.path.size();
            const bool whole = end == text.size() || std::string_view(" \t\n:,;\"'").contains(text[end]);
            if (!whole) {
                at = end;
                continue;
            }
            text.replace(at, secret.path.size(), code);
            at += code.size();
        }
    }
    return text;
}

NixAttrs SecretPaths::values(const Names& names) const {
    NixAttrs all;
    if (options_.secrets_by == NixosSecrets::none) return all;
    const bool sops = options_.secrets_by == NixosSecrets::sops;
    for (const NixosSecret& secret : options_.secrets) {
        NixAttrs one{{sops ? "sopsFile" : "file", NixCode{secret.file}}};
        if (sops) one.emplace_back("format", "binary");
        one.emplace_back("owner", names.user(secret.owner.uid));
        one.emplace_back("group", names.user(secret.owner.gid));
        one.emplace_back("mode", "0400");
        all.emplace_back(name_of(secret), std::move(one));
    }
    return all;
}

std::vector<std::string> SecretPaths::notes() const {
    std::vector<std::string> notes;
    if (options_.secrets_by != NixosSecrets::none) return notes;
    for (const NixosSecret& secret : options_.secrets)
        notes.push_back(concat("nothing brings the secret `", secret.service, '/', secret.name, "` to ", secret.path,
                               "; say --secrets-by agenix or sops"));
    return notes;
}

namespace {

/// Bases come before what is built on them.
void add_image(const state::HostState& state, const state::ResourceId& id, std::set<state::ResourceId>& seen,
               NixList& commands) {
    const auto* image = state.get<state::Image>(id);
    if (!image || image->build_context.empty() || !seen.insert(id).second) return;
    for (const std::string& base : image->bases)
        add_image(state, {.kind = Kind::image, .scope = id.scope, .name = base}, seen, commands);
    std::set<std::string> unknown;
    std::string command = nixos_command("/usr/bin/podman", unknown);
    command += concat(" build --tag ", image->reference);
    for (const std::string& tag : image->also_tagged) command += concat(" --tag ", tag);
    commands.emplace_back(concat(command, ' ', image->build_context));
}

NixAttrs account_environment(const state::Account& account) {
    return {{"XDG_RUNTIME_DIR", concat("/run/user/", account.uid)}};
}

}  // namespace

NixAttrs image_service(const state::HostState& state, const state::Account& account) {
    NixList commands;
    std::set<state::ResourceId> seen;
    for (const auto& [id, resource] : state.resources())
        if (id.kind == Kind::image && id.scope == account.name) add_image(state, id, seen, commands);
    if (commands.empty()) return {};
    Nix command = commands.size() == 1 ? commands.front() : Nix(commands);
    const std::string runtime = concat("user-runtime-dir@", account.uid, ".service");
    return {{"description", concat("Images of ", account.name)},
            {"wantedBy", NixList{"multi-user.target"}},
            {"wants", NixList{"network-online.target", runtime}},
            {"after", NixList{"network-online.target", runtime}},
            {"before", NixList{concat("user@", account.uid, ".service")}},
            {"environment",
             NixAttrs{{"XDG_RUNTIME_DIR", concat("/run/user/", account.uid)}, {"BUILDAH_ISOLATION", "chroot"}}},
            {"path", NixList{"/run/wrappers", NixCode{"pkgs.podman"}}},
            {"serviceConfig", NixAttrs{{"Type", "oneshot"},
                                       {"RemainAfterExit", true},
                                       {"User", account.name},
                                       {"Delegate", true},
                                       {"TimeoutStartSec", "infinity"},
                                       {"ExecStart", std::move(command)}}}};
}

NixAttrs account_service(const state::HostState& state, const state::Account& account, NixList triggers) {
    std::string units;
    for (const auto& [id, resource] : state.resources()) {
        const auto* unit = std::get_if<state::Unit>(&resource.value);
        if (unit && id.scope == account.name && unit->active && !unit->momentary) units += concat(' ', unit->name);
    }
    if (units.empty()) return {};
    const std::string manager = concat("user@", account.uid, ".service");
    std::set<std::string> unknown;
    const std::string systemctl = nixos_command("/usr/bin/systemctl --user", unknown);
    return {
        {"description", concat("Services of ", account.name, ", restarted when a rebuild changes them")},
        {"wantedBy", NixList{"multi-user.target"}},
        {"wants", NixList{manager}},
        {"after", NixList{manager}},
        {"reloadTriggers", std::move(triggers)},
        {"environment", account_environment(account)},
        {"serviceConfig",
         NixAttrs{{"Type", "oneshot"},
                  {"RemainAfterExit", true},
                  {"User", account.name},
                  {"ExecStart", concat(systemctl, " start", units)},
                  {"ExecReload", NixList{concat(systemctl, " daemon-reload"), concat(systemctl, " restart", units)}}}}};
}

std::string tmpfiles_argument(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '%' ? std::string("%%") : std::string(1, c);
    return out;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        uint32_t group = 0;
        const size_t count = std::min<size_t>(3, bytes.size() - i);
        for (size_t k = 0; k < 3; ++k)
            group = (group << 8) | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (size_t k = 0; k < 4; ++k) out += k <= count ? digits[(group >> (18 - 6 * k)) & 63] : '=';
    }
    return out;
}

void ModuleText::let(std::string_view name, NixAttrs value) {
    if (value.empty()) return;
    if (!let_.empty()) let_ += '\n';
    let_ += print_bindings({{std::string(name), std::move(value)}}, 2);
}

void ModuleText::bind(std::string_view path, Nix value) {
    if (const auto* attrs = std::get_if<NixAttrs>(&value.value); attrs && attrs->empty()) return;
    if (const auto* list = std::get_if<NixList>(&value.value); list && list->empty()) return;
    // The path is one already: only its end is joined with the only attribute of a set.
    std::string bound = print_bindings({{"x", std::move(value)}}, 2);
    bound.replace(2, 1, path);
    if (!body_.empty()) body_ += '\n';
    body_ += bound;
}

void ModuleText::join(std::string_view path, std::string_view name, const std::map<std::string, NixAttrs>& parts,
                      const NixAttrs& more) {
    if (parts.empty()) return bind(path, more);
    std::vector<std::string> operands;
    for (const auto& [part, attrs] : parts) operands.push_back(concat(name, '.', attribute_name(part)));
    if (!more.empty()) operands.push_back(print_nix(more, 4));
    const std::string flat = nagaya::join(operands, " // ");
    const bool fits = more.empty() && path.size() + flat.size() < 90;
    if (!body_.empty()) body_ += '\n';
    body_ += fits ? concat("  ", path, " = ", flat, ";\n")
                  : concat("  ", path, " =\n    ", nagaya::join(operands, "\n    // "), ";\n");
}

std::string ModuleText::text(std::string_view head) const {
    std::vector<std::string> arguments;
    const std::string all = concat(let_, body_);
    for (const std::string_view name : {"config", "pkgs"})
        if (all.contains(concat(name, '.'))) arguments.emplace_back(name);
    arguments.emplace_back("...");
    return concat(head, "{ ", nagaya::join(arguments, ", "), " }:\n\n",
                  let_.empty() ? "" : concat("let\n", let_, "in\n"), "{\n", body_, "}\n");
}

}  // namespace nagaya::emit
