#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Whoever is started as one at boot: an account's manager, or a rootful service.
std::string_view starter_of(const model::Service& service) {
    return service.rootful() ? std::string_view(service.name) : std::string_view(service.account.value);
}

/// A service that needs one of another starter.
struct Edge {
    const model::Service* from;
    const model::Service* to;
    const model::Need* need;
};

/// The name of a rootful service may be an account's too.
using Starter = std::pair<bool, std::string_view>;
Starter key_of(const model::Service& service) { return {service.rootful(), starter_of(service)}; }

class Walk {
public:
    Walk(const Context& context, const HostView& host, const RuleInfo& info, std::set<const model::Need*>& told,
         Report& report)
        : info_(info), told_(told), report_(report) {
        for (const auto* service : host.services) {
            for (const auto& need : service->needs) {
                const auto* other = context.site().find_service(need.service.value);
                if (other == nullptr || !host.runs(other->name) || key_of(*other) == key_of(*service)) continue;
                edges_[key_of(*service)].push_back({.from = service, .to = other, .need = &need});
            }
        }
    }

    /// Depth first without recursion: a chain of needs may be as long as the site.
    void run() {
        for (const auto& [start, edges] : edges_) {
            if (!marks_.contains(start)) open(start);
            while (!path_.empty()) step();
        }
    }

private:
    struct Place {
        Starter starter;
        size_t next = 0;
    };

    void open(Starter starter) {
        marks_[starter] = true;
        path_.push_back({.starter = starter});
    }

    void step() {
        auto& place = path_.back();
        const auto found = edges_.find(place.starter);
        if (found == edges_.end() || place.next == found->second.size()) {
            marks_[place.starter] = false;
            path_.pop_back();
            return;
        }
        const Starter to = key_of(*found->second[place.next++].to);
        const auto mark = marks_.find(to);
        if (mark == marks_.end()) {
            open(to);
        } else if (mark->second) {
            tell(to);
        }
    }

    void tell(Starter again) {
        std::vector<Edge> round;
        const auto first = std::ranges::find(path_, again, &Place::starter);
        for (auto place = first; place != path_.end(); ++place)
            round.push_back(edges_.at(place->starter)[place->next - 1]);
        // Services that need one another are another rule's finding.
        bool same = round.back().to == round.front().from;
        for (size_t i = 0; i + 1 < round.size(); ++i) same = same && round[i].to == round[i + 1].from;
        if (same || !told_.insert(round.front().need).second) return;
        std::string names = concat("`", again.second, "`");
        Diagnostic finding{.code = info_.code, .severity = info_.severity, .message = {}, .at = {}};
        for (const auto& edge : round) {
            names += concat(" → `", key_of(*edge.to).second, "`");
            const auto text = concat("`", edge.from->name, "` of `", key_of(*edge.from).second, "` needs `",
                                     edge.to->name, "` of `", key_of(*edge.to).second, "`");
            if (&edge == &round.front())
                finding.at = edge.need->service.at;
            else
                finding.labels.push_back({.at = edge.need->service.at, .message = text});
        }
        finding.message = concat("accounts wait for one another at boot: ", names);
        finding.help = "run these services in one account, or give each an account of its own";
        report_.add(std::move(finding));
    }

    const RuleInfo& info_;
    std::set<const model::Need*>& told_;
    Report& report_;
    std::map<Starter, std::vector<Edge>> edges_;
    std::map<Starter, bool> marks_;  // seen; true while it is on the path
    std::vector<Place> path_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    std::set<const model::Need*> told;  // several hosts often run the same services
    for (const auto& host : context.hosts()) Walk(context, host, info, told, report).run();
}

}  // namespace

extern const Rule account_needs_cycle = {
    .info =
        {
            .code = "account-needs-cycle",
            .summary = "accounts need one another in a circle",
            .why = "Every account has one service manager, which starts all its services at boot. So that a service "
                   "finds what it needs, the\n"
                   "whole manager waits until the services of other accounts are up. If service `a1` of account `a` "
                   "needs one of account `b`,\n"
                   "and a service of `b` needs `a2` of `a`, each manager would wait for the other. Run both in one "
                   "account, where systemd orders\n"
                   "single services; or give the services of one of the accounts an account each.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["api", "queue", "worker"]

== services/api/service.toml
[account]
name = "shop"

[needs]
services = ["queue"]

== services/api/api.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/queue/service.toml
[needs]
services = ["worker"]

== services/queue/queue.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/worker/service.toml
[account]
name = "shop"

== services/worker/worker.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["api", "queue", "worker"]

== services/api/service.toml
[needs]
services = ["queue"]

== services/api/api.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/queue/service.toml
[needs]
services = ["worker"]

== services/queue/queue.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/worker/worker.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
