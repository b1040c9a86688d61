// Podman's deeds, done as the account that owns the storage.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.hpp"
#include "host/account_database.hpp"
#include "state/resource.hpp"

namespace nagaya::host {

using LineSink = std::function<void(std::string_view line)>;

/// Builds the image from its context, or pulls it, unless it is there already. One hour at most, or until `give_up` (process.hpp).
Result<void> provide_image(const PasswdEntry& account, const state::Image& image, const LineSink& progress,
                           const std::function<bool()>& give_up = {});

/// Makes sure that the account has podman's pause process, which holds its user namespace. Otherwise the first container
/// starts it, in the same moment as conmon reports READY, and now and then systemd takes that for a broken protocol (seen: 7 of
/// 180 starts without it, 0 of 180 with it). Without podman, or when it fails, the account's own units will tell.
void start_pause_process(const PasswdEntry& account);

/// The same for an account whose pause process was killed, as the end of its manager by a signal does; else nothing.
void mend_pause_process(const PasswdEntry& account);

/// A command as the account (root: as this process), in its home, with the environment its podman needs.
Command as_account(const PasswdEntry& account, std::vector<std::string> argv);

}  // namespace nagaya::host
