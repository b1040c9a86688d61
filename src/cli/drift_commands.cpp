#include "cli/drift_commands.hpp"

#include "app/adopt.hpp"
#include "app/drift.hpp"
#include "cli/options.hpp"
#include "cli/remote_commands.hpp"

namespace nagaya::cli {

namespace {

using app::Console;
using Count = Positional::Count;

int run_drift(const Arguments& arguments, Console& console) {
    return app::drift({.where = where(arguments),
                       .prefix = arguments.value("prefix"),
                       .format = format(arguments),
                       .detailed_exitcode = arguments.has("detailed-exitcode"),
                       .diffs = !arguments.has("no-diff"),
                       .contents = arguments.has("contents")},
                      console);
}

int run_adopt(const Arguments& arguments, Console& console) {
    return app::adopt(
        {.where = where(arguments), .subjects = arguments.all("SUBJECT"), .dry_run = arguments.has("dry-run")},
        console);
}

}  // namespace

std::vector<Command> drift_commands() {
    return {
        {"drift",
         "Show what on a host is not as the last apply left it",
         "Edited, removed and foreign files, modes and owners, units that are stopped, failed or masked, accounts, "
         "images, and containers on another image than its name stands for; each with what mends it. The content of "
         "secrets is "
         "never shown.",
         {},
         on_hosts({format_option(),
                   {.name = "detailed-exitcode", .help = "Exit 2 when something differs"},
                   no_diff_option,
                   {.name = "contents", .help = "With --format json: also the contents that adopt would take over"},
                   prefix_option}),
         run_drift},
        {"adopt",
         "Take what was changed on a host by hand into the site",
         "Files of a service and drop-ins, as drift lists them, are written into the site's working tree. Nothing is "
         "changed on the host. Lines with placeholders are left to you, and secrets are never taken.",
         {{"SUBJECT", "A path on the host, a unit, or a service, as drift names it", Count::some}},
         on_host({{.name = "dry-run", .help = "Only show what would be changed in the site"}}),
         run_adopt},
    };
}

}  // namespace nagaya::cli
