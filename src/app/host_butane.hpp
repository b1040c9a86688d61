// hosts/NAME.bu: what a host is besides what nagaya derives for it, in the words of Butane.
#pragma once

#include "app/console.hpp"
#include "app/render.hpp"
#include "app/workspace.hpp"
#include "ignition/config.hpp"

namespace nagaya::app {

/// What is wrong with the hosts' Butane files, and with the local files that they name, goes to the workspace's report.
void check_host_butane(Workspace& workspace);

/// `derived` with the host's own Butane file over it, by Ignition's rules for merging: what the file says wins. Its local files are
/// looked up in the site. Without such a file it stays as it is. False after the user was told what is wrong with the file.
bool put_host_butane(const RenderedHost& rendered, ignition::Config& derived, Console& console);

}  // namespace nagaya::app
