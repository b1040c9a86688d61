// `nagaya butane`, whose command line is the reference tool's.
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

std::vector<Command> butane_commands();

/// Runs `nagaya butane` on the words behind that. They are read as the reference reads them: short options may be bundled
/// (`-pdDIR`), options may follow the input, `--color` has a value only behind `=`.
int run_butane(const std::vector<std::string>& words, app::Console& console);

}  // namespace nagaya::cli
