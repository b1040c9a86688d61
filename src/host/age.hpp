// Secrets through the program age(1): texts go through pipes and memory, never through arguments or files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

/// A private key, as a path that age can read while this lives.
struct AgeIdentity {
    std::string path;
    Descriptor memory;  ///< what `path` leads to when the key is not in a file of its own (memfd_create(2))
};

/// Where a host keeps its own: 0600 root, or sealed for this machine's TPM (systemd-creds(1)).
inline constexpr std::string_view host_identity_directory = "/var/lib/nagaya";

/// This host's identity; `not_found` when it has none.
Result<AgeIdentity> open_host_identity(std::string_view directory = host_identity_directory);

/// A private key, as age(1) has it in a file, and the public half that others encrypt for.
struct AgeKey {
    std::string text;
    std::string public_half;
};

/// A new one, in memory only.
Result<AgeKey> make_age_key();

/// Makes an identity for this host, unless it has one. Sealed where systemd finds a TPM.
Result<void> make_host_identity(std::string_view directory = host_identity_directory);

/// Its public key, which others encrypt for; nothing when it has no identity.
Result<std::optional<std::string>> host_public_key(std::string_view directory = host_identity_directory);

/// The text in clear. `denied`: it was not encrypted for this identity; `malformed`: the file is damaged or none of age's;
/// `unsupported`: there is no age here. No message has anything of the text.
Result<std::string> decrypt(const AgeIdentity& identity, std::string_view encrypted);

/// An armored file that each of `recipients` can read; there must be one.
Result<std::string> encrypt(std::string_view text, const std::vector<std::string>& recipients);

/// The recipient of an age identity in a file of the user's.
Result<std::string> public_key_of(const std::string& identity_path);

}  // namespace nagaya::host
