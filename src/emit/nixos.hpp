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
    enum class Form { clear, age, sops } form = Form::age;  ///< of the file; no module takes one in clear
    std::string service;
    std::string name;
    std::string path;  ///< where the state expects it
    state::Owner owner;
    std::string file;        ///< the encrypted file: below the site, "secrets/web/db.env.age"
    std::string type;        ///< as sops calls it: "yaml", "json", "dotenv" or "binary"
    bool variables = false;  ///< units read it as lines NAME=value
};

struct NixosOptions {
    NixosSecrets secrets_by = NixosSecrets::none;
    std::string site = ".";  ///< its directory, as the module names it: "./../site"
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
