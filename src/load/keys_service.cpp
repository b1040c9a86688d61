// services/NAME/service.toml.
#include "load/keys.hpp"

namespace nagaya::load {

namespace {

using model::Data;
using model::Health;
using model::Hook;
using model::Service;

TableRow service_table() {
    return {.kind = FileKind::service,
            .path = "",
            .doc =
                "One service; the directory's name is the service's name. The file may be left out: Quadlet files "
                "alone are a "
                "service. `service.<stage>.toml` merges over it: tables merge, lists and single values replace.",
            .keys = {
                {.key = "description",
                 .type = form(ValueForm::text),
                 .fallback = "the service's name",
                 .example = "description = \"Reverse proxy\"",
                 .doc = "One line for people.",
                 .set = into(&Service::description)},
            }};
}

TableRow account_table() {
    return {.kind = FileKind::service,
            .path = "account",
            .doc =
                "The account that runs the containers. nagaya makes it: no login shell, home 0750, lingering, own id "
                "ranges.",
            .keys = {
                {.key = "name",
                 .type = form(ValueForm::account),
                 .fallback = "the service's name",
                 .example = "name = \"web\"",
                 .doc = "Services with one name share one account. `root` means rootful: Quadlet files go to "
                        "`/etc/containers/systemd` and run under the system manager.",
                 .set = into(&Service::account)},
                {.key = "groups",
                 .type = list_of(form(ValueForm::account)),
                 .fallback = "[]",
                 .example = "groups = [\"certs\"]",
                 .doc = "Further groups of the account.",
                 .set = into(&Service::groups)},
            }};
}

TableRow data_table() {
    return {
        .kind = FileKind::service,
        .path = "data",
        .shape = TableShape::array,
        .doc =
            "A directory with data that outlive every version: `<data_root>/<account>/<path>`. Never removed without "
            "`--purge`.",
        .open = element_of(&Service::data),
        .keys = {
            {.key = "path",
             .type = form(ValueForm::relative_path),
             .required = true,
             .example = "path = \"html\"",
             .doc = "Relative to `<data_root>/<account>`.",
             .set = into(&Data::path)},
            {.key = "owner",
             .type = integer(0, 4'294'967'293),
             .fallback = "0",
             .example = "owner = 101",
             .doc = "The uid *inside the container*; the uid on the host is computed.",
             .set = into(&Data::owner)},
            {.key = "group",
             .type = integer(0, 4'294'967'293),
             .fallback = "the owner's number",
             .example = "group = 101",
             .doc = "The gid inside the container.",
             .set = into(&Data::group)},
            {.key = "mode",
             .type = form(ValueForm::mode),
             .fallback = "\"0750\"",
             .example = "mode = \"0750\"",
             .doc = "Permission bits, octal, in quotes.",
             .set = into(&Data::mode)},
            {.key = "precheck_mount",
             .type = boolean(),
             .fallback = "true",
             .example = "precheck_mount = false",
             .doc = "Before an apply, check that the mount this directory lies on is there.",
             .set = into(&Data::precheck_mount)},
        }};
}

/// "nextcloud:healthy" → the service and the condition; both have the place of the whole string.
void set_needs(const Target& target, const CheckedValue& value) {
    for (const CheckedItem& item : value.items) {
        const size_t colon = item.text.find(':');
        const bool stated = colon != std::string::npos;
        object_of<Service>(target).needs.push_back(
            {.service = {item.text.substr(0, colon), item.at},
             .condition = {stated ? item.text.substr(colon + 1) : "started", item.at}});
    }
}

TableRow needs_table() {
    return {
        .kind = FileKind::service,
        .path = "needs",
        .doc = "What must be there before the service starts.",
        .keys = {
            {.key = "services",
             .type = list_of(form(ValueForm::need)),
             .fallback = "[]",
             .example = "services = [\"greeter\"]",
             .doc = "Other services of the host that are started before, by an apply and at boot, also those of "
                    "other accounts. `name:healthy`: and they are up, as `[health]` or `HealthCmd=` says.",
             .set = set_needs},
            {.key = "reach",
             .type = list_of(form(ValueForm::name)),
             .fallback = "[]",
             .example = "reach = [\"greeter\"]",
             .doc = "Other services of the host whose loopback ports this one may connect to, in any order. Those in "
                    "`services` are reached anyway; others are refused.",
             .set = into(&Service::reaches)},
            {.key = "mounts",
             .type = list_of(form(ValueForm::absolute_path)),
             .fallback = "[]",
             .example = "mounts = [\"/mnt/data\"]",
             .doc = "Mount points, each a `[[mount]]` of the host. An apply that has something to do refuses while "
                    "one is missing. At boot the service waits for those whose `mode` is `required`.",
             .set = into(&Service::needs_mounts)},
        }};
}

TableRow hook_table() {
    return {.kind = FileKind::service,
            .path = "hook",
            .shape = TableShape::array,
            .doc =
                "A command of yours, run on the host at an apply that changes the service. When it fails, the old "
                "version keeps "
                "running.",
            .open = element_of(&Service::hooks),
            .keys = {
                {.key = "stage",
                 .type = one_of({"before-build", "after-build"}),
                 .required = true,
                 .example = "stage = \"before-build\"",
                 .doc = "When: before or after the service's images are built.",
                 .set = into(&Hook::stage)},
                {.key = "as",
                 .type = one_of({"account", "root"}),
                 .fallback = "\"account\"",
                 .example = "as = \"account\"",
                 .doc = "Who runs it.",
                 .set = into(&Hook::as_root)},
                {.key = "command",
                 .type = list_of(form(ValueForm::text), 1),
                 .required = true,
                 .example = "command = [\"/usr/bin/true\"]",
                 .doc = "The program and its arguments. No shell, unless you name one. Variables are filled in.",
                 .set = into(&Hook::command)},
                {.key = "once",
                 .type = boolean(),
                 .fallback = "false",
                 .example = "once = true",
                 .doc = "A migration: run once on a host, and again only when the hook's text changes.",
                 .set = into(&Hook::once)},
            }};
}

TableRow compose_table() {
    return {.kind = FileKind::service,
            .path = "compose",
            .doc = "How the service's Compose file is read.",
            .keys = {
                {.key = "profiles",
                 .type = list_of(form(ValueForm::text)),
                 .fallback = "[]",
                 .example = "profiles = [\"mail\"]",
                 .doc = "The profiles whose services run too; `*` for all. Another stage may have others: the list of "
                        "`service.<stage>.toml` replaces this one.",
                 .set = into(&Service::compose_profiles)},
            }};
}

TableRow start_table() {
    return {.kind = FileKind::service,
            .path = "start",
            .doc =
                "What an apply does with a unit once its files are there, for units where `[Install]` does not say "
                "what you want.",
            .keys = {
                {.key = "*",
                 .key_form = KeyForm::unit,
                 .type = one_of({"automatic", "enable", "start", "none"}),
                 .example = "\"backup.service\" = \"none\"",
                 .doc = "A unit or Quadlet file by its name in the site. `enable`: enabled and started; `start`: "
                        "started; `none`: "
                        "left alone; `automatic`: as if nothing stood here.",
                 .set = into(&Service::start)},
            }};
}

constexpr int64_t second = 1000;
constexpr int64_t hour = 3600 * second;

TableRow health_table() {
    return {
        .kind = FileKind::service,
        .path = "health",
        .shape = TableShape::either,
        .doc =
            "When a unit counts as up, after its start job has ended. All that is named must hold; an apply takes a "
            "service "
            "back that does not come up. A container with `HealthCmd=` is asked without this table. Several units: "
            "one "
            "`[[health]]` for each.",
        .open = element_of(&Service::health),
        .keys = {
            {.key = "unit",
             .type = form(ValueForm::text),
             .fallback = "the only one that the service starts",
             .example = "unit = \"web.container\"",
             .doc = "The unit or Quadlet file this is about, by its name in the site.",
             .set = into(&Health::unit)},
            {.key = "http",
             .type = form(ValueForm::url),
             .fallback = "not asked",
             .example = "http = \"http://127.0.0.1:8080/\"",
             .doc =
                 "A GET of this URL, made on the host, answers with a status below 400. Variables are filled in, such "
                 "as "
                 "`http://127.0.0.1:@@PORT_HTTP@@/`.",
             .set = into(&Health::http)},
            {.key = "tcp",
             .type = form(ValueForm::socket_address),
             .fallback = "not asked",
             .example = "tcp = \"127.0.0.1:5432\"",
             .doc = "This address takes a connection made on the host. Variables are filled in.",
             .set = into(&Health::tcp)},
            {.key = "command",
             .type = list_of(form(ValueForm::text), 1),
             .fallback = "not asked",
             .example = "command = [\"/usr/bin/true\"]",
             .doc = "This command, run on the host as the account, ends with 0. Variables are filled in.",
             .set = into(&Health::command)},
            {.key = "within",
             .type = duration(second, hour),
             .fallback = "\"60s\"",
             .example = "within = \"30s\"",
             .doc = "How long the unit may take from the end of its start job.",
             .set = into(&Health::within_ms)},
            {.key = "settle",
             .type = duration(0, hour),
             .fallback = "\"300ms\"; without a probe \"2s\"",
             .example = "settle = \"1s\"",
             .doc = "How long the unit must stay active without an automatic restart.",
             .set = into(&Health::settle_ms)},
        }};
}

TableRow reload_table() {
    return {.kind = FileKind::service,
            .path = "reload",
            .doc =
                "Units that take up a changed file by a reload instead of a restart. Such a unit has `ExecReload=`, "
                "which "
                "systemd runs for it.",
            .keys = {
                {.key = "*",
                 .key_form = KeyForm::unit,
                 .type = list_of(form(ValueForm::pattern)),
                 .example = "\"web.container\" = [\"files/conf.d/*\"]",
                 .doc = "A unit or Quadlet file by its name in the site, and the files whose change alone is a reload. "
                        "`*` stands for anything but `/`, `**` for anything.",
                 .set = into(&Service::reload)},
            }};
}

TableRow vars_table() {
    return {.kind = FileKind::service,
            .path = "vars",
            .doc = "Variables of this service; they go before those of the host and the site.",
            .keys = {
                {.key = "*",
                 .key_form = KeyForm::variable,
                 .type = form(ValueForm::scalar),
                 .example = "GREETING = \"hello\"",
                 .doc = "Any name of capitals, digits and `_` that is not built in. Numbers and booleans become text.",
                 .set = into(&Service::vars)},
            }};
}

}  // namespace

std::vector<TableRow> service_tables() {
    return {service_table(),         account_table(), port_table(),   data_table(),
            service_secrets_table(), needs_table(),   health_table(), hook_table(),
            start_table(),           reload_table(),  vars_table(),   compose_table()};
}

}  // namespace nagaya::load
