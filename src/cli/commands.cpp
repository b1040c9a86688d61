// The command table. Each row's `run` only turns words into the options of one use case in `app`.
#include "cli/command.hpp"

#include <array>

#include "app/check.hpp"
#include "app/create.hpp"
#include "app/documents.hpp"
#include "app/lifecycle.hpp"
#include "app/ports.hpp"
#include "app/uidmap.hpp"
#include "base/text.hpp"
#include "cli/butane_commands.hpp"
#include "cli/catalog_commands.hpp"
#include "cli/certificate_commands.hpp"
#include "cli/check_commands.hpp"
#include "cli/compose_commands.hpp"
#include "cli/drift_commands.hpp"
#include "cli/lab_commands.hpp"
#include "cli/options.hpp"
#include "cli/quadlet_commands.hpp"
#include "cli/remote_commands.hpp"
#include "cli/render_commands.hpp"
#include "cli/secret_commands.hpp"
#include "cli/selinux_commands.hpp"
#include "cli/transaction_commands.hpp"
#include "cli/try_commands.hpp"

namespace nagaya::cli {

namespace {

using app::Console;
using Count = Positional::Count;

int run_status(const Arguments& arguments, Console& console) {
    return app::status({.where = where(arguments),
                        .services = arguments.all("SERVICE"),
                        .format = format(arguments),
                        .watch = arguments.has("watch")},
                       console);
}

int run_ports(const Arguments& arguments, Console& console) {
    return app::ports({.where = where(arguments), .format = format(arguments)}, console);
}

int run_logs(const Arguments& arguments, Console& console) {
    auto lines = parse_number(arguments.value("lines", "50"));
    if (!lines) return bad_number(console, "lines", arguments.value("lines"));
    return app::logs({.where = where(arguments),
                      .services = arguments.all("SERVICE"),
                      .follow = arguments.has("follow"),
                      .lines = *lines},
                     console);
}

template <app::UnitDeed deed>
int run_units(const Arguments& arguments, Console& console) {
    return app::change_units(
        {.where = where(arguments), .services = arguments.all("SERVICE"), .deed = deed, .change = change(arguments)},
        console);
}

int run_exec(const Arguments& arguments, Console& console) {
    return app::exec({.where = where(arguments),
                      .service = arguments.positional("SERVICE"),
                      .command = arguments.all("COMMAND"),
                      .container = arguments.value("container")},
                     console);
}

int run_remove(const Arguments& arguments, Console& console) {
    return app::remove({.where = where(arguments),
                        .services = arguments.all("SERVICE"),
                        .purge = arguments.has("purge"),
                        .change = change(arguments),
                        .format = format(arguments)},
                       console);
}

int run_uidmap(const Arguments& arguments, Console& console) {
    app::UidMapOptions options{.site = arguments.value("site", "."),
                               .service = arguments.positional("SERVICE"),
                               .host = arguments.value("host"),
                               .container_id = {},
                               .host_id = {},
                               .format = format(arguments)};
    for (std::string_view name : {"container-id", "host-id"}) {
        if (!arguments.has(name)) continue;
        auto number = parse_number(arguments.value(name));
        if (!number || *number > UINT32_MAX) return bad_number(console, name, arguments.value(name));
        (name == "container-id" ? options.container_id : options.host_id) = static_cast<uint32_t>(*number);
    }
    return app::uidmap(options, console);
}

int run_init(const Arguments& arguments, Console& console) {
    std::string directory = arguments.positional("DIR");
    return app::init(directory.empty() ? "." : directory, console);
}

int run_new_service(const Arguments& arguments, Console& console) {
    auto port = parse_number(arguments.value("port", "0"));
    auto container_port = parse_number(arguments.value("container-port", "8080"));
    if (!port || *port > 65535) return bad_number(console, "port", arguments.value("port"));
    if (!container_port || *container_port == 0 || *container_port > 65535)
        return bad_number(console, "container-port", arguments.value("container-port"));
    return app::new_service({.site = arguments.value("site", "."),
                             .name = arguments.positional("NAME"),
                             .host = arguments.value("host"),
                             .image = arguments.value("image"),
                             .port = static_cast<uint16_t>(*port),
                             .container_port = static_cast<uint16_t>(*container_port)},
                            console);
}

int run_explain(const Arguments& arguments, Console& console) {
    return app::explain(arguments.positional("RULE"), console);
}

int run_schema(const Arguments& arguments, Console& console) {
    return app::schema(arguments.positional("FILE"), console);
}

int run_completion(const Arguments& arguments, Console& console) {
    std::string script = print_completion(arguments.positional("SHELL"));
    if (script.empty()) {
        console.err(concat("nagaya: no completion for `", visible(arguments.positional("SHELL")),
                           "`\nhelp: bash, zsh or fish\n"));
        return app::exit_usage;
    }
    console.out(script);
    return app::exit_ok;
}

std::string print_exit_codes() {
    std::string out = "# Exit codes\n\n<!-- made by `nagaya docs`; do not edit -->\n\n| code | meaning |\n|---|---|\n";
    for (const ExitCode& code : exit_codes()) out += concat("| ", code.code, " | ", code.meaning, " |\n");
    return out;
}

int run_docs(const Arguments& arguments, Console& console) {
    return app::write_documents(arguments.positional("DIR"),
                                {{"reference/cli.md", print_cli_reference()},
                                 {"reference/exit-codes.md", print_exit_codes()},
                                 {"reference/nagaya.1", print_man_page()}},
                                console);
}

/// How services are.
std::vector<Command> status_commands() {
    return {
        {"status",
         "Show all services over all accounts",
         "One table: unit, state, health, image, ports, since when.",
         {services_positional()},
         on_hosts({{.name = "watch", .letter = 'w', .help = "Show it again every two seconds"}, format_option()}),
         run_status},
        {"ports",
         "Show who may come in by which port",
         "One table over all services of the host: what each port listens on, which way connections take and why, "
         "whether the "
         "service sees the addresses of its clients, and what the firewalls make of it. The exit code is 1 when a port "
         "that is "
         "to be open is not.",
         {},
         on_hosts({format_option()}),
         run_ports},
        {"logs",
         "Show what services log, over all accounts",
         "Merged by time, each line with its service.",
         {services_positional()},
         on_host(
             {{.name = "follow", .letter = 'f', .help = "Go on with what comes"},
              {.name = "lines", .letter = 'n', .value = "N", .help = "How many lines to begin with (default: 50)"}}),
         run_logs},
    };
}

/// What is done with the units of services.
std::vector<Command> unit_commands() {
    return {
        {"start",
         "Start services that are down",
         "",
         {services_positional()},
         on_host({no_wait_option}),
         run_units<app::UnitDeed::start>},
        {"stop",
         "Stop services: timers, sockets and paths before what they start",
         "",
         {services_positional()},
         on_host({no_wait_option}),
         run_units<app::UnitDeed::stop>},
        {"restart",
         "Restart services",
         "",
         {services_positional()},
         on_host({no_wait_option}),
         run_units<app::UnitDeed::restart>},
        {"enable",
         "Let services' units start at boot",
         "For timers, sockets and other plain units. A Quadlet's [Install] section decides for itself, and the next "
         "apply sets what the "
         "site says.",
         {services_positional()},
         on_host({no_wait_option}),
         run_units<app::UnitDeed::enable>},
        {"disable",
         "Keep services' units from starting at boot",
         "Until the next apply sets what the site says.",
         {services_positional()},
         on_host({no_wait_option}),
         run_units<app::UnitDeed::disable>},
    };
}

/// What else is done with services that run.
std::vector<Command> service_commands() {
    return {
        {"exec",
         "Run a command in a service's container",
         "Options of nagaya stand before SERVICE; all words behind it are the command: nagaya exec --to lab:try web ls "
         "-l /etc/nginx",
         {{"SERVICE", "The service", Count::one}, {"COMMAND", "The command and its words", Count::some}},
         on_host({{.name = "container", .value = "UNIT", .help = "Which container, when the service has several"}}),
         run_exec},
        {"remove",
         "Stop services and remove them from a host",
         "Removes units and files, keeps accounts and data unless --purge. A service that the site still lists for the "
         "host comes back "
         "with the next apply.",
         {{"SERVICE", "The services", Count::some}},
         on_host({purge_option, on_failure_option(), no_wait_option, format_option()}),
         run_remove},
        {"uidmap",
         "Show how ids in containers stand to ids on the host",
         "The ids are those of nagaya.lock, so no host is asked, and they are the same on each that runs the service. "
         "Containers whose user namespaces differ (`UserNS=`, `UIDMap=`) are told apart.",
         {{"SERVICE", "The service", Count::one}},
         {{.name = "container-id", .value = "N", .help = "Print the host id of this id"},
          {.name = "host-id", .value = "N", .help = "Print the id inside the container of this host id"},
          {.name = "host",
           .letter = 'H',
           .value = "NAME",
           .help = "Show the mounts that the service has on it (default: the first host that runs the service)"},
          site_option,
          format_option()},
         run_uidmap},
    };
}

/// Writing a site.
std::vector<Command> site_commands() {
    return {
        {"init",
         "Write a small site that applies as it is",
         "",
         {{"DIR", "Where (default: here)", Count::optional}},
         {},
         run_init},
        {"new service",
         "Write a minimal service and register it with a host",
         "",
         {{"NAME", "The service's name", Count::one}},
         {site_option,
          {.name = "host", .letter = 'H', .value = "NAME", .help = "Which host runs it (default: the only one)"},
          {.name = "image",
           .value = "IMAGE",
           .help = "A fully qualified image (default: built from image/Containerfile)"},
          {.name = "port", .value = "PORT", .help = "The port that the world connects to (default: none)"},
          {.name = "container-port",
           .value = "PORT",
           .help = "The port it listens on inside its container (default: 8080)"}},
         run_new_service},
    };
}

/// Help, for people and for their tools.
std::vector<Command> program_commands() {
    return {
        {"explain",
         "Explain a rule, or list them all",
         "",
         {{"RULE", "The rule's code, such as port-clash", Count::optional}},
         {},
         run_explain},
        {"schema",
         "Print the JSON schema of a file, for editors",
         "",
         {{"FILE", "site, host or service", Count::one}},
         {},
         run_schema},
        {"completion",
         "Print a shell's completion script",
         "",
         {{"SHELL", "bash, zsh or fish", Count::one}},
         {},
         run_completion},
        {"docs",
         "Write the reference pages",
         "The pages a program can write: keys, rules, commands, exit codes.",
         {{"DIR", "The documentation's directory", Count::one}},
         {},
         run_docs},
    };
}

/// What `nagaya --help` lists together, in its order.
struct Topic {
    std::string_view heading;
    std::vector<std::vector<Command>> commands;
};

const std::vector<Command>& table() {
    static const std::vector<Command> rows = [] {
        std::vector<Command> all;
        std::vector<Topic> topics = {
            {"A site", {site_commands(), catalog_commands(), check_commands(), secret_commands(), selinux_commands()}},
            {"A host", {apply_commands(), generation_commands(), drift_commands(), host_init_commands()}},
            {"Services", {status_commands(), unit_commands(), service_commands(), certificate_commands()}},
            {"Trying", {try_commands(), lab_commands()}},
            {"Other tools", {render_commands(), quadlet_commands(), compose_commands(), butane_commands()}},
            {"This program", {program_commands()}}};
        for (Topic& topic : topics)
            for (std::vector<Command>& some : topic.commands)
                for (Command& command : some) all.emplace_back(std::move(command)).topic = topic.heading;
        return all;
    }();
    return rows;
}

constexpr std::array<ExitCode, 6> codes = {{
    {app::exit_ok, "all went well"},
    {app::exit_findings,
     "the site has errors (or, for `check --deny`, warnings or notes), or a pre-check found problems, or the plan to "
     "apply is stale; nothing was changed"},
    {app::exit_usage, "the command line is wrong; for `plan --detailed-exitcode`: there is something to do"},
    {app::exit_failed,
     "something failed on the host or on this machine; the messages say what, and what went back. For `status`: a unit "
     "failed, is unhealthy or not there, a certificate is no good, or the first boot has not brought everything up"},
    {130, "Ctrl-C stopped it; what was begun was taken back"},
    {143, "SIGTERM stopped it; what was begun was taken back"},
}};

}  // namespace

std::span<const Command> commands() { return table(); }

std::span<const ExitCode> exit_codes() { return codes; }

}  // namespace nagaya::cli
