#include "cli/quadlet_commands.hpp"

#include "app/preview.hpp"
#include "app/quadlet.hpp"
#include "cli/options.hpp"

namespace nagaya::cli {

namespace {

using Count = Positional::Count;

int run_preview(const Arguments& arguments, app::Console& console) {
    return app::preview({.where = where(arguments),
                         .subject = arguments.positional("SUBJECT"),
                         .podman = arguments.value("podman"),
                         .system = arguments.has("system"),
                         .format = format(arguments)},
                        console);
}

/// The program takes the words itself (main.cpp); this row is for help, completion and reference.
int run_quadlet(const Arguments& arguments, app::Console& console) {
    std::vector<std::string> words;
    for (const std::string_view flag : {"dryrun", "user", "no-kmsg-log", "v"})
        if (arguments.has(flag)) words.push_back("-" + std::string(flag));
    if (arguments.has("podman")) words.push_back("-podman=" + arguments.value("podman"));
    for (const auto& directory : arguments.all("OUTDIR")) words.push_back(directory);
    return app::quadlet_generator(words, console);
}

}  // namespace

std::vector<Command> quadlet_commands() {
    return {
        {"preview",
         "Show the units that systemd will get",
         "What Podman's generator makes of the Quadlet files of a service, after nagaya has put its own in, or of any "
         "directory; without a host, for any release of Podman since 4.4 (5.4.2 and 5.8.6 exactly).",
         {{"SUBJECT",
           "A service, or a directory of Quadlet files or one of them (with a slash); default: every service of the "
           "host",
           Count::optional}},
         {{.name = "podman", .value = "RELEASE", .help = "Which Podman's (default: as the host's file says, or 5.4.2)"},
          {.name = "system", .help = "Take a directory for the system manager's, not a user's"},
          {.name = "host", .value = "HOST", .help = "Which host's (default: the only one)"},
          site_option,
          format_option()},
         run_preview},
        {"quadlet",
         "Stand in for Podman's Quadlet generator",
         "Takes the generator's own flags, with one dash or two, its environment (QUADLET_UNIT_DIRS, PODMAN) and its "
         "output form, and writes units and links below OUTDIR.",
         {{"OUTDIR", "Where units go; only the first counts", Count::any}},
         {{.name = "dryrun", .help = "Print the units instead of writing them"},
          {.name = "user", .help = "For a user's manager"},
          {.name = "no-kmsg-log", .help = "Log to standard error instead of the kernel's log"},
          {.name = "v", .help = "Say what is loaded"},
          {.name = "podman", .value = "RELEASE", .help = "Which Podman's (default: 5.4.2)"}},
         run_quadlet},
    };
}

}  // namespace nagaya::cli
