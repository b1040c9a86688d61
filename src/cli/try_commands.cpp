#include "cli/try_commands.hpp"

#include "app/try_host.hpp"
#include "cli/options.hpp"

namespace nagaya::cli {

namespace {

int run_try(const Arguments& arguments, app::Console& console) {
    return app::try_host({.site = arguments.value("site", "."),
                          .host = arguments.value("host"),
                          .secrets = arguments.value("secrets"),
                          .name = arguments.value("as"),
                          .real_secrets = arguments.has("real-secrets"),
                          .from_ignition = arguments.value("from") == "ignition",
                          .keep = arguments.has("keep")},
                         console);
}

}  // namespace

std::vector<Command> try_commands() {
    std::vector<Option> options = on_host({
        {.name = "as", .value = "NAME", .help = "The lab host's name (default: try-HOST)"},
        {.name = "from",
         .value = "HOW",
         .help =
             "What makes the host: an apply on one that runs, or its Ignition config before it boots (default: apply)",
         .choices = {"apply", "ignition"}},
        {.name = "keep", .help = "Leave the lab host running"},
        {.name = "real-secrets",
         .help = "Take the secrets themselves, as far as you can read them (default: stand-ins)"},
    });
    // It is always a lab host, so where the host lives does not matter.
    std::erase_if(options, [](const Option& option) { return option.name == "to" || option.name == "local"; });
    return {
        {"try",
         "Try a host's state on a throw-away host",
         "Boots a lab host, applies what the site says of the host (or has Ignition make it of that), waits until the "
         "services are healthy, and "
         "prints their status and ports. On a terminal the host stays until you have looked; then it is thrown away. "
         "Secrets are replaced by stand-ins.",
         {},
         std::move(options),
         run_try}};
}

}  // namespace nagaya::cli
