#include "app/uidmap.hpp"

#include <algorithm>
#include <array>

#include "app/plan.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "lint/owners.hpp"

namespace nagaya::app {

namespace {

/// One stretch of ids that run in parallel.
struct Stretch {
    uint32_t container;
    uint32_t host;
    uint32_t count;
};

/// Podman's default for a rootless account: 0 is the account itself, 1 and up is its subid range.
std::vector<Stretch> stretches(const model::Service& service, const model::Lock& lock) {
    if (service.rootful()) return {{0, 0, UINT32_MAX}};
    const model::AccountIds& ids = lock.accounts.at(service.account.value);
    return {{0, ids.uid, 1}, {1, ids.subid_start, ids.subid_count}};
}

std::string table(const model::Service& service, const std::vector<Stretch>& map) {
    std::string out = concat("service ", service.name, ", account ", service.account.value, "\n\n");
    out += "  container id          host id\n";
    for (const Stretch& stretch : map) {
        std::string container = stretch.count == 1
                                    ? concat(stretch.container)
                                    : concat(stretch.container, "–", stretch.container + (stretch.count - 1));
        std::string host =
            stretch.count == 1 ? concat(stretch.host) : concat(stretch.host, "–", stretch.host + (stretch.count - 1));
        size_t shown = container.size() - (stretch.count == 1 ? 0 : 2);  // the dash is three bytes and one column
        out += concat("  ", container, std::string(shown < 22 ? 22 - shown : 1, ' '), host, "\n");
    }
    out += service.rootful() ? "\nA rootful container's ids are the host's ids.\n"
                             : "\nWith UserNS=keep-id the account's own uid is the same inside and outside instead.\n";
    return out;
}

Json json(const model::Service& service, const std::vector<Stretch>& map) {
    JsonArray rows;
    for (const Stretch& stretch : map)
        rows.push_back(JsonObject{{"container", stretch.container}, {"host", stretch.host}, {"count", stretch.count}});
    return JsonObject{
        {"version", 1}, {"service", service.name}, {"account", service.account.value}, {"map", std::move(rows)}};
}

std::string id(const std::optional<uint32_t>& number, std::string_view otherwise) {
    return number ? concat(*number) : std::string(otherwise);
}

std::string_view word(lint::May may) { return may == lint::May::yes ? "yes" : may == lint::May::no ? "no" : "?"; }

/// A line for each mount: whose it is on the host and inside, as whom the program works, and what it may.
std::string mounts_table(const std::vector<lint::MountOwner>& mounts) {
    if (mounts.empty()) return "";
    std::vector<std::array<std::string, 7>> rows = {
        {"mount", "owner on host", "inside", "works as", "on host", "reads", "writes"}};
    for (const lint::MountOwner& mount : mounts)
        rows.push_back({concat(mount.unit->name, ":", mount.target), id(mount.owner, "?"),
                        id(mount.seen_as, mount.owner && mount.may_read != lint::May::unknown ? "nobody" : "?"), id(mount.user, "?"),
                        id(mount.user_on_host, "?"), std::string(word(mount.may_read)),
                        concat(word(mount.may_write), mount.why.empty() ? "" : concat(": ", mount.why))});
    std::array<size_t, 7> widths{};
    for (const auto& row : rows)
        for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string out = "\n";
    for (size_t line = 0; line < rows.size(); ++line) {
        std::string text = " ";
        for (size_t i = 0; i < 7; ++i)
            text += concat(" ", rows[line][i], i == 6 ? "" : std::string(widths[i] - rows[line][i].size() + 1, ' '));
        out += text + "\n";
        if (line > 0 && !mounts[line - 1].help.empty()) out += concat("    help: ", mounts[line - 1].help, "\n");
    }
    return out;
}

JsonArray mounts_json(const std::vector<lint::MountOwner>& mounts) {
    const auto number = [](const std::optional<uint32_t>& one) { return one ? Json(*one) : Json(); };
    JsonArray rows;
    for (const lint::MountOwner& mount : mounts)
        rows.push_back(JsonObject{{"unit", mount.unit->name},
                                  {"source", mount.source},
                                  {"target", mount.target},
                                  {"owner_on_host", number(mount.owner)},
                                  {"owner_inside", number(mount.seen_as)},
                                  {"user_inside", number(mount.user)},
                                  {"user_on_host", number(mount.user_on_host)},
                                  {"may_read", word(mount.may_read)},
                                  {"may_write", word(mount.may_write)},
                                  {"why", mount.why},
                                  {"help", mount.help}});
    return rows;
}

int print_one(const UidMapOptions& options, const std::vector<Stretch>& map, Console& console) {
    uint32_t wanted = options.container_id ? *options.container_id : *options.host_id;
    for (const Stretch& stretch : map) {
        uint32_t first = options.container_id ? stretch.container : stretch.host;
        if (wanted < first || wanted - first >= stretch.count) continue;
        uint32_t other = (options.container_id ? stretch.host : stretch.container) + (wanted - first);
        console.out(concat(other, "\n"));
        return exit_ok;
    }
    console.err(concat("nagaya: ", options.container_id ? "container" : "host", " id ", wanted, " is not mapped for `",
                       visible(options.service), "`; its files would show as 65534 (nobody) inside\n"));
    return exit_findings;
}

}  // namespace

int uidmap(const UidMapOptions& options, Console& console) {
    auto workspace = open_site(options.site, "");
    if (!workspace) {
        return tell(workspace.error(), console);
    }
    const model::Site& site = (*workspace)->site;
    if (!services_exist({options.service}, site, console)) return exit_usage;
    const model::Service& service = site.services.at(options.service);
    if (!service.rootful() && !site.lock.accounts.contains(service.account.value)) {
        console.err(render_text((*workspace)->sources, (*workspace)->report, {.colour = console.err_colour}));
        return exit_findings;
    }
    std::vector<Stretch> map = stretches(service, site.lock);
    if (options.container_id || options.host_id) return print_one(options, map, console);
    const lint::Context context(site, (*workspace)->sources, (*workspace)->report);
    const auto hosts = context.hosts_of(service);
    const model::Host* host = hosts.empty() ? nullptr : hosts[0]->host;
    if (!options.host.empty()) {
        host = choose_host(**workspace, {.site = options.site, .host = options.host, .to = {}, .secrets = {}}, console);
        if (host == nullptr || !services_on_host({options.service}, site, *host, console)) return exit_usage;
    }
    const auto mounts = lint::mount_owners(context, host, service);
    if (options.format == Format::json) {
        JsonObject out = std::get<JsonObject>(json(service, map).value);
        out.emplace_back("mounts", mounts_json(mounts));
        console.out(print_json(out, JsonStyle::indented) + "\n");
    } else {
        console.out(table(service, map) + mounts_table(mounts));
    }
    return exit_ok;
}

}  // namespace nagaya::app
