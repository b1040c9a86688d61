#include "app/console.hpp"

#include <unistd.h>

#include <cstdlib>

#include "base/text.hpp"
#include "host/own_directory.hpp"

namespace nagaya::app {

std::string safe_text(const Error& error) {
    std::string out;
    const std::string text = error.text();
    for (std::string_view line : split(text, '\n')) out += concat(out.empty() ? "" : "\n", visible(line));
    return out;
}

std::string print_console(const Console& console) {
    return concat("columns=", console.width, console.out_colour ? ",out-colour" : "",
                  console.err_colour ? ",err-colour" : "", console.err_is_terminal ? ",redraw" : "");
}

void read_console(Console& console) {
    if (const char* known = std::getenv("NAGAYA_CONSOLE")) {
        constexpr std::string_view columns = "columns=";
        for (const std::string_view part : split(known, ',')) {
            console.out_colour |= part == "out-colour";
            console.err_colour |= part == "err-colour";
            console.err_is_terminal |= part == "redraw";
            if (!part.starts_with(columns)) continue;
            const auto width = parse_number(part.substr(columns.size()));
            if (width && *width > 0 && *width < 10'000) console.width = *width;
        }
    }
    if (const char* path = std::getenv("NAGAYA_REPORT"); path != nullptr && *path == '/')
        console.report = [path = std::string(path)](std::string_view text) { (void)host::create_file(path, text); };
}

int tell(const Error& error, Console& console) {
    console.err(concat("nagaya: ", safe_text(error), "\n"));
    if (error.kind == ErrorKind::denied && geteuid() != 0)
        console.err("help: run it as root, for instance with sudo\n");
    return exit_failed;
}

}  // namespace nagaya::app
