// The pieces of a NixOS module that nixos.cpp puts together.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emit/nix_value.hpp"
#include "emit/nixos.hpp"
#include "state/host_state.hpp"

namespace nagaya::emit {

/// Accounts of the state, and what to call ids.
class Names {
public:
    explicit Names(const state::HostState& state);

    /// The account's name, or the number.
    std::string user(uint32_t uid) const;
    bool has(uint32_t uid) const { return uid == 0 || names_.contains(uid); }
    /// The account in whose home the path is (or that it is the home of), or "".
    std::string home_of(std::string_view path) const;
    /// user, group and mode, as tmpfiles settings have them.
    NixAttrs entry(const state::Owner& owner, uint32_t mode) const;
    NixAttrs groups() const;
    NixAttrs users() const;

private:
    const state::HostState& state_;
    std::map<uint32_t, std::string> names_;
};

/// Where units find secrets when agenix or sops-nix brings them.
class SecretPaths {
public:
    explicit SecretPaths(const NixosOptions& options) : options_(options) {}

    /// `text` with the expression for its path where a secret's path stands.
    std::string with_paths(std::string text) const;
    /// "age.secrets" or "sops.secrets".
    std::string option() const;
    NixAttrs values(const Names& names) const;
    std::vector<std::string> notes() const;

private:
    static std::string name_of(const NixosSecret& secret);
    /// Why the chosen module cannot bring it; "" when it can.
    std::string obstacle(const NixosSecret& secret) const;
    const NixosOptions& options_;
};

/// The service that builds the account's images before its manager starts; empty when all of them are pulled.
NixAttrs image_service(const state::HostState& state, const state::Account& account);

/// The service that starts the account's units, and restarts them when a rebuild changed one of `triggers`.
NixAttrs account_service(const state::HostState& state, const state::Account& account, NixList triggers);

/// What a line of tmpfiles.d(5) takes: systemd reads lines of 1 MiB, and NixOS escapes each blank and break of an argument.
inline constexpr size_t longest_argument = 1000 * 1000;
/// Can the bytes be an argument that a person reads?
bool fits_tmpfiles(std::string_view bytes);
/// A text as the argument of a line of tmpfiles.d(5), which expands specifiers.
std::string tmpfiles_argument(std::string_view text);
/// A path as an attribute of systemd.tmpfiles.settings: NixOS puts it between single quotes, with nothing escaped.
std::string tmpfiles_path(std::string_view path);
std::string base64(std::string_view bytes);

/// A module under way. What is empty is left out.
class ModuleText {
public:
    /// A name in the let block.
    void let(std::string_view name, Nix value);
    void bind(std::string_view path, Nix value);
    /// `path` = the sets that `parts` has in the let block as `name`, and `more`.
    void join(std::string_view path, std::string_view name, const std::map<std::string, NixAttrs>& parts,
              const NixAttrs& more);
    std::string text(std::string_view head) const;

private:
    void note_arguments(const Nix& value);
    std::set<std::string> arguments_;  ///< of the module: what its expressions name
    std::string let_;
    std::string body_;
};

}  // namespace nagaya::emit
