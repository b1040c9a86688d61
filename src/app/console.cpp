#include "app/console.hpp"

#include <unistd.h>

#include "base/text.hpp"

namespace nagaya::app {

std::string safe_text(const Error& error) {
    std::string out;
    const std::string text = error.text();
    for (std::string_view line : split(text, '\n')) out += concat(out.empty() ? "" : "\n", visible(line));
    return out;
}

int tell(const Error& error, Console& console) {
    console.err(concat("nagaya: ", safe_text(error), "\n"));
    if (error.kind == ErrorKind::denied && geteuid() != 0)
        console.err("help: run it as root, for instance with sudo\n");
    return exit_failed;
}

}  // namespace nagaya::app
