#include "cli/render_commands.hpp"

#include "app/observe.hpp"
#include "app/render.hpp"
#include "cli/options.hpp"

namespace nagaya::cli {

namespace {

using app::Console;

constexpr Option program_option{.name = "program",
                                .value = "HOW",
                                .help =
                                    "This program for the host: carry (in the output), none, or from where the host "
                                    "fetches it (default: carry)"};

app::RenderOptions render_options(const Arguments& arguments) {
    return {
        .where = where(arguments), .out = arguments.value("output"), .program = arguments.value("program", "carry")};
}

int run_render_tree(const Arguments& arguments, Console& console) {
    return app::render_tree(render_options(arguments), console);
}

int run_render_ignition(const Arguments& arguments, Console& console) {
    app::RenderOptions options = render_options(arguments);
    options.host_key = arguments.value("host-key");
    return app::render_ignition(options,
                                {.minor = arguments.value("spec", "3.4").back() - '0',
                                 .compress = arguments.has("compress"),
                                 .pretty = arguments.has("pretty")},
                                console);
}

int run_observe(const Arguments& arguments, Console& console) {
    return app::observe({.tree = arguments.positional("TREE"), .root = arguments.value("root")}, console);
}

int run_render_nixos(const Arguments& arguments, Console& console) {
    const std::string by = arguments.value("secrets-by");
    return app::render_nixos(render_options(arguments),
                             by == "agenix" ? app::NixosSecretsBy::agenix
                             : by == "sops" ? app::NixosSecretsBy::sops
                                            : app::NixosSecretsBy::none,
                             console);
}

constexpr Option file_option{
    .name = "output", .letter = 'o', .value = "FILE", .help = "Write it there (default: standard output)"};

/// --site, --host and --secrets: nothing that is about reaching a host.
std::vector<Option> on_site(std::vector<Option> more) {
    more.push_back(site_option);
    more.push_back(
        {.name = "host", .letter = 'H', .value = "NAME", .help = "The host of the site (default: the only one)"});
    more.push_back(secrets_option);
    return more;
}

}  // namespace

std::vector<Command> render_commands() {
    return {
        {"render tree",
         "Write a host's state as plain files",
         "A directory with the files below root/, a manifest with owners, modes, links and accounts, and sysusers.d "
         "and "
         "tmpfiles.d files that make them: for review, rsync and image builds. Nothing that nagaya did not write is "
         "written over.",
         {},
         on_site({{.name = "output", .letter = 'o', .value = "DIR", .help = "The directory (needed)"}, program_option}),
         run_render_tree},
        {"render ignition",
         "Write a host's state as an Ignition config",
         "Accounts, files, Quadlets and units for the first boot of a Fedora CoreOS, Flatcar or other host with "
         "Ignition. A "
         "unit provides images and runs hooks before the services start; after that the host is as after an apply. "
         "Secrets are in it as the site has them: encrypted for the host.",
         {},
         on_site({file_option,
                  program_option,
                  {.name = "compress", .help = "Compress contents where that makes them smaller"},
                  {.name = "pretty", .help = "With line breaks and blanks"},
                  {.name = "host-key",
                   .value = "FILE",
                   .help = "Give the host this age identity, in clear: whoever can read the output can read its "
                           "secrets. Most clouds show "
                           "user data to every process of the host"},
                  {.name = "spec",
                   .value = "VERSION",
                   .help = "Of Ignition's config spec (default: 3.4)",
                   .choices = {"3.0", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6"}}}),
         run_render_ignition},
        {"render nixos",
         "Write a host's state as a NixOS module",
         "Users, groups, subordinate ids, Quadlets, units, directories and open ports as options of NixOS. Secrets are "
         "never in it: agenix or sops-nix bring them, when asked.",
         {},
         on_site({file_option,
                  {.name = "secrets-by",
                   .value = "MODULE",
                   .help = "What brings secrets to the host",
                   .choices = {"agenix", "sops"}}}),
         run_render_nixos},
        {"observe",
         "Print what of a rendered tree is found below a root",
         "Accounts, owners, modes, contents and links, as JSON. Of the tree itself, of a directory that Ignition "
         "filled, or "
         "of a host (--root /): what was made of one state gives the same bytes.",
         {{"TREE", "A directory that render tree wrote", Positional::Count::one}},
         {{.name = "root", .value = "DIR", .help = "Where to look (default: the tree itself)"}},
         run_observe},
    };
}

}  // namespace nagaya::cli
