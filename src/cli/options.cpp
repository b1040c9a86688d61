#include "cli/options.hpp"

#include "base/text.hpp"

namespace nagaya::cli {

const Option& format_option() {
    static const Option option{
        .name = "format", .value = "FORMAT", .help = "text or json", .choices = {"text", "json"}};
    return option;
}

const Option& on_failure_option() {
    static const Option option{.name = "on-failure",
                               .value = "WHAT",
                               .help =
                                   "rollback: a service that fails goes back to what it was (default); keep: it stays "
                                   "as far as it came",
                               .choices = {"rollback", "keep"}};
    return option;
}

const std::vector<Option>& host_options() {
    static const std::vector<Option> options = {
        site_option,
        {.name = "host",
         .letter = 'H',
         .value = "NAME",
         .help = "Which host of the site (default: the only one, or this machine)"},
        {.name = "to",
         .value = "ADDRESS",
         .help = "Do it on lab:NAME or ssh://[user@]host[:port] instead of where the host lives"},
        {.name = "local", .help = "Do it on this machine, whatever the host's address says"},
        secrets_option};
    return options;
}

std::vector<Option> on_host(std::vector<Option> more) {
    more.insert(more.end(), host_options().begin(), host_options().end());
    return more;
}

const Positional& services_positional() {
    static const Positional positional{"SERVICE", "The services (default: all)", Positional::Count::any};
    return positional;
}

app::Format format(const Arguments& arguments) {
    return arguments.value("format") == "json" ? app::Format::json : app::Format::text;
}

app::HostOptions where(const Arguments& arguments) {
    return {.site = arguments.value("site", "."),
            .host = arguments.value("host"),
            .to = arguments.value("to"),
            .secrets = arguments.value("secrets"),
            .local = arguments.has("local"),
            .apart = arguments.has("apart")};
}

app::ChangeOptions change(const Arguments& arguments) {
    return {.no_wait = arguments.has("no-wait"), .keep_failed = arguments.value("on-failure") == "keep"};
}

int bad_number(app::Console& console, std::string_view option, const std::string& text) {
    console.err(concat("nagaya: --", option, " wants a number in its range, not `", visible(text), "`\n"));
    return app::exit_usage;
}

}  // namespace nagaya::cli
