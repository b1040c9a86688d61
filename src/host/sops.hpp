// Secrets that sops keeps in the site, through the program sops(1): it knows its format and its many kinds of keys, we know neither.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya::host {

/// The text in clear. `input` and `output` are types of sops ("yaml", "json", "dotenv", "binary"). `identity` is a file with a key
/// of age that is tried beside what the environment names (SOPS_AGE_KEY_FILE), or "". `unsupported`: there is no sops here;
/// `denied`: it did not open the file. No message has anything of the text.
Result<std::string> decrypt_sops(std::string_view identity, std::string_view encrypted, std::string_view input,
                                 std::string_view output);

}  // namespace nagaya::host
