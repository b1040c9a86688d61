#include "cli/catalog_commands.hpp"

#include "app/catalog.hpp"
#include "cli/options.hpp"

namespace nagaya::cli {

namespace {

using app::Console;
using Count = Positional::Count;

const Positional entry_name{"NAME", "The entry", Count::one};

int run_list(const Arguments& arguments, Console& console) { return app::catalog_list(format(arguments), console); }

int run_show(const Arguments& arguments, Console& console) {
    return app::catalog_show(arguments.positional("NAME"), format(arguments), console);
}

int run_add(const Arguments& arguments, Console& console) {
    return app::catalog_add({.site = arguments.value("site", "."),
                             .entry = arguments.positional("NAME"),
                             .service = arguments.value("as"),
                             .host = arguments.value("host")},
                            console);
}

}  // namespace

std::vector<Command> catalog_commands() {
    return {
        {"catalog list",
         "List the ready services that nagaya carries",
         "Each with what it needs; the catalogue is part of the program.",
         {},
         {format_option()},
         run_list},
        {"catalog show",
         "Show what an entry of the catalogue is",
         "Its README and its files.",
         {entry_name},
         {format_option()},
         run_show},
        {"catalog add",
         "Write a service of the catalogue into the site and register it with a host",
         "Also adds what it needs when the site does not have it. Overwrites nothing; says which variables and secrets "
         "are left to you.",
         {entry_name},
         {site_option,
          {.name = "as", .value = "SERVICE", .help = "What the service is called (default: like the entry)"},
          {.name = "host", .letter = 'H', .value = "NAME", .help = "Which host runs it (default: the only one)"}},
         run_add},
    };
}

}  // namespace nagaya::cli
