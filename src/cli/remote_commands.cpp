#include "cli/remote_commands.hpp"

#include <algorithm>

#include "app/host_init.hpp"
#include "app/hosts.hpp"
#include "base/text.hpp"
#include "cli/options.hpp"

namespace nagaya::cli {

namespace {

using app::Console;
using Count = Positional::Count;

int run_host_init(const Arguments& arguments, Console& console) {
    app::HostInitOptions options{.where = where(arguments),
                                 .fix = arguments.has("fix"),
                                 .install_packages = arguments.has("install-packages"),
                                 .format = format(arguments)};
    if (const std::string address = arguments.positional("ADDRESS"); !address.empty()) options.where.to = address;
    return app::host_init(options, console);
}

bool takes_several(const Command& command) {
    return std::ranges::any_of(command.options, [](const Option& option) { return option.name == "parallel"; });
}

/// A list of hosts and one file, or one machine, do not go together; false after the user was told.
bool fits_several(const Arguments& arguments, Console& console) {
    for (const std::string_view option : {"to", "local", "out", "watch"}) {
        if (!arguments.has(option)) continue;
        console.err(concat("nagaya: --", option, " is for one host\nhelp: name that host with --host\n"));
        return false;
    }
    return true;
}

}  // namespace

std::vector<Command> host_init_commands() {
    return {
        {"host init",
         "Put nagaya on a machine, and show what it lacks to be a host",
         "Checks systemd, Podman, user namespaces, cgroups, the network target, time and space. Without options "
         "only nagaya itself is put below /var/lib/nagaya; nothing else is changed.",
         {{"ADDRESS", "ssh://[user@]host[:port] or lab:NAME (default: the host that --host names)", Count::optional}},
         on_hosts({{.name = "fix", .help = "Also change configuration, where that is safe"},
                   {.name = "install-packages", .help = "Also install what is missing, where no reboot is needed"},
                   format_option()}),
         run_host_init}};
}

std::vector<Option> on_hosts(std::vector<Option> more) {
    more.push_back({.name = "all", .help = "On every host of the site"});
    more.push_back({.name = "parallel", .value = "N", .help = "On so many hosts at once (default: 4)"});
    more.push_back({.name = "max-failures",
                    .value = "N",
                    .help = "Begin with no further host after N failures (default: go on with all)"});
    std::vector<Option> options = on_host(std::move(more));
    for (Option& option : options) {
        if (option.name != "host") continue;
        option.repeatable = true;
        option.help = "Which host of the site, or several: a,b,c (default: the only one, or this machine)";
    }
    return options;
}

int run_command(const Command& command, const Arguments& arguments, Console& console) {
    const std::vector<std::string> hosts = arguments.values("host");
    if (!takes_several(command) || (hosts.size() < 2 && !arguments.has("all"))) return command.run(arguments, console);
    app::HostsOptions options{.site = arguments.value("site", "."),
                              .secrets = arguments.value("secrets"),
                              .hosts = hosts,
                              .all = arguments.has("all"),
                              .changes = command.name == "apply",
                              .two_is_news = arguments.has("detailed-exitcode"),
                              .format = format(arguments)};
    const auto parallel = parse_number(arguments.value("parallel", "4"));
    const auto failures = parse_number(arguments.value("max-failures", "0"));
    if (!parallel || *parallel == 0 || *parallel > 256)
        return bad_number(console, "parallel", arguments.value("parallel"));
    if (!failures) return bad_number(console, "max-failures", arguments.value("max-failures"));
    if (!fits_several(arguments, console)) return app::exit_usage;
    options.parallel = *parallel;
    options.max_failures = *failures;
    const auto deed = [&](const std::string& host, Console& of_host) {
        Arguments one = arguments;
        one.options["host"] = {host};
        one.options["apart"] = {""};
        return command.run(one, of_host);
    };
    return app::on_hosts(options, deed, console);
}

}  // namespace nagaya::cli
