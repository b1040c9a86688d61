// Podman's deeds, done as the account that owns the storage.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.hpp"
#include "host/account_database.hpp"
#include "state/resource.hpp"

namespace nagaya::host {

using LineSink = std::function<void(std::string_view line)>;

/// Builds the image from its context, or pulls it, unless it is there already. One hour at most.
Result<void> provide_image(const PasswdEntry& account, const state::Image& image, const LineSink& progress);

/// A command as the account (root: as this process), in its home, with the environment its podman needs.
Command as_account(const PasswdEntry& account, std::vector<std::string> argv);

}  // namespace nagaya::host
