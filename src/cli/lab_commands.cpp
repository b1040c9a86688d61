#include "cli/lab_commands.hpp"

#include "app/lab.hpp"
#include "cli/options.hpp"

namespace nagaya::cli {

namespace {

using app::Console;
using Count = Positional::Count;

const Positional lab_name{"NAME", "The lab host", Count::one};

int run_lab_image(const Arguments& arguments, Console& console) {
    return app::lab_image({.prune = arguments.has("prune"), .format = format(arguments)}, console);
}
int run_lab_up(const Arguments& arguments, Console& console) {
    return app::lab_up({.names = arguments.all("NAME"), .registry = !arguments.has("no-registry")}, console);
}
int run_lab_list(const Arguments& arguments, Console& console) { return app::lab_list(format(arguments), console); }
int run_lab_exec(const Arguments& arguments, Console& console) {
    return app::lab_exec(arguments.positional("NAME"), arguments.all("COMMAND"), console);
}
int run_lab_put(const Arguments& arguments, Console& console) {
    return app::lab_put(arguments.positional("NAME"), arguments.positional("SOURCE"),
                        arguments.positional("DESTINATION"), console);
}
int run_lab_ssh(const Arguments& arguments, Console& console) {
    return app::lab_ssh(arguments.positional("NAME"), arguments.all("COMMAND"), console);
}
int run_lab_down(const Arguments& arguments, Console& console) {
    return app::lab_down({.names = arguments.all("NAME"), .keep = arguments.has("keep"), .all = arguments.has("all")},
                         console);
}
int run_lab_kill(const Arguments& arguments, Console& console) { return app::lab_kill(arguments.all("NAME"), console); }

}  // namespace

std::vector<Command> lab_commands() {
    return {
        {"lab image",
         "Make the image of lab hosts ready",
         "Built from Debian packages; made again only when its recipe changes.",
         {},
         {{.name = "prune", .help = "Remove images of other recipes"}, format_option()},
         run_lab_image},
        {"lab up",
         "Boot throw-away hosts",
         "Real systemd and real rootless Podman on a private bridge.",
         {{"NAME", "The hosts", Count::some}},
         {{.name = "no-registry", .help = "Without the infra host and its registry"}},
         run_lab_up},
        {"lab list", "List lab hosts", "", {}, {format_option()}, run_lab_list},
        {"lab exec",
         "Run a command in a lab host as root",
         "",
         {lab_name, {"COMMAND", "The command and its words", Count::some}},
         {},
         run_lab_exec},
        {"lab put",
         "Copy a file or directory into a lab host",
         "",
         {lab_name, {"SOURCE", "File or directory here", Count::one}, {"DESTINATION", "Directory there", Count::one}},
         {},
         run_lab_put},
        {"lab ssh",
         "Log in to a lab host over ssh",
         "",
         {lab_name, {"COMMAND", "A command (default: a shell)", Count::any}},
         {},
         run_lab_ssh},
        {"lab down",
         "Shut lab hosts down and throw them away",
         "",
         {{"NAME", "The hosts", Count::any}},
         {{.name = "keep", .help = "Keep the disk; up boots it again"},
          {.name = "all", .help = "All hosts, the registry too"}},
         run_lab_down},
        {"lab kill",
         "Cut a lab host's power; up boots the same disk again",
         "",
         {{"NAME", "The hosts", Count::some}},
         {},
         run_lab_kill},
    };
}

}  // namespace nagaya::cli
