// How systemd-nspawn(1) is called. Pure but for looking which devices this machine has.
#pragma once

#include <string>
#include <vector>

#include "lab/keeper.hpp"

namespace nagaya::lab {

std::vector<std::string> nspawn_argv(const HostJob& job);
std::vector<std::string> nspawn_environment(const HostJob& job);

}  // namespace nagaya::lab
