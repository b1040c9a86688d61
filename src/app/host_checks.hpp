// Is this machine fit to be a host? What each check found, and what cures it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace nagaya::app {

enum class CheckState {
    ok,
    warning,  ///< works, but not as well as it could
    problem,  ///< services would fail
};

/// One line of `nagaya host init`.
struct HostCheck {
    std::string name;  ///< "podman"
    CheckState state = CheckState::ok;
    std::string found;                        ///< "5.4.2", "not installed"
    std::string fix = {};                     ///< what a person does; "" when nothing is to be done
    std::vector<std::string> install = {};    ///< the command that installs what is missing, where that is safe to run
    std::function<Result<void>()> cure = {};  ///< changes configuration only, and can be undone; may be empty
};

/// The key `os` of this machine from the text of os-release(5): "debian", "microos", …; its ID where it is none of them. Pure.
std::string os_of(std::string_view os_release);

/// The controllers of `wanted` that a list such as "cpu memory pids" lacks, in the order of `wanted`. Pure.
std::vector<std::string> missing_controllers(std::string_view available, const std::vector<std::string>& wanted);

/// The command that installs a package, where one command does it without a reboot; else nothing.
std::vector<std::string> install_words(std::string_view os, std::string_view package);

/// Whether this host can read secrets that are encrypted for it, and for which key that is. Makes its identity when age is there.
HostCheck check_identity(const std::string& os);

/// Every other check, on this machine. Changes nothing. `os` is a host's key `os`.
std::vector<HostCheck> check_host(const std::string& os);

}  // namespace nagaya::app
