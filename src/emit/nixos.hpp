// A host's state as one NixOS module.
#pragma once

#include <string>
#include <vector>

#include "emit/layout.hpp"
#include "state/host_state.hpp"

namespace nagaya::emit {

/// Who brings secrets to a NixOS host.
enum class NixosSecrets {
    none,  ///< nobody said; units name the files that nagaya would make
    agenix,
    sops,
};

/// Of a secret of the site, for modules that bring secrets.
struct NixosSecret {
    std::string service;
    std::string name;
    std::string path;  ///< where the state expects it
    state::Owner owner;
    std::string file;  ///< the encrypted file, as the module names it: "./secrets/web/db.env.age"
};

struct NixosOptions {
    NixosSecrets secrets_by = NixosSecrets::none;
    std::vector<NixosSecret> secrets = {};
};

struct NixosModule {
    std::string text;
    /// What a NixOS host made of it will not have, or what its admin must see to, as sentences.
    std::vector<std::string> notes;
};

/// Deterministic. docs/outputs.md says what is an option, what is a file, and what is not the same as after an apply.
NixosModule emit_nixos(const state::HostState& state, const NixosOptions& options);

}  // namespace nagaya::emit
