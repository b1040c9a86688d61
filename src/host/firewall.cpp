#include "host/firewall.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "host/process.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {

namespace {

constexpr std::chrono::seconds patience{60};

/// From 1000 to 30,999: after the rules that people write, which have 0, so that theirs decide first.
unsigned priority_of(std::string_view prefix) {
    uint32_t hash = 2'166'136'261;  // FNV-1a
    for (const char c : prefix) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619;
    return 1000 + hash % 30'000;
}

std::string marker_of(std::string_view prefix) { return concat("rule priority=\"", priority_of(prefix), "\" "); }

std::vector<std::string> ours_in(const std::string& listing, const std::string& prefix) {
    std::vector<std::string> rules;
    for (const std::string_view line : split(listing, '\n'))
        if (is_firewalld_rule_of(trim(line), prefix)) rules.emplace_back(trim(line));
    return rules;
}

/// One of firewalld's two configurations: what is in force, or what it starts with.
Result<void> change_rules(std::vector<std::string> command, const std::string& prefix,
                          const std::vector<std::string>& wanted) {
    std::vector<std::string> list = command;
    list.emplace_back("--list-rich-rules");
    const Completed listed = TRY(run_ok({.argv = list, .timeout = patience}));
    const std::vector<std::string> present = ours_in(listed.output, prefix);
    const size_t before = command.size();
    for (const std::string& rule : wanted)
        if (std::ranges::find(present, rule) == present.end()) command.push_back("--add-rich-rule=" + rule);
    if (command.size() > before) TRY(run_ok({.argv = command, .timeout = patience}));
    command.resize(before);
    for (const std::string& rule : present)
        if (std::ranges::find(wanted, rule) == wanted.end()) command.push_back("--remove-rich-rule=" + rule);
    if (command.size() > before) TRY(run_ok({.argv = command, .timeout = patience}));
    return {};
}

}  // namespace

std::vector<std::string> firewalld_rules(const std::string& prefix, const std::vector<PortRow>& rows) {
    std::vector<std::string> rules;
    for (const PortRow& row : rows) {
        if (row.listen == 0 || !row.open) continue;
        // A redirect is done before firewalld looks, so it sees the target.
        const bool redirected = row.way == "redirect" || (row.way == "fd" && row.target != row.listen);
        const std::string port =
            concat("port port=\"", redirected ? row.target : row.listen, "\" protocol=\"", row.protocol, "\" accept");
        const std::string head = marker_of(prefix);
        if (row.sources.empty()) rules.push_back(head + port);
        for (const std::string& source : row.sources)
            rules.push_back(concat(head, "family=\"", source.contains(':') ? "ipv6" : "ipv4", "\" source address=\"",
                                   source, "\" ", port));
    }
    return rules;
}

bool is_firewalld_rule_of(std::string_view rule, const std::string& prefix) {
    return rule.starts_with(marker_of(prefix));
}

bool firewalld_runs() {
    if (!find_program("firewall-cmd")) return false;
    // firewall-cmd --state says the same, and starts a Python for it.
    const Result<Completed> state =
        run({.argv = {"systemctl", "is-active", "--quiet", "firewalld.service"}, .timeout = patience});
    return state && state->exit_code == 0;
}

Result<std::vector<std::string>> read_firewalld_rules(const std::string& prefix) {
    const Completed listed = TRY(run_ok({.argv = {"firewall-cmd", "--list-rich-rules"}, .timeout = patience}));
    return ours_in(listed.output, prefix);
}

Result<void> set_firewalld_rules(const std::string& prefix, const std::vector<PortRow>& rows) {
    if (!firewalld_runs()) return {};
    const std::vector<std::string> wanted = firewalld_rules(prefix, rows);
    TRY(change_rules({"firewall-cmd", "--permanent"}, prefix, wanted));
    return change_rules({"firewall-cmd"}, prefix, wanted);
}

bool wants_packet_filter(const std::string& prefix) { return exists(concat("/etc/nagaya/", prefix, ".nft")); }

bool has_packet_filter(const std::string& prefix) {
    const Result<Completed> listed =
        run({.argv = {"nft", "list", "table", "inet", concat("nagaya_", prefix)}, .timeout = patience});
    return listed && listed->exit_code == 0;
}

std::vector<std::string> foreign_closed_chains(const Json& ruleset) {
    std::vector<std::string> found;
    for (const Json& entry : ruleset["nftables"].array()) {
        const Json& chain = entry["chain"];
        const std::string_view table = chain["table"].text();
        if (chain["hook"].text() != "input" || chain["policy"].text() != "drop") continue;
        if (table == "firewalld" || table.starts_with("nagaya_")) continue;
        found.push_back(concat(chain["family"].text(), ' ', table, ' ', chain["name"].text()));
    }
    return found;
}

std::vector<std::string> foreign_closed_chains() {
    if (!find_program("nft")) return {};
    const Result<Completed> listed = run({.argv = {"nft", "-j", "list", "chains"}, .timeout = patience});
    if (!listed || listed->exit_code != 0) return {};
    const Result<Json> ruleset = parse_json(listed->output);
    return ruleset ? foreign_closed_chains(*ruleset) : std::vector<std::string>();
}

}  // namespace nagaya::host
