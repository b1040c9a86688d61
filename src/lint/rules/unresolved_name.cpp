#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// The bridge networks of a container, and by what names it is found in them.
struct Member {
    const Unit* unit = nullptr;
    std::unordered_set<std::string> networks = {};  ///< as Podman calls them
    std::unordered_set<std::string_view> names = {};
    std::string default_name = {};
    bool known = true;  ///< nothing but Network= says where it is

    bool is_called(std::string_view name) const { return name == default_name || names.contains(name); }
    bool shares_network(const Member& other) const {
        const bool smaller = networks.size() < other.networks.size();
        const auto& few = smaller ? networks : other.networks;
        const auto& many = smaller ? other.networks : networks;
        return std::ranges::any_of(few, [&](const std::string& network) { return many.contains(network); });
    }
};

/// Of more containers with one name it is not told which is meant.
constexpr size_t most_namesakes = 16;

bool is_bridge_file(std::string_view network) { return kind_of(network) == UnitKind::network; }

Member member_of(const Context& context, const Manager& manager, const Unit& unit) {
    Member member{.unit = &unit};
    const auto all = [&](std::string_view key) { return all_values(unit, "Container", key); };
    for (const syntax::UnitEntry* entry : all("Network")) {
        const std::string_view network = entry->value.substr(0, entry->value.find(':'));
        const Unit* const made = is_bridge_file(network) ? manager.find(network) : nullptr;
        member.networks.insert(made == nullptr ? std::string(network) : network_name(context, *made));
        member.known = member.known && is_bridge_file(network);
        for (const Word& word : words_at(context.sources(), entry->value_at, ":,"))
            if (word.value.starts_with("alias=")) member.names.insert(word.value.substr(6));
    }
    for (const std::string_view key : {"ContainerName", "NetworkAlias", "HostName"})
        for (const syntax::UnitEntry* entry : all(key)) member.names.insert(entry->value);
    if (all("ContainerName").empty()) member.default_name = concat("systemd-", stem_of(unit.generated));
    member.known = member.known && all("Pod").empty() && all("AddHost").empty() && !unit.is_template();
    for (const Word& word : podman_arguments(context, unit))
        member.known = member.known && !word.value.starts_with("--net") && !word.value.starts_with("--add-host") &&
                       !word.value.starts_with("--hostname");
    return member;
}

/// The host in the value of a variable: of a URL, of "host:port", or all of what ..._HOST says.
std::string_view host_in(std::string_view name, std::string_view value) {
    // "redis:7" is an image.
    constexpr auto image_ends = std::to_array<std::string_view>({"image", "tag", "version"});
    const std::string small = lower_case(name);
    if (std::ranges::any_of(image_ends, [&](std::string_view end) { return small.ends_with(end); })) return {};
    if (const size_t scheme = value.find("://"); scheme != std::string_view::npos) {
        value = value.substr(scheme + 3);
        value = value.substr(0, value.find_first_of("/?#"));
        value = value.substr(value.rfind('@') + 1);
        return value.substr(0, value.find(':'));
    }
    const size_t colon = value.find(':');
    if (colon != std::string_view::npos)
        return value.size() > colon + 2 && parse_number(value.substr(colon + 1)) ? value.substr(0, colon)
                                                                                 : std::string_view();
    constexpr auto ends = std::to_array<std::string_view>({"HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS"});
    return std::ranges::any_of(ends, [&](std::string_view end) { return name.ends_with(end); }) ? value
                                                                                                : std::string_view();
}

class NameCheck {
public:
    NameCheck(const Context& context, const Manager& manager, const RuleInfo& info, Report& report)
        : context_(context), info_(info), report_(report) {
        for (const Unit* unit : manager.units)
            if (unit->kind == UnitKind::container) members_.push_back(member_of(context, manager, *unit));
        for (const Member& member : members_) {
            add(stem_of(member.unit->name), member);
            for (const std::string_view name : member.names) add(name, member);
        }
    }

    void run() {
        for (const Member& member : members_) {
            if (!member.known) continue;
            verdicts_.clear();
            shared_.clear();
            for (const syntax::UnitEntry* entry : all_values(*member.unit, "Container", "Environment"))
                for (const Word& word : words_at(context_.sources(), entry->value_at, "\"'")) check(member, word);
        }
    }

private:
    /// Whom a name means that does not lead there; null if all is well or cannot be told.
    struct Verdict {
        const Member* meant = nullptr;
        bool shared = false;  ///< it is in a network with the caller
    };

    void add(std::string_view name, const Member& member) {
        auto& namesakes = by_name_[name];
        if (namesakes.size() <= most_namesakes && (namesakes.empty() || namesakes.back() != &member))
            namesakes.push_back(&member);
    }

    bool share(const Member& member, const Member& other) {
        const auto [known, fresh] = shared_.try_emplace(&other, false);
        if (fresh) known->second = member.shares_network(other);
        return known->second;
    }

    Verdict judge(const Member& member, std::string_view host) {
        const auto namesakes = by_name_.find(host);
        if (namesakes == by_name_.end() || namesakes->second.size() > most_namesakes) return {};
        Verdict verdict;
        for (const Member* other : namesakes->second) {
            if (other == &member || !other->known) return {};
            const bool here = share(member, *other);
            if (here && other->is_called(host)) return {};
            if (verdict.meant == nullptr || (here && !verdict.shared)) verdict.meant = other;
            verdict.shared = verdict.shared || here;
        }
        return verdict;
    }

    void check(const Member& member, const Word& word) {
        const size_t equals = word.value.find('=');
        if (equals == std::string_view::npos) return;
        const std::string_view host = host_in(word.value.substr(0, equals), word.value.substr(equals + 1));
        if (host.empty()) return;
        const auto [known, fresh] = verdicts_.try_emplace(host);
        if (fresh) known->second = judge(member, host);
        const auto [meant, shared] = known->second;
        if (meant == nullptr) return;
        const auto begin = word.at.begin + static_cast<uint32_t>(host.data() - word.value.data());
        report_.add({.code = info_.code,
                     .severity = info_.severity,
                     .message = shared ? concat("`", meant->unit->name, "` is called `", meant->default_name,
                                                "` in the network, and not `", visible(host), "`")
                                       : concat("`", member.unit->name, "` and `", meant->unit->name,
                                                "` share no network, so `", visible(host), "` is not found"),
                     .at = {.file = word.at.file, .begin = begin, .end = begin + static_cast<uint32_t>(host.size())},
                     .labels = {{.at = meant->unit->at(), .message = "this one"}},
                     .help = shared ? concat("add `ContainerName=", visible(host), "` to `", meant->unit->name, "`")
                                    : "add `Network=` with one `.network` file to both"});
    }

    const Context& context_;
    const RuleInfo& info_;
    Report& report_;
    std::vector<Member> members_;
    std::unordered_map<std::string_view, std::vector<const Member*>> by_name_;  // in order: the first of equals is told
    // Of the member at hand: however often a variable says the same, the networks are compared once.
    std::unordered_map<std::string_view, Verdict> verdicts_;
    std::unordered_map<const Member*, bool> shared_;
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
