// A console that keeps what is written to it.
#pragma once

#include <string>

#include "app/console.hpp"

namespace nagaya::app {

struct HeardConsole {
    std::string out;
    std::string err;
    Console console{.out = [this](std::string_view text) { out += text; },
                    .err = [this](std::string_view text) { err += text; }};
};

}  // namespace nagaya::app
