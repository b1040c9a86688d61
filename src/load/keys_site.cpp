// nagaya.toml.
#include "load/keys.hpp"

namespace nagaya::load {

namespace {

using model::SiteSettings;

constexpr int64_t last_id = 4'294'967'293;  // (uid_t)-1 and -2 are taken by the kernel, user_namespaces(7)

TableRow site_table() {
    return {
        .kind = FileKind::site,
        .path = "site",
        .doc = "What the site is called, and where it lives on every host.",
        .keys = {
            {.key = "name",
             .type = form(ValueForm::name),
             .required = true,
             .example = "name = \"home\"",
             .doc = "The site's name.",
             .set = into(&SiteSettings::name)},
            {.key = "prefix",
             .type = form(ValueForm::name),
             .fallback = "the site's name",
             .example = "prefix = \"home\"",
             .doc =
                 "Units of the system manager are called `<prefix>-<service>-<unit>`. It also names nagaya's record on "
                 "the host, so two sites on one host need two prefixes.",
             .set = into(&SiteSettings::prefix)},
            {.key = "domain",
             .type = form(ValueForm::domain),
             .fallback = "localhost",
             .example = "domain = \"example.org\"",
             .doc = "The value of `@@DOMAIN@@` and `@@DOMAIN_NAME@@`.",
             .set = into(&SiteSettings::domain)},
            {.key = "install_root",
             .type = form(ValueForm::absolute_path),
             .fallback = "/srv/nagaya",
             .example = "install_root = \"/srv/nagaya\"",
             .doc = "Configuration files of a service go below `<install_root>/<service>`.",
             .set = into(&SiteSettings::install_root)},
            {.key = "data_root",
             .type = form(ValueForm::absolute_path),
             .fallback = "/srv/data",
             .example = "data_root = \"/srv/data\"",
             .doc = "Data of a service go below `<data_root>/<account>`.",
             .set = into(&SiteSettings::data_root)},
        }};
}

TableRow accounts_table() {
    return {
        .kind = FileKind::site,
        .path = "accounts",
        .doc = "Ranges from which `nagaya.lock` gives every account and port its numbers. A number once given stays.",
        .keys = {
            {.key = "uids",
             .type = range_of(integer(1000, 60'000)),
             .fallback = "[2000, 2999]",
             .example = "uids = [2000, 2999]",
             .doc = "User ids (and group ids, which are the same numbers). An id below 1000 has no journal of its own; "
                    "from 60,001 on systemd takes some for itself.",
             .set = into(&SiteSettings::first_uid, &SiteSettings::last_uid)},
            {.key = "loopback_ports",
             .type = range_of(integer(1024, 65'535)),
             .fallback = "[20000, 20999]",
             .example = "loopback_ports = [20000, 20999]",
             .doc = "Ports on 127.0.0.1 for every `[[port]]` without a `target`.",
             .set = into(&SiteSettings::first_loopback_port, &SiteSettings::last_loopback_port)},
        }};
}

TableRow subids_table() {
    return {.kind = FileKind::site,
            .path = "accounts.subids",
            .doc = "Ranges in `/etc/subuid` and `/etc/subgid`: the users inside the containers of an account.",
            .keys = {
                {.key = "base",
                 .type = integer(65'536, last_id),
                 .fallback = "1000000",
                 .example = "base = 1_000_000",
                 .doc = "Where the first account's range starts.",
                 .set = into(&SiteSettings::subid_base)},
                {.key = "size",
                 .type = integer(65'536, 16'777'216),
                 .fallback = "65536",
                 .example = "size = 65_536",
                 .doc = "How many ids an account gets.",
                 .set = into(&SiteSettings::subid_size)},
            }};
}

TableRow retention_table() {
    constexpr int64_t day = int64_t{24} * 3600 * 1000;
    return {
        .kind = FileKind::site,
        .path = "retention",
        .doc =
            "What every host keeps of the past: generations that `nagaya rollback` can go back to, and the images they "
            "need.",
        .keys = {
            {.key = "generations",
             .type = integer(1, 1000),
             .fallback = "10",
             .example = "generations = 10",
             .doc = "As many of the youngest generations are kept, whatever their age.",
             .set = into(&SiteSettings::kept_generations)},
            {.key = "age",
             .type = duration(0, 3650 * day),
             .fallback = "\"7d\"",
             .example = "age = \"7d\"",
             .doc = "Generations and images that are younger are kept too.",
             .set = into(&SiteSettings::kept_ms)},
            {.key = "prune",
             .type = one_of({"weekly", "daily", "never"}),
             .fallback = "\"weekly\"",
             .example = "prune = \"weekly\"",
             .doc =
                 "When a timer of the system manager, `<prefix>-prune.timer`, removes the rest. `never`: only `nagaya "
                 "prune` does.",
             .set = into(&SiteSettings::prune)},
        }};
}

TableRow allow_table() {
    return {.kind = FileKind::site,
            .path = "allow",
            .shape = TableShape::array,
            .doc =
                "Warnings and notes of `nagaya check` that the site lives with. One line alone says it where it "
                "stands: `# nagaya: allow RULE: reason`.",
            .open = element_of(&SiteSettings::allows),
            .keys = {
                {.key = "rule",
                 .type = form(ValueForm::text),
                 .required = true,
                 .example = "rule = \"missing-memory-limit\"",
                 .doc = "The rule's code.",
                 .set = into(&model::Allow::rule)},
                {.key = "path",
                 .type = form(ValueForm::text),
                 .fallback = "every file",
                 .example = "path = \"services/web/*\"",
                 .doc = "Only in files of that path, in which `*` stands for anything.",
                 .set = into(&model::Allow::path)},
                {.key = "reason",
                 .type = form(ValueForm::text),
                 .required = true,
                 .example = "reason = \"the machine has memory to spare\"",
                 .doc = "Why that is right here.",
                 .set = into(&model::Allow::reason)},
            }};
}

TableRow vars_table() {
    return {.kind = FileKind::site,
            .path = "vars",
            .doc =
                "Variables for every service: `@@NAME@@` in units, Quadlet files and `files/`. Those of the host and "
                "of the "
                "service go before these. `CERT_PATH` and `LOG_LEVEL` have defaults.",
            .keys = {
                {.key = "*",
                 .key_form = KeyForm::variable,
                 .type = form(ValueForm::scalar),
                 .example = "LOG_LEVEL = \"info\"",
                 .doc = "Any name of capitals, digits and `_` that is not built in. Numbers and booleans become text.",
                 .set = into(&SiteSettings::vars)},
            }};
}

}  // namespace

std::vector<TableRow> site_tables() {
    return {{.kind = FileKind::site,
             .path = "",
             .doc = "The site's settings. A directory with this file is a site.",
             .keys = {}},
            site_table(),
            accounts_table(),
            subids_table(),
            site_secrets_table(),
            retention_table(),
            allow_table(),
            vars_table()};
}

}  // namespace nagaya::load
