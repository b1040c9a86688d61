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
    for (const NixosSecret& secret : options_.secrets) {
        if (!obstacle(secret).empty()) continue;
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

std::string SecretPaths::obstacle(const NixosSecret& secret) const {
    using enum NixosSecret::Form;
    const bool by_sops = options_.secrets_by == NixosSecrets::sops;
    if (secret.form == clear) return "it stands in clear outside the site";
    if (options_.secrets_by == NixosSecrets::none) return "say --secrets-by agenix or sops";
    if (by_sops && secret.form == age) return "sops-nix does not open files of age";
    if (!by_sops && secret.form == sops) return "agenix does not open files of sops";
    const bool lines = secret.type == "dotenv" || secret.type == "binary";
    if (by_sops && secret.variables && !lines) return concat("sops-nix makes no env file of ", secret.type);
    return {};
}

NixAttrs SecretPaths::values(const Names& names) const {
    constexpr std::string_view in_paths = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+/";
    NixAttrs all;
    for (const NixosSecret& secret : options_.secrets) {
        if (!obstacle(secret).empty()) continue;
        const bool sops = secret.form == NixosSecret::Form::sops;
        const std::string path = concat(options_.site, '/', secret.file);
        NixCode file{path};
        if (path.find_first_not_of(in_paths) != std::string::npos)
            file.text = concat("./. + ", print_nix(path.substr(1), 0));
        NixAttrs one{{sops ? "sopsFile" : "file", std::move(file)}};
        if (sops) one.emplace_back("format", secret.type);
        if (sops && (secret.type == "yaml" || secret.type == "json")) one.emplace_back("key", "");  // the whole file
        const auto [uid, gid] = secret.owner;
        const auto put = [&](std::string_view name, std::string_view number, uint32_t id) {
            if (sops && !names.has(id))
                one.emplace_back(number, id);
            else
                one.emplace_back(name, names.user(id));
        };
        put("owner", "uid", uid);
        put("group", "gid", gid);
        one.emplace_back("mode", "0400");
        all.emplace_back(name_of(secret), std::move(one));
    }
    return all;
}

std::vector<std::string> SecretPaths::notes() const {
    std::vector<std::string> notes;
    bool filled = false;
    for (const NixosSecret& secret : options_.secrets) {
        const std::string why = obstacle(secret);
        if (!why.empty())
            notes.push_back(concat("nothing brings the secret `", secret.service, '/', secret.name, "` to ",
                                   secret.path, ": ", why));
        filled = filled || (why.empty() && secret.variables);
    }
    if (filled) notes.emplace_back("placeholders in secrets (`@@…@@`) stay as they are");
    return notes;
}

namespace {

/// As systemd.service(5) reads the words of commands.
std::string command_word(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '%' || c == '$') out += c;
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return text.find_first_of(" \t'\"\\;") == std::string_view::npos ? out : concat('"', out, '"');
}

/// Bases come before what is built on them.
void add_image(const state::HostState& state, const state::ResourceId& id, std::set<state::ResourceId>& seen,
               NixList& commands) {
    const auto* image = state.get<state::Image>(id);
    if (!image || image->build_context.empty() || !seen.insert(id).second) return;
    for (const std::string& base : image->bases)
        add_image(state, {.kind = Kind::image, .scope = id.scope, .name = base}, seen, commands);
    std::set<std::string> unknown;
    std::string command = nixos_command("/usr/bin/podman", unknown);
    command += concat(" build --tag ", command_word(image->reference));
    for (const std::string& tag : image->also_tagged) command += concat(" --tag ", command_word(tag));
    commands.emplace_back(concat(command, ' ', command_word(image->build_context)));
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
        if (unit && id.scope == account.name && unit->active && !unit->momentary)
            units += concat(' ', command_word(unit->name));
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

bool fits_tmpfiles(std::string_view bytes) {
    size_t escaped = 0;
    for (const char c : bytes) {
        const bool white = c == '\n' || c == '\t' || c == '\r';
        if ((static_cast<unsigned char>(c) < 0x20 && !white) || c == 0x7f) return false;
        escaped += white || c == ' ' || c == '\\' ? 4 : 1;
    }
    return is_text(bytes) && escaped <= longest_argument;
}

std::string tmpfiles_path(std::string_view path) {
    std::string out;
    for (const char c : path) {
        if (c == '%')
            out += "%%";
        else if (c == '\\' || c == '\'')
            out += concat('\\', c);
        else
            out += c;
    }
    return out;
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

void ModuleText::let(std::string_view name, Nix value) {
    if (const auto* attrs = std::get_if<NixAttrs>(&value.value); attrs && attrs->empty()) return;
    if (!let_.empty()) let_ += '\n';
    note_arguments(value);
    let_ += print_bindings({{std::string(name), std::move(value)}}, 2);
}

void ModuleText::note_arguments(const Nix& value) {
    for (const std::string_view name : {"config", "lib", "pkgs"})
        if (uses(value, concat(name, '.'))) arguments_.emplace(name);
}

void ModuleText::bind(std::string_view path, Nix value) {
    if (const auto* attrs = std::get_if<NixAttrs>(&value.value); attrs && attrs->empty()) return;
    if (const auto* list = std::get_if<NixList>(&value.value); list && list->empty()) return;
    note_arguments(value);
    // The path is one already: only its end is joined with the only attribute of a set.
    std::string bound = print_bindings({{"x", std::move(value)}}, 2);
    bound.replace(2, 1, path);
    if (!body_.empty()) body_ += '\n';
    body_ += bound;
}

void ModuleText::join(std::string_view path, std::string_view name, const std::map<std::string, NixAttrs>& parts,
                      const NixAttrs& more) {
    if (parts.empty()) return bind(path, more);
    note_arguments(more);
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
    std::vector<std::string> arguments(arguments_.begin(), arguments_.end());
    arguments.emplace_back("...");
    // nixfmt puts three and more on lines of their own.
    const std::string between = arguments.size() > 3 ? ",\n  " : ", ";
    const std::string_view white = arguments.size() > 3 ? "\n" : " ";
    return concat(head, '{', white, white == "\n" ? "  " : "", nagaya::join(arguments, between), white, "}:\n\n",
                  let_.empty() ? "" : concat("let\n", let_, "in\n"), "{\n", body_, "}\n");
}

}  // namespace nagaya::emit
