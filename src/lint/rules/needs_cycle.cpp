#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

enum class Mark { unseen, open, done };

/// One step of the walk: a service, and which of its needs comes next.
struct Step {
    const model::Service* service;
    size_t next = 0;
};

struct Walk {
    const model::Site& site;
    const RuleInfo& info;
    Report& report;
    std::map<const model::Service*, Mark> marks = {};
    std::vector<Step> path = {};

    /// Depth first without recursion: a chain of needs may be as long as the site.
    void from(const model::Service& start) {
        if (marks[&start] != Mark::unseen) return;
        open(start);
        while (!path.empty()) {
            auto& step = path.back();
            if (step.next == step.service->needs.size()) {
                marks[step.service] = Mark::done;
                path.pop_back();
                continue;
            }
            const auto& need = step.service->needs[step.next++];
            const auto* next = site.find_service(need.service.value);
            if (next == nullptr) continue;
            const auto mark = marks[next];
            if (mark == Mark::open) tell(next);
            if (mark == Mark::unseen) open(*next);
        }
    }

    void open(const model::Service& service) {
        marks[&service] = Mark::open;
        path.push_back({.service = &service});
    }

    /// The path from `again` to the end, whose last need leads back to `again`.
    void tell(const model::Service* again) {
        auto first = std::ranges::find(path, again, &Step::service);
        std::string round = concat("`", again->name, "`");
        Diagnostic finding{.code = info.code, .severity = info.severity, .message = {}, .at = {}};
        for (auto step = first; step != path.end(); ++step) {
            const auto& need = step->service->needs[step->next - 1].service;
            round += concat(" → `", need.value, "`");
            if (step == first)
                finding.at = need.at;
            else
                finding.labels.push_back(
                    {.at = need.at, .message = concat("`", step->service->name, "` needs `", need.value, "`")});
        }
        finding.message = concat("services need one another in a circle: ", round);
        finding.help = "take one of these needs out";
        report.add(std::move(finding));
    }
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    Walk walk{.site = context.site(), .info = info, .report = report};
    for (const auto& [name, service] : context.site().services) walk.from(service);
}

}  // namespace

extern const Rule needs_cycle = {
    .info =
        {
            .code = "needs-cycle",
            .summary = "services need one another in a circle",
            .why = "A service starts after everything it needs. In a circle no service can be the first, so there is "
                   "no order to\n"
                   "start them in. Usually one of the needs is a convenience (a service that would reconnect by "
                   "itself): take\n"
                   "that one out. Two containers that truly depend on each other belong into one service, perhaps one "
                   "pod.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["blog", "web"]

== services/blog/service.toml
[needs]
services = ["web"]

== services/blog/blog.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/service.toml
[needs]
services = ["blog"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["blog", "web"]

== services/blog/blog.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/service.toml
[needs]
services = ["blog"]

== services/web/web.container
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
