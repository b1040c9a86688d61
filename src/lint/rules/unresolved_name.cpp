#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// The bridge networks of a container, and by what names it is found in them.
struct Member {
    const Unit* unit = nullptr;
    std::vector<std::string_view> networks = {};
    std::vector<std::string_view> names = {};
    std::string default_name = {};
    bool known = true;  ///< nothing but Network= says where it is

    bool is_called(std::string_view name) const {
        return name == default_name || std::ranges::find(names, name) != names.end();
    }
};

bool is_bridge_file(std::string_view network) { return kind_of(network) == UnitKind::network; }

Member member_of(const Context& context, const Unit& unit) {
    Member member{.unit = &unit};
    const auto all = [&](std::string_view key) { return all_values(unit, "Container", key); };
    for (const syntax::UnitEntry* entry : all("Network")) {
        const std::string_view network = entry->value.substr(0, entry->value.find(':'));
        member.networks.push_back(network);
        member.known = member.known && is_bridge_file(network);
        for (const Word& word : words_at(context.sources(), entry->value_at, ":,"))
            if (word.value.starts_with("alias=")) member.names.push_back(word.value.substr(6));
    }
    for (const std::string_view key : {"ContainerName", "NetworkAlias", "HostName"})
        for (const syntax::UnitEntry* entry : all(key)) member.names.push_back(entry->value);
    if (all("ContainerName").empty()) member.default_name = concat("systemd-", stem_of(unit.generated));
    member.known = member.known && all("Pod").empty() && all("AddHost").empty() && !unit.is_template();
    for (const Word& word : podman_arguments(context, unit))
        member.known = member.known && !word.value.starts_with("--net") && !word.value.starts_with("--add-host") &&
                       !word.value.starts_with("--hostname");
    return member;
}

/// The host in the value of a variable: of a URL, of "host:port", or all of what ..._HOST says.
std::string_view host_in(std::string_view name, std::string_view value) {
    if (const size_t scheme = value.find("://"); scheme != std::string_view::npos) {
        value = value.substr(scheme + 3);
        value = value.substr(0, value.find_first_of("/?#"));
        value = value.substr(value.rfind('@') + 1);
        return value.substr(0, value.find(':'));
    }
    const size_t colon = value.find(':');
    if (colon != std::string_view::npos)
        return parse_number(value.substr(colon + 1)) ? value.substr(0, colon) : std::string_view();
    constexpr auto ends = std::to_array<std::string_view>({"HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS"});
    return std::ranges::any_of(ends, [&](std::string_view end) { return name.ends_with(end); }) ? value
                                                                                                : std::string_view();
}

class NameCheck {
public:
    NameCheck(const Context& context, const Manager& manager, const RuleInfo& info, Report& report)
        : context_(context), info_(info), report_(report) {
        for (const Unit* unit : manager.units)
            if (unit->kind == UnitKind::container) members_.push_back(member_of(context, *unit));
        for (const Member& member : members_) {
            by_name_.emplace(stem_of(member.unit->name), &member);
            for (const std::string_view name : member.names) by_name_.emplace(name, &member);
        }
    }

    void run() {
        for (const Member& member : members_) {
            if (!member.known) continue;
            for (const syntax::UnitEntry* entry : all_values(*member.unit, "Container", "Environment"))
                for (const Word& word : words_at(context_.sources(), entry->value_at, "\"'")) check(member, word);
        }
    }

private:
    void check(const Member& member, const Word& word) {
        const size_t equals = word.value.find('=');
        if (equals == std::string_view::npos) return;
        const std::string_view host = host_in(word.value.substr(0, equals), word.value.substr(equals + 1));
        if (host.empty()) return;
        const Member* meant = nullptr;
        bool shared = false;
        const auto [first, last] = by_name_.equal_range(host);
        for (auto at = first; at != last; ++at) {
            const Member& other = *at->second;
            const bool here = std::ranges::find_first_of(member.networks, other.networks) != member.networks.end();
            if (other.unit == member.unit || !other.known || (here && other.is_called(host))) return;
            if (meant == nullptr || (here && !shared)) meant = &other;
            shared = shared || here;
        }
        if (meant == nullptr) return;
        report_.add({.code = info_.code,
                     .severity = info_.severity,
                     .message = shared ? concat("`", meant->unit->name, "` is called `", meant->default_name,
                                                "` in the network, and not `", visible(host), "`")
                                       : concat("`", member.unit->name, "` and `", meant->unit->name,
                                                "` share no network, so `", visible(host), "` is not found"),
                     .at = part_at(context_.sources(), word.at, host),
                     .labels = {{.at = meant->unit->at(), .message = "this one"}},
                     .help = shared ? concat("add `ContainerName=", visible(host), "` to `", meant->unit->name, "`")
                                    : "add `Network=` with one `.network` file to both"});
    }

    const Context& context_;
    const RuleInfo& info_;
    Report& report_;
    std::vector<Member> members_;
    std::multimap<std::string_view, const Member*> by_name_;  // in order, so that the first of equals is told
};

/// Does a variable of the container name a host? Most containers name none, and who is in which network need not be found out.
bool names_host(const Context& context, const Unit& unit) {
    const auto lines = all_values(unit, "Container", "Environment");
    return std::ranges::any_of(lines, [&](const syntax::UnitEntry* entry) {
        const std::string_view value = entry->value;
        if (!value.contains(':') && !value.contains("HOST") && !value.contains("ADDR") && !value.contains("SERVER"))
            return false;
        return std::ranges::any_of(words_at(context.sources(), entry->value_at, "\"'"), [](const Word& word) {
            const size_t equals = word.value.find('=');
            return equals != std::string_view::npos &&
                   !host_in(word.value.substr(0, equals), word.value.substr(equals + 1)).empty();
        });
    });
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const HostView& view : context.hosts())
        for (const auto& [account, manager] : view.managers)
            if (std::ranges::any_of(manager.units, [&](const Unit* unit) { return names_host(context, *unit); }))
                NameCheck(context, manager, info, report).run();
}

}  // namespace

extern const Rule unresolved_name = {
    .info =
        {
            .code = "unresolved-name",
            .summary = "a container calls another by a name that its network does not know",
            .why = "Containers find each other by name in a network that both are in and that a `.network` file makes. "
                   "The network that a\n"
                   "container has without `Network=` knows no names. The name is that of `ContainerName=` or "
                   "`NetworkAlias=`; without them\n"
                   "Quadlet calls the container of `db.container` `systemd-db`, and not `db`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Environment=DB_HOST=database

[Install]
WantedBy=default.target

== services/web/database.container
[Container]
Image=docker.io/library/postgres:16
Volume=data.volume:/var/lib/postgresql/data

[Install]
WantedBy=default.target

== services/web/data.volume
[Volume]
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Network=back.network
Environment=DB_HOST=database

[Install]
WantedBy=default.target

== services/web/database.container
[Container]
Image=docker.io/library/postgres:16
ContainerName=database
Network=back.network
Volume=data.volume:/var/lib/postgresql/data

[Install]
WantedBy=default.target

== services/web/data.volume
[Volume]

== services/web/back.network
[Network]
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
