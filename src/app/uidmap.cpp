#include "app/uidmap.hpp"

#include <algorithm>
#include <array>

#include "app/plan.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "lint/owners.hpp"

namespace nagaya::app {

namespace {

/// The group inside that keep-id makes of the account's own; nothing for other maps, which treat groups as users.
std::optional<uint32_t> kept_group(const lint::NamespaceMode& mode, const model::AccountIds* ids) {
    if (ids == nullptr || mode.own_map || !mode.text.starts_with("keep-id")) return std::nullopt;
    return lint::keep_id_option(mode.text, "gid").value_or(ids->uid);
}

/// Containers whose ids are mapped alike.
struct SameIds {
    std::vector<std::string> units;  ///< "web.container"; none for a service without containers
    lint::UnitIds ids;
};

std::vector<SameIds> same_ids(const lint::Context& context, const model::Service& service,
                              const model::AccountIds* ids) {
    std::vector<SameIds> all;
    for (lint::UnitIds& one : lint::unit_ids(context, service, ids)) {
        const std::string name(one.unit->name);
        const auto same = std::ranges::find_if(all, [&](const SameIds& other) {
            return other.ids.map == one.map && other.ids.unknown == one.unknown &&
                   kept_group(other.ids.mode, ids) == kept_group(one.mode, ids);
        });
        if (same == all.end())
            all.push_back({.units = {name}, .ids = std::move(one)});
        else
            same->units.push_back(name);
    }
    if (all.empty()) all.push_back({.units = {}, .ids = {.map = lint::id_map("", ids)}});
    return all;
}

/// "100" or "100–199".
std::string range(uint32_t first, uint32_t count) {
    return count == 1 ? concat(first) : concat(first, "–", first + (count - 1));
}

/// Where the account itself is inside.
std::string note(const lint::UnitIds& one, const model::AccountIds* ids) {
    if (ids == nullptr) return "\nA rootful container's ids are the host's ids.\n";
    const auto inside = one.map.to_container(ids->uid);
    if (!inside)
        return concat("\nThe account's own uid ", ids->uid, " is not mapped: its files are nobody's inside.\n");
    const uint32_t group = kept_group(one.mode, ids).value_or(*inside);
    return concat("\nThe account's own uid ", ids->uid, " is ", *inside, " inside",
                  group == *inside ? "" : concat(", and its group ", group), ".\n");
}

std::string table(const SameIds& same, const model::AccountIds* ids, bool alone) {
    std::string out = alone ? "" : concat("\n", join(same.units, ", "), "\n");
    if (!same.ids.map.known) return out + concat("\n  not known: ", same.ids.unknown, "\n");
    out += "\n  container id          host id\n";
    for (const lint::IdStretch& one : same.ids.map.stretches) {
        const std::string container = range(one.container, one.count);
        const size_t shown = container.size() - (one.count == 1 ? 0 : 2);  // the dash is three bytes and one column
        out += concat("  ", container, std::string(shown < 22 ? 22 - shown : 1, ' '), range(one.host, one.count), "\n");
    }
    return out + note(same.ids, ids);
}

std::string tables(const model::Service& service, const std::vector<SameIds>& all, const model::AccountIds* ids) {
    std::string out = concat("service ", service.name, ", account ", service.account.value, "\n");
    for (const SameIds& same : all) out += table(same, ids, all.size() == 1);
    return out;
}

Json rows_of(const lint::IdMap& map) {
    if (!map.known) return {};
    JsonArray rows;
    for (const lint::IdStretch& one : map.stretches)
        rows.push_back(JsonObject{{"container", one.container}, {"host", one.host}, {"count", one.count}});
    return rows;
}

JsonObject json(const model::Service& service, const std::vector<SameIds>& all) {
    JsonArray maps;
    for (const SameIds& same : all) {
        JsonArray units;
        for (const std::string_view unit : same.units) units.emplace_back(unit);
        maps.push_back(
            JsonObject{{"units", std::move(units)}, {"map", rows_of(same.ids.map)}, {"why", same.ids.unknown}});
    }
    return {{"version", 1},
            {"service", service.name},
            {"account", service.account.value},
            {"map", all.size() == 1 ? rows_of(all[0].ids.map) : Json()},
            {"maps", std::move(maps)}};
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
                        id(mount.seen_as, mount.owner && mount.may_read != lint::May::unknown ? "nobody" : "?"),
                        id(mount.user, "?"), id(mount.user_on_host, "?"), std::string(word(mount.may_read)),
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

/// One id, in a line for each map in which it is another.
int print_one(const UidMapOptions& options, const std::vector<SameIds>& all, Console& console) {
    const uint32_t wanted = options.container_id ? *options.container_id : *options.host_id;
    std::vector<std::pair<std::string, uint32_t>> found;
    int code = exit_ok;
    for (const SameIds& same : all) {
        const auto other = options.container_id ? same.ids.map.to_host(wanted) : same.ids.map.to_container(wanted);
        const std::string whose = same.units.empty() ? options.service : join(same.units, ", ");
        if (other) {
            found.emplace_back(whose, *other);
            continue;
        }
        code = exit_findings;
        const std::string_view name = all.size() == 1 ? std::string_view(options.service) : whose;
        console.err(same.ids.map.known
                        ? concat("nagaya: ", options.container_id ? "container" : "host", " id ", wanted,
                                 " is not mapped for `", visible(name),
                                 "`; its files would show as 65534 (nobody) inside\n")
                        : concat("nagaya: the ids of `", visible(whose), "` are not known: ", same.ids.unknown, "\n"));
    }
    const bool agreed =
        code == exit_ok && std::ranges::all_of(found, [&](const auto& one) { return one.second == found[0].second; });
    if (agreed) found.resize(1);
    for (const auto& [whose, other] : found)
        console.out(agreed ? concat(other, "\n") : concat(other, "  ", whose, "\n"));
    return code;
}

}  // namespace

int uidmap(const UidMapOptions& options, Console& console) {
    auto workspace = open_site(options.site, "");
    if (!workspace) {
        return tell(workspace.error(), console);
    }
    const model::Site& site = (*workspace)->site;
    const auto tell_findings = [&] {
        console.err(render_text((*workspace)->sources, (*workspace)->report, {.colour = console.err_colour}));
        return exit_findings;
    };
    if (!is_site(options.site)) return tell_findings();
    if (!services_exist({options.service}, site, console)) return exit_usage;
    const model::Service& service = site.services.at(options.service);
    if (!service.rootful() && !site.lock.accounts.contains(service.account.value)) return tell_findings();
    const lint::Context context(site, (*workspace)->sources, (*workspace)->report);
    const model::AccountIds* ids = service.rootful() ? nullptr : &site.lock.accounts.at(service.account.value);
    const std::vector<SameIds> all = same_ids(context, service, ids);
    if (options.container_id || options.host_id) return print_one(options, all, console);
    const auto hosts = context.hosts_of(service);
    const model::Host* host = hosts.empty() ? nullptr : hosts[0]->host;
    if (!options.host.empty()) {
        host = choose_host(**workspace, {.site = options.site, .host = options.host, .to = {}, .secrets = {}}, console);
        if (host == nullptr || !services_on_host({options.service}, site, *host, console)) return exit_usage;
    }
    const auto mounts = lint::mount_owners(context, host, service);
    if (options.format == Format::json) {
        JsonObject out = json(service, all);
        out.emplace_back("mounts", mounts_json(mounts));
        console.out(print_json(out, JsonStyle::indented) + "\n");
    } else {
        console.out(tables(service, all, ids) + mounts_table(mounts));
    }
    return exit_ok;
}

}  // namespace nagaya::app
