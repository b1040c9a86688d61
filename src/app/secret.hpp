// nagaya secret: the encrypted secrets of a site, on the machine of whoever keeps it. No host is asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/console.hpp"

namespace nagaya::app {

struct SecretOptions {
    std::string site = ".";
    std::string service;
    std::string name;
    std::vector<std::string> services;  ///< of `rotate`; empty = all
    std::string identity;               ///< --identity: the file with the private key; "" = see find_identity
    std::optional<uint64_t> generate;   ///< so many random characters instead of standard input
    Format format = Format::text;
};

/// Which secrets the services list, how they get them, and where they come from.
int list_secrets(const SecretOptions& options, Console& console);
/// Who can read each encrypted one.
int secret_recipients(const SecretOptions& options, Console& console);
/// Encrypts what standard input gives.
int set_secret(const SecretOptions& options, Console& console);
/// Prints one in clear.
int show_secret(const SecretOptions& options, Console& console);
/// Opens one in $EDITOR, in a directory in memory that only the user can enter, and encrypts it again if it changed.
int edit_secret(const SecretOptions& options, Console& console);
/// Encrypts anew for those who have to read them now. All are read before the first is written.
int rotate_secrets(const SecretOptions& options, Console& console);

}  // namespace nagaya::app
