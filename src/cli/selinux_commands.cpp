#include "cli/selinux_commands.hpp"

#include "app/selinux.hpp"
#include "cli/options.hpp"

namespace nagaya::cli {

namespace {

using app::Console;
using Count = Positional::Count;

int run_release(const Arguments& arguments, Console& console) {
    return app::selinux_release({.site = arguments.value("site", "."),
                                 .changes = arguments.all("CHANGE"),
                                 .version = arguments.value("version"),
                                 .packager = arguments.value("packager"),
                                 .date = arguments.value("date")},
                                console);
}

int run_package(const Arguments& arguments, Console& console) {
    return app::selinux_package(
        {.site = arguments.value("site", "."), .output = arguments.value("output"), .build = arguments.has("build")},
        console);
}

}  // namespace

std::vector<Command> selinux_commands() {
    return {
        {"selinux release",
         "Make the next version of the site's SELinux package",
         "Notes version, day, changes and the package's content in security/selinux.toml.",
         {{"CHANGE", "What changed, a line of the changelog each", Count::some}},
         {site_option,
          {.name = "version",
           .value = "VERSION",
           .help = "Such as 1.1.0-1 (default: the last one's third number plus one)"},
          {.name = "packager", .value = "WHO", .help = "\"Name <address>\" (default: whoever made the last one)"},
          {.name = "date", .value = "DAY", .help = "Such as 2026-11-22 (default: today)"}},
         run_release},
        {"selinux package",
         "Write or build the site's SELinux package",
         "A policy module, port and file contexts from the ports that the site declares, and the spec of a noarch RPM. "
         "An apply takes the built package to every host with SELinux.",
         {},
         {site_option,
          {.name = "output", .letter = 'o', .value = "DIR", .help = "Where its sources go (default: security/package)"},
          {.name = "build", .help = "Also build the RPM, into security/rpms"}},
         run_package},
    };
}

}  // namespace nagaya::cli
