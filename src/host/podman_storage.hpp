// Which images an account has, without starting Podman.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "host/images_index.hpp"

namespace nagaya::host {

/// The images in the storage of the account whose home is `home` (graphroot from its storage.conf, else
/// <home>/.local/share/containers/storage). No storage is no images.
Result<std::vector<StoredImage>> images_of_account(const std::string& home);

/// The images in the system's storage.
Result<std::vector<StoredImage>> images_of_root();

/// The directory of an account's, and of the system's storage.
std::string storage_of_account(const std::string& home);
std::string storage_of_root();

/// `graphroot` of the [storage] table of a storage.conf(5), or "".
std::string graph_root(std::string_view storage_conf);

}  // namespace nagaya::host
