#include <algorithm>
#include <map>
#include <vector>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// `first` is started before whoever has the edge.
struct Edge {
    const Unit* first;
    const Unit* said_by;
    const Reference* reference;
};

using Edges = std::map<const Unit*, std::vector<Edge>>;

/// What is started before each unit: After= and Before=, and the Quadlet files that a container uses.
Edges edges_of(const Manager& manager) {
    Edges edges;
    for (const Unit* unit : manager.units)
        for (const Reference& reference : unit->references) {
            const bool after = reference.to_quadlet || (reference.section == "Unit" && reference.key == "After");
            const bool before = reference.section == "Unit" && reference.key == "Before";
            const Unit* const other = after || before ? manager.find(reference.name) : nullptr;
            if (other == nullptr || other == unit) continue;
            edges[after ? unit : other].push_back(
                {.first = after ? other : unit, .said_by = unit, .reference = &reference});
        }
    return edges;
}

enum class Mark { unseen, open, done };

struct Step {
    const Unit* unit;
    size_t next = 0;
};

/// Depth first without recursion: a chain of units may be as long as the site.
class Walk {
public:
    Walk(const Edges& edges, const RuleInfo& info, Report& report) : edges_(edges), info_(info), report_(report) {}

    void from(const Unit* start) {
        if (marks_[start] == Mark::unseen) open(start);
        while (!path_.empty()) {
            Step& step = path_.back();
            const auto found = edges_.find(step.unit);
            if (found == edges_.end() || step.next == found->second.size()) {
                marks_[step.unit] = Mark::done;
                path_.pop_back();
                continue;
            }
            const Unit* const next = found->second[step.next++].first;
            const Mark mark = marks_[next];
            if (mark == Mark::open) tell(next);
            if (mark == Mark::unseen) open(next);
        }
    }

private:
    void open(const Unit* unit) {
        marks_[unit] = Mark::open;
        path_.push_back({.unit = unit});
    }

    /// The path from `again` to the end, whose last edge leads back to `again`.
    void tell(const Unit* again) {
        Diagnostic finding{.code = info_.code, .severity = info_.severity, .message = {}, .at = {}};
        std::string round = concat("`", again->generated, "`");
        const auto first = std::ranges::find(path_, again, &Step::unit);
        for (auto step = first; step != path_.end(); ++step) {
            const Edge& edge = edges_.at(step->unit)[step->next - 1];
            round += concat(" after `", edge.first->generated, "`");
            if (step == first)
                finding.at = edge.reference->at;
            else
                finding.labels.push_back(
                    {.at = edge.reference->at,
                     .message = concat("so `", step->unit->generated, "` comes after `", edge.first->generated, "`")});
        }
        finding.message = concat("units wait for one another in a circle: ", round);
        finding.help = "take one of these lines out";
        report_.add(std::move(finding));
    }

    const Edges& edges_;
    const RuleInfo& info_;
    Report& report_;
    std::map<const Unit*, Mark> marks_;
    std::vector<Step> path_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const HostView& view : context.hosts())
        for (const auto& [account, manager] : view.managers) {
            const Edges edges = edges_of(manager);
            Walk walk(edges, info, report);
            for (const Unit* unit : manager.units)
                if (edges.contains(unit)) walk.from(unit);
        }
}

}  // namespace

extern const Rule order_cycle = {
    .info =
        {
            .code = "order-cycle",
            .summary = "units wait for one another in a circle",
            .why = "`After=`, `Before=` and the Quadlet files that a container uses put units into an order. Where "
                   "they go round in a\n"
                   "circle, systemd drops one of the starts to break it (`Found ordering cycle … Job … deleted`): at "
                   "one boot this\n"
                   "container is missing, at the next that one.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Unit]
After=pages.service

[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/pages.container
[Unit]
After=web.service

[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Unit]
After=pages.service

[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/pages.container
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
