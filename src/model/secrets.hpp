// Secrets: what a service asks for, where they come from, and where a host keeps them in clear.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/source.hpp"
#include "base/text.hpp"

namespace nagaya::model {

/// How a service gets a secret.
enum class SecretKind {
    env,     ///< an env file of every container
    file,    ///< /run/secrets/<name> in every container
    podman,  ///< a Podman secret of the account, for `Secret=`
    root,    ///< an env file of the service's units in the system's manager
};

/// Is it lines NAME=value (systemd.exec(5), "EnvironmentFile="), in which placeholders are filled?
inline bool is_env_file(SecretKind kind) { return kind == SecretKind::env || kind == SecretKind::root; }

/// Where its text comes from.
enum class SecretSource {
    none,   ///< nowhere: nobody wrote it yet
    plain,  ///< <secrets.dir>/<service>/<name>, outside the site
    age,    ///< secrets/<service>/<name>.age in the site; only a host that it was encrypted for can read it
    sops,   ///< secrets/<service>/<name>.sops.<type> in the site; who can read it is said in there
};

/// The suffix of encrypted files, which the names of secrets are without.
inline constexpr std::string_view age_suffix = ".age";
/// Above the encrypted files in the site: "secrets/<service>/<name>.age".
inline constexpr std::string_view secrets_directory = "secrets/";
/// Larger ones are refused: they are read into memory, and what a program may answer is bounded (host/process.hpp).
inline constexpr size_t largest_secret = 512 * 1024;

struct Secret {
    Located<std::string> name;
    SecretKind kind = SecretKind::env;
    uint32_t owner = 0;  ///< of a file: its owner's uid inside the containers
    SecretSource source = SecretSource::none;
    /// A Compose file names it: the file of the tree that has its text in clear, and should not. Then `name.at` is in the Compose file.
    std::string in_clear = {};
    std::optional<std::string> text = {};  ///< in clear, where it is known: never printed
};

/// One file below the site's own secrets/.
struct SecretFile {
    bool age = false;  ///< it is called so
    /// It is called so: "yaml", "json", "dotenv" or "binary", as sops says `--input-type`. Neither: it stands there in clear.
    std::string sops = {};
    std::string bytes;  ///< of an encrypted one, as they are in the tree
    Span at;
};
/// "service/name" (without ".age" or ".sops.yaml") → the file; plain ones under their whole name.
using SecretFiles = std::map<std::string, SecretFile, std::less<>>;

/// In memory (tmpfs), gone with the power. Not below /run/nagaya, which is root's alone.
inline constexpr std::string_view volatile_secrets = "/run/nagaya-secrets";

/// @@SECRETS_PATH@@: root's, open to the service's account.
inline std::string secrets_path(std::string_view prefix, std::string_view service) {
    return concat(volatile_secrets, '/', prefix, '/', service);
}

/// Where the file of a secret stands on the host.
inline std::string secret_path(std::string_view prefix, std::string_view service, const Secret& secret) {
    return concat(secrets_path(prefix, service), secret.kind == SecretKind::root ? "/root/" : "/", secret.name.value);
}

}  // namespace nagaya::model
