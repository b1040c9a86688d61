// What went wrong on the way to a host, in words that help. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya::remote {

/// How the program that was to carry a session ended before the agent greeted.
struct Ending {
    std::string name;     ///< of the host, as in Transport
    std::string by_hand;  ///< as in Transport
    int exit_code;        ///< ssh's own is 255
    std::string output;   ///< before the agent's greeting
    std::string errors;   ///< the end of standard error
};

/// Is it that the program is not on the host yet, and could be copied there?
bool is_missing(const Ending& ending);

/// What happened, with a help line where one is known. `machine` is our machine type.
Error explain(const Ending& ending, std::string_view machine);

/// The same for the script that installs the program.
Error explain_install(const Ending& ending);

}  // namespace nagaya::remote
