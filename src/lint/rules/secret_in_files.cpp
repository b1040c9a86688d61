#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check_file(const Context& context, const model::Service& service, const model::ConfigFile& file,
                const RuleInfo& info, Report& report) {
    const std::string_view text = context.sources().text(file.file);
    size_t begin = 0;
    for (const std::string_view line : split(text, '\n')) {
        const size_t start = begin;
        begin += line.size() + 1;
        const size_t equals = line.find('=');
        if (equals == std::string_view::npos || line.starts_with('#')) continue;
        std::string_view name = trim(line.substr(0, equals));
        if (name.starts_with("export ")) name.remove_prefix(7);
        const std::string_view value = trim(line.substr(equals + 1));
        if (value.empty() || value == "\"\"" || value.starts_with('/') || value.starts_with('$') ||
            value.contains("@@"))
            continue;
        if ((!names_secret(name) || is_switch(value)) && !looks_random(value)) continue;
        const auto at = static_cast<uint32_t>(start + equals + 1);
        report.add(
            {.code = info.code,
             .severity = info.severity,
             .message = concat("the value of `", visible(name), "` stands here in clear"),
             .at = {.file = file.file, .begin = at, .end = static_cast<uint32_t>(start + line.size())},
             .help = concat("move the file to the secrets: `nagaya secret set ", service.name, ' ', file.path, "`"),
             .conceal = true});
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services)
        for (const model::ConfigFile& file : service.files)
            if (!file.binary && (file.path.ends_with(".env") || file.path == ".env"))
                check_file(context, service, file, info, report);
}

}  // namespace

extern const Rule secret_in_files = {
    .info =
        {
            .code = "secret-in-files",
            .summary = "a configuration file carries a password in clear",
            .why = "What is below `files/` is in the repository, and on the host for everybody of the account to read. "
                   "A file of variables\n"
                   "belongs among the secrets (`[secrets] env`), where it is encrypted in the tree and in memory on "
                   "the host.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/files/web.env
DB_PASSWORD=hunter2
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/files/web.env
DB_HOST=db
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
