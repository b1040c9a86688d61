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

constexpr size_t most_shown = 10;  // edges of a circle: a longer one is cut in the middle

enum class Mark { unseen, open, done };

struct Visit {
    Mark mark = Mark::unseen;
    size_t depth = 0;  ///< while open: its place in the path
};

struct Step {
    const Unit* unit;
    size_t told = 0;  ///< 1 + the place of the last unit told on the path to here, or 0
    size_t next = 0;
};

/// Depth first without recursion: a chain of units may be as long as the site. A circle that shares a unit with one that was told is
/// left until that one is mended, so each unit is told once at most, however many circles lead through it.
class Walk {
public:
    Walk(const Edges& edges, const RuleInfo& info, Report& report) : edges_(edges), info_(info), report_(report) {}

    void from(const Unit* start) {
        if (visits_[start].mark == Mark::unseen) open(start);
        while (!path_.empty()) {
            Step& step = path_.back();
            const auto found = edges_.find(step.unit);
            if (found == edges_.end() || step.next == found->second.size()) {
                visits_[step.unit].mark = Mark::done;
                path_.pop_back();
                continue;
            }
            const Unit* const next = found->second[step.next++].first;
            const Visit visit = visits_[next];
            if (visit.mark == Mark::open && path_.back().told <= visit.depth) tell(visit.depth);
            if (visit.mark == Mark::unseen) open(next);
        }
    }

private:
    void open(const Unit* unit) {
        visits_[unit] = {.mark = Mark::open, .depth = path_.size()};
        path_.push_back({.unit = unit, .told = path_.empty() ? 0 : path_.back().told});
    }

    /// The path from `first` to the end, whose last edge leads back to `first`.
    void tell(size_t first) {
        Diagnostic finding{.code = info_.code, .severity = info_.severity, .message = {}, .at = {}};
        std::string round = concat("`", path_[first].unit->generated, "`");
        const bool cut = path_.size() - first > most_shown;
        for (size_t i = first; i < path_.size(); ++i) {
            Step& step = path_[i];
            step.told = i + 1;
            if (cut && i - first >= most_shown - 1 && i + 1 < path_.size()) continue;
            const Edge& edge = edges_.at(step.unit)[step.next - 1];
            if (cut && i + 1 == path_.size()) round += " …";
            round += concat(" after `", edge.first->generated, "`");
            if (i == first)
                finding.at = edge.reference->at;
            else
                finding.labels.push_back(
                    {.at = edge.reference->at,
                     .message = concat("so `", step.unit->generated, "` comes after `", edge.first->generated, "`")});
        }
        finding.message = concat("units wait for one another in a circle: ", round);
        finding.help = "take one of these lines out";
        report_.add(std::move(finding));
    }

    const Edges& edges_;
    const RuleInfo& info_;
    Report& report_;
    std::map<const Unit*, Visit> visits_;
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
