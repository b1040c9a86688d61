// Files that age(1) encrypts, as far as anybody may read them: the header, which names how many may decrypt the rest
// (age-encryption.org/v1, C2SP). Whose keys they are it does not tell for age's own keys, so that can only be counted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::syntax {

struct AgeHeader {
    bool armored = false;
    /// The type of each recipient's stanza, in the order of the file: "X25519", "ssh-ed25519", "scrypt" (a passphrase).
    std::vector<std::string> recipients;
};

/// The header of a whole file, binary or armored; nothing when it is none, or is cut off within the header. Untrusted bytes.
std::optional<AgeHeader> parse_age_header(std::string_view bytes);

}  // namespace nagaya::syntax
