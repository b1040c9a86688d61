#include "app/ports.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "app/deployed_units.hpp"
#include "app/forwarded_words.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/firewall.hpp"
#include "host/port_table.hpp"

namespace nagaya::app {

namespace {

using host::PortRow;

/// The ports and what the firewalls are at.
struct Picture {
    std::vector<PortRow> rows;  ///< by listen, those for this host only last
    bool firewalld = false;
    std::set<std::string> opened;               ///< rules of ours that firewalld has
    std::map<std::string, bool> packet_filter;  ///< prefix that is to have a table → is it there?
    std::vector<std::string> foreign;           ///< chains that drop
};

bool is_shut_out(const PortRow& row, const Picture& picture) {
    if (!picture.firewalld || row.listen == 0 || !row.open) return false;
    const auto wanted = host::firewalld_rules(row.prefix, {row});
    return std::ranges::any_of(wanted, [&](const std::string& rule) { return !picture.opened.contains(rule); });
}

std::string open_text(const PortRow& row, const Picture& picture) {
    if (row.listen == 0) return "this host";
    if (!row.open) return "shut";
    if (is_shut_out(row, picture)) return "not open in firewalld";
    return row.sources.empty() ? "everybody" : join(row.sources, ",");
}

Result<Picture> look() {
    Picture picture;
    picture.rows = TRY(host::read_port_tables());
    std::ranges::stable_sort(picture.rows, {}, [](const PortRow& row) {
        return std::pair(row.listen == 0, row.listen == 0 ? row.target : row.listen);
    });
    picture.firewalld = host::firewalld_runs();
    std::set<std::string> prefixes;
    for (const PortRow& row : picture.rows) prefixes.insert(row.prefix);
    for (const std::string& prefix : prefixes) {
        if (host::wants_packet_filter(prefix)) picture.packet_filter[prefix] = host::has_packet_filter(prefix);
        if (!picture.firewalld) continue;
        const auto rules = TRY(host::read_firewalld_rules(prefix));
        picture.opened.insert(rules.begin(), rules.end());
    }
    picture.foreign = host::foreign_closed_chains();
    return picture;
}

constexpr std::array<std::string_view, 8> heads = {"LISTEN", "SERVICE",        "PORT",    "WAY",
                                                   "TARGET", "CLIENT ADDRESS", "OPEN TO", "REACHED BY"};

std::string table(const Picture& picture) {
    std::vector<std::array<std::string, heads.size()>> lines;
    std::ranges::copy(heads, lines.emplace_back().begin());
    for (const PortRow& row : picture.rows) {
        std::string clients = row.clients.empty() ? "everybody" : join(row.clients, ",");
        lines.push_back({row.listen == 0 ? "-" : concat(row.listen, '/', row.protocol), row.service, row.port, row.way,
                         concat(row.target), row.address.empty() ? "-" : row.address, open_text(row, picture),
                         std::move(clients)});
    }
    std::array<size_t, heads.size()> widths{};
    for (const auto& line : lines)
        for (size_t i = 0; i < heads.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    std::string out;
    for (const auto& line : lines) {
        std::string text;
        for (size_t i = 0; i < heads.size(); ++i)
            text += concat(i == 0 ? "" : "  ", line[i], std::string(widths[i] - line[i].size(), ' '));
        out += concat(visible(trim(text)), "\n");
    }
    return out;
}

/// What holds for all ports: the ways that were chosen, and the firewalls.
std::string notes(const Picture& picture) {
    std::string out;
    std::set<std::string> reasons;
    for (const PortRow& row : picture.rows)
        if (reasons.insert(row.way + row.reason).second) out += concat("  ", row.way, ": ", visible(row.reason), "\n");
    for (const auto& [prefix, there] : picture.packet_filter)
        out += there ? concat("  packet filter: table inet nagaya_", prefix, " is in force\n")
                     : concat("warning: the packet filter has lost the table inet nagaya_", prefix,
                              "\nhelp: systemctl reload ", prefix, "-nftables.service\n");
    out += picture.firewalld ? concat("  firewalld runs; ", plural(picture.opened.size(), "rule"), " of nagaya\n")
                             : std::string("  firewalld does not run\n");
    for (const std::string& chain : picture.foreign)
        out += concat("warning: the chain `", visible(chain),
                      "` of another firewall drops what it does not know, and nagaya opens nothing there\n");
    return out;
}

std::string json(const Picture& picture) {
    const auto texts = [](const std::vector<std::string>& list) {
        JsonArray array;
        for (const std::string& text : list) array.emplace_back(text);
        return array;
    };
    JsonArray rows;
    for (const PortRow& row : picture.rows)
        rows.push_back(JsonObject{{"site", row.prefix},
                                  {"service", row.service},
                                  {"port", row.port},
                                  {"protocol", row.protocol},
                                  {"listen", unsigned{row.listen}},
                                  {"target", unsigned{row.target}},
                                  {"way", row.way},
                                  {"reason", row.reason},
                                  {"client_address", row.address},
                                  {"open", row.open && !is_shut_out(row, picture)},
                                  {"sources", texts(row.sources)},
                                  {"reached_by", texts(row.clients)}});
    JsonObject filters;
    for (const auto& [prefix, there] : picture.packet_filter) filters.emplace_back(prefix, there);
    return print_json(JsonObject{{"version", 1},
                                 {"ports", std::move(rows)},
                                 {"packet_filter", std::move(filters)},
                                 {"firewalld", picture.firewalld},
                                 {"foreign_closed_chains", texts(picture.foreign)}},
                      JsonStyle::indented) +
           "\n";
}

}  // namespace

int ports(const PortsOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words(options), console);
    if (!routed.here) return routed.exit_code;
    const auto picture = look();
    if (!picture) return tell(picture.error(), console);
    if (options.format == Format::json)
        console.out(json(*picture));
    else
        console.out(picture->rows.empty() ? std::string("no ports are deployed here\n")
                                          : concat(table(*picture), notes(*picture)));
    const bool wrong =
        std::ranges::any_of(picture->rows, [&](const PortRow& row) { return is_shut_out(row, *picture); }) ||
        std::ranges::any_of(picture->packet_filter, [](const auto& entry) { return !entry.second; }) ||
        (!picture->rows.empty() && !picture->foreign.empty());
    return wrong ? exit_findings : exit_ok;
}

int firewalld(const std::vector<std::string>& words, Console& console) {
    const bool close = words.size() == 2 && words[1] == "close";
    if (words.size() != 1 && !close) {
        console.err("nagaya firewalld: PREFIX [close]\n");
        return exit_usage;
    }
    auto rows = host::read_port_table(words[0]);
    if (!rows) return tell(rows.error(), console);
    if (close) rows->clear();
    const auto set = host::set_firewalld_rules(words[0], *rows);
    return set ? exit_ok : tell(set.error(), console);
}

}  // namespace nagaya::app
