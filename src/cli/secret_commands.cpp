#include "cli/secret_commands.hpp"

#include "app/secret.hpp"
#include "base/text.hpp"
#include "cli/options.hpp"

namespace nagaya::cli {

namespace {

using Count = Positional::Count;

constexpr uint64_t longest_generated = 4096;
constexpr Option identity_option{
    .name = "identity",
    .value = "FILE",
    .help = "Your private key of age (default: $NAGAYA_AGE_IDENTITY, or ~/.config/nagaya/identity)"};

app::SecretOptions options_of(const Arguments& arguments) {
    return {.site = arguments.value("site", "."),
            .service = arguments.positional("SERVICE"),
            .name = arguments.positional("NAME"),
            .services = arguments.all("SERVICE"),
            .identity = arguments.value("identity"),
            .generate = {},
            .format = format(arguments)};
}

template <int (*deed)(const app::SecretOptions&, app::Console&)>
int run(const Arguments& arguments, app::Console& console) {
    return deed(options_of(arguments), console);
}

int run_set(const Arguments& arguments, app::Console& console) {
    app::SecretOptions options = options_of(arguments);
    if (arguments.has("generate")) {
        options.generate = parse_number(arguments.value("generate"));
        if (!options.generate || *options.generate == 0 || *options.generate > longest_generated)
            return bad_number(console, "generate", arguments.value("generate"));
    }
    return app::set_secret(options, console);
}

}  // namespace

std::vector<Command> secret_commands() {
    const Positional service{"SERVICE", "The service", Count::one};
    const Positional name{"NAME", "The secret, as the service lists it", Count::one};
    return {
        {"secret list",
         "Show which secrets services list",
         "How a service gets each, and whether it is encrypted in the site, in clear outside it, or missing.",
         {},
         {site_option, format_option()},
         run<app::list_secrets>},
        {"secret set",
         "Encrypt a secret for those who have to read it",
         "Takes it from standard input, or makes one, and writes secrets/SERVICE/NAME.age for the recipients of "
         "nagaya.toml and the hosts that run the service.",
         {service, name},
         {{.name = "generate", .value = "N", .help = "Make one of N random letters and digits"}, site_option},
         run_set},
        {"secret edit",
         "Change a secret in $EDITOR",
         "It is in clear in memory only while the editor runs, and encrypted again when it changed.",
         {service, name},
         {identity_option, site_option},
         run<app::edit_secret>},
        {"secret show",
         "Print a secret in clear",
         "",
         {service, name},
         {identity_option, site_option},
         run<app::show_secret>},
        {"secret rotate",
         "Encrypt secrets anew, after somebody came or went",
         "The texts stay as they are, so no service is restarted. Who left has read them: give those new texts too.",
         {{"SERVICE", "Of which services (default: all)", Count::any}},
         {identity_option, site_option},
         run<app::rotate_secrets>},
        {"secret recipients",
         "Show who can read each encrypted secret",
         "",
         {},
         {site_option, format_option()},
         run<app::secret_recipients>},
    };
}

}  // namespace nagaya::cli
