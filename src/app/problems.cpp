#include <algorithm>

#include "app/plan.hpp"
#include "base/text.hpp"
#include "host/precheck.hpp"

namespace nagaya::app {

namespace {

/// Every problem of the host at once, each with the line of the site it comes from.
std::string problems_text(const std::vector<host::Problem>& problems, const Sources& sources, bool colour) {
    std::string out;
    for (const host::Problem& problem : problems) {
        std::string head = colour ? "\x1b[31merror\x1b[0m" : "error";
        out += concat(head, ": ", problem.service.empty() ? "host" : problem.service, ": ", visible(problem.message),
                      "\n");
        if (problem.origin != Span{}) {
            Position position = sources.position(problem.origin.file, problem.origin.begin);
            out += concat("  --> ", sources.path(problem.origin.file), ":", position.line, ":", position.column, "\n");
        }
        if (!problem.help.empty()) out += concat("  = help: ", problem.help, "\n");
    }
    return out + concat(plural(problems.size(), "problem"), "\n");
}

}  // namespace

std::string problems_of(const Planned& planned, const Sources& sources, const std::vector<std::string>& services,
                        const Console& console) {
    std::vector<host::Problem> problems = host::precheck(planned.desired, planned.observed, planned.plan);
    if (!services.empty())
        std::erase_if(problems, [&](const host::Problem& problem) {
            return !problem.service.empty() && std::ranges::find(services, problem.service) == services.end();
        });
    return problems.empty() ? "" : problems_text(problems, sources, console.err_colour);
}

}  // namespace nagaya::app
