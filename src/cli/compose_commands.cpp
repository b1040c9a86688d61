#include "cli/compose_commands.hpp"

#include <unistd.h>

#include "app/compose.hpp"
#include "app/import_compose.hpp"
#include "app/import_docker_run.hpp"
#include "app/import_tree.hpp"
#include "base/text.hpp"
#include "cli/options.hpp"

namespace nagaya::cli {

namespace {

using app::Console;

std::vector<std::string> variables() {
    std::vector<std::string> all;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) all.emplace_back(*entry);
    return all;
}

app::ComposeSource compose_source(const Arguments& arguments) {
    app::ComposeSource source{.files = arguments.values("file"),
                              .profiles = arguments.values("profile"),
                              .env_files = arguments.values("env-file"),
                              .directory = arguments.value("project-directory"),
                              .name = arguments.value("project-name"),
                              .variables = {}};
    source.variables = variables();
    return source;
}

int run_config(const Arguments& arguments, Console& console) {
    std::string list;
    // The first of these counts, as with the reference.
    for (const auto kind :
         {"services", "volumes", "networks", "models", "hash", "profiles", "images", "variables", "environment"})
        if (list.empty() && arguments.has(kind)) list = kind;
    for (const auto option : {"resolve-image-digests", "lock-image-digests"})
        if (arguments.has(option)) {
            console.err(concat("nagaya: `--", option,
                               "` asks registries, and this command asks nobody\nhelp: write the digest behind the "
                               "image's name\n"));
            return app::exit_usage;
        }
    if (list == "hash" && arguments.has("no-interpolate")) {
        console.err("nagaya: a hash is one of values\nhelp: leave out `--no-interpolate` or `--hash`\n");
        return app::exit_usage;
    }
    return app::compose_config({.source = compose_source(arguments),
                                .json = arguments.value("format", "yaml") == "json",
                                .quiet = arguments.has("quiet"),
                                .interpolate = !arguments.has("no-interpolate"),
                                .normalise = !arguments.has("no-normalize"),
                                .resolve_paths = !arguments.has("no-path-resolution"),
                                .consistent = !arguments.has("no-consistency"),
                                .unused_resources = arguments.has("all-resources"),
                                .services = arguments.all("SERVICE"),
                                .list = list == "hash" ? "" : list,
                                .hashes = list == "hash" ? arguments.value("hash") : "",
                                .output = arguments.value("output")},
                               console);
}

app::ImportTarget import_target(const Arguments& arguments) {
    return {
        .to = arguments.value("to"), .host = arguments.value("host"), .json = format(arguments) == app::Format::json};
}

int run_import(const Arguments& arguments, Console& console) {
    app::ComposeSource source = compose_source(arguments);
    const auto files = arguments.all("FILE");
    source.files.insert(source.files.end(), files.begin(), files.end());
    return app::import_compose({.source = std::move(source), .target = import_target(arguments)}, console);
}

int run_import_docker_run(const Arguments& arguments, Console& console) {
    return app::import_docker_run(
        {.words = arguments.all("RUN"), .target = import_target(arguments), .variables = variables()}, console);
}

std::vector<Option> source_options() {
    return {
        {.name = "file",
         .letter = 'f',
         .value = "FILE",
         .help = "A Compose file, `-` for standard input; several are laid on each other (default: compose.yaml and "
                 "its override)",
         .repeatable = true},
        {.name = "profile",
         .value = "NAME",
         .help = "A profile whose services count too; `*` for all",
         .repeatable = true},
        {.name = "env-file",
         .value = "FILE",
         .help = "Variables (default: .env in the project's directory)",
         .repeatable = true},
        {.name = "project-directory",
         .value = "DIR",
         .help = "What relative paths are relative to (default: where the first file is)"},
        {.name = "project-name", .letter = 'p', .value = "NAME", .help = "The project's name"},
    };
}

/// Those of every import of one service.
std::vector<Option> target_options() {
    return {{.name = "to",
             .value = "DIR",
             .help = "The service's new directory, services/NAME of a site, where it is registered (default: print)"},
            {.name = "host", .letter = 'H', .value = "NAME", .help = "Which host runs it (default: the only one)"},
            format_option()};
}

std::vector<Option> with_source(std::vector<Option> more) {
    std::vector<Option> all = source_options();
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

int run_import_tree(const Arguments& arguments, app::Console& console) {
    return app::import_makefile_tree(
        {.from = arguments.positional("DIR"), .to = arguments.value("to", "site"), .host = arguments.value("host")},
        console);
}

}  // namespace

std::vector<Command> compose_commands() {
    return {
        {"compose config",
         "Print what a Compose project comes to",
         "Reads, merges and checks the files and prints the normal form that `docker compose config` prints, without "
         "an engine. What is "
         "wrong goes to standard error, all of it, with its place.",
         {{"SERVICE", "Only these services and what they depend on", Positional::Count::any}},
         with_source({
             {.name = "format", .value = "FORMAT", .help = "yaml or json", .choices = {"yaml", "json"}},
             {.name = "output", .letter = 'o', .value = "FILE", .help = "Write a new file instead of standard output"},
             {.name = "quiet", .letter = 'q', .help = "Only check"},
             {.name = "no-interpolate", .help = "Leave variables as they are"},
             {.name = "no-normalize", .help = "Leave out what a file means without saying it"},
             {.name = "no-path-resolution", .help = "Leave relative paths as they are"},
             {.name = "no-consistency", .help = "Do not check that what is named exists"},
             {.name = "all-resources", .help = "Also networks, volumes, secrets and configs that no service uses"},
             {.name = "services", .help = "Only the names of the services"},
             {.name = "volumes", .help = "Only the names of the volumes"},
             {.name = "networks", .help = "Only the names of the networks"},
             {.name = "hash",
              .value = "SERVICES",
              .help =
                  "Only the hashes of these services, joined by commas, as the reference labels containers with; `*` "
                  "for all"},
             {.name = "profiles", .help = "Only the names of the profiles"},
             {.name = "models", .help = "Only the names of the models"},
             {.name = "images", .help = "Only the images"},
             {.name = "variables", .help = "Only the variables that the files use, and their defaults"},
             {.name = "environment", .help = "Only the variables that the files are read with"},
             {.name = "no-env-resolution",
              .help = "Changes nothing: the reference reads env files all the same when it prints the project"},
             {.name = "resolve-image-digests", .help = "Refused: no registry is asked"},
             {.name = "lock-image-digests", .help = "Refused: no registry is asked"},
         }),
         run_config},
        {"import compose",
         "Write a Compose project as Quadlet files",
         "One .container for each container, with its networks, volumes and builds, and a service.toml; what has no "
         "counterpart is told with its "
         "place. Overwrites nothing.",
         {{"FILE", "Compose files, laid on each other (default: as for compose config)", Positional::Count::any}},
         with_source(target_options()),
         run_import},
        {"import docker-run",
         "Write a docker run command as Quadlet files",
         "The command as one quoted word, its words behind `--`, or `-` for standard input, where it may go over "
         "several "
         "lines. Works for podman run too. What is left out or wrong is shown in the command.",
         {{"RUN", "The command, such as 'docker run -d -p 80:80 nginx'", Positional::Count::some}},
         target_options(),
         run_import_docker_run},
        {"import makefile-tree",
         "Write a tree with a Makefile for each service as a site",
         "Directories with home/.config/containers/systemd, systemd and container become services. What is for a "
         "person to "
         "look at, such as Makefiles and env files, is told. The tree stays as it is.",
         {{"DIR", "The tree", Positional::Count::one}},
         {{.name = "to", .value = "DIR", .help = "The site's new directory (default: site)"},
          {.name = "host",
           .letter = 'H',
           .value = "NAME",
           .help = "The host that runs them all (default: called like this machine)"}},
         run_import_tree},
    };
}

}  // namespace nagaya::cli
