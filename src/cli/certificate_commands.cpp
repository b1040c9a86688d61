#include "cli/certificate_commands.hpp"

#include "app/certificates.hpp"
#include "cli/options.hpp"
#include "cli/remote_commands.hpp"

namespace nagaya::cli {

namespace {

using app::Console;
using Count = Positional::Count;

app::CertificateOptions options_of(const Arguments& arguments) {
    return {.where = where(arguments), .names = arguments.all("NAME"), .format = format(arguments)};
}

int run_list(const Arguments& arguments, Console& console) {
    return app::list_certificates(options_of(arguments), console);
}

int run_show(const Arguments& arguments, Console& console) {
    return app::show_certificates(options_of(arguments), console);
}

int run_renew(const Arguments& arguments, Console& console) {
    return app::renew_certificates(options_of(arguments), console);
}

const Positional names{"NAME", "Certificates, or domains that they are for (default: all)", Count::any};

}  // namespace

std::vector<Command> certificate_commands() {
    return {
        {"cert list",
         "Show the certificates of a host",
         "Name, kind, issuer, end and domains; below them what needs a look. Exits with 3 when one is missing, has "
         "ended, "
         "or could not be got the last time.",
         {names},
         on_hosts({format_option()}),
         run_list},
        {"cert show",
         "Show all that is known of certificates",
         "Also the serial number, the names that are in it, the last attempt and why it failed.",
         {names},
         on_hosts({format_option()}),
         run_show},
        {"cert renew",
         "Have the issuer look now which certificates it must get",
         "What is missing, is for other names, or ends soon is asked for; what is good stays. Waits for the end.",
         {names},
         on_hosts({format_option()}),
         run_renew},
    };
}

}  // namespace nagaya::cli
