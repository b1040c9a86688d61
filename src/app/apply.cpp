#include <algorithm>

#include "app/forward.hpp"
#include "app/plan.hpp"
#include "app/progress.hpp"
#include "apply/engine.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/apply_lock.hpp"
#include "host/machine.hpp"
#include "plan/render.hpp"

namespace nagaya::app {

namespace {

std::string outcome_text(const plan::Plan& plan, const apply::Outcome& outcome) {
    size_t restarts =
        static_cast<size_t>(std::count_if(plan.steps.begin(), plan.steps.end(), [](const plan::Step& step) {
            return step.disruption == plan::Disruption::restart;
        }));
    if (outcome.ok()) return concat("applied ", plural(outcome.done, "step"), ", ", plural(restarts, "restart"), "\n");
    std::string services;
    for (const std::string& service : outcome.failed_services) {
        if (!services.empty()) services += ", ";
        services += service.empty() ? "the host itself" : service;
    }
    std::string text = concat(outcome.done, " done, ", outcome.failed, " failed, ", outcome.skipped,
                              " not done; not finished: ", services,
                              "\nhelp: mend the cause and run `nagaya apply` again; what was done stays done\n");
    if (outcome.record_failed)
        text += "error: the record in /var/lib/nagaya could not be written; the next apply may repeat steps\n";
    return text;
}

std::string outcome_json(const apply::Outcome& outcome) {
    JsonArray failed;
    for (const std::string& service : outcome.failed_services) failed.emplace_back(service);
    return print_json(JsonObject{{"version", 1},
                                 {"done", uint64_t{outcome.done}},
                                 {"failed", uint64_t{outcome.failed}},
                                 {"skipped", uint64_t{outcome.skipped}},
                                 {"failed_services", std::move(failed)}},
                      JsonStyle::indented) +
           "\n";
}

std::vector<std::string> forwarded_words(const ApplyOptions& options, const model::Host& host) {
    std::vector<std::string> words = {"apply", "--host", host.name};
    words.insert(words.end(), options.services.begin(), options.services.end());
    if (options.purge) words.emplace_back("--purge");
    if (options.format == Format::json) words.insert(words.end(), {"--format", "json"});
    return words;
}

}  // namespace

int run_plan(const Planned& planned, const Sources& sources, const std::vector<std::string>& services, Format format,
             Console& console) {
    if (planned.plan.empty() && planned.plan.adopt.empty() && planned.plan.forget.empty()) {
        console.out(format == Format::json ? outcome_json({}) : plan::render_text(planned.plan, {}));
        return exit_ok;
    }
    if (std::string problems = problems_of(planned, sources, services, console); !problems.empty()) {
        console.err(concat(problems, "nothing was changed\n"));
        return exit_findings;
    }
    std::unique_ptr<apply::Machine> machine = host::make_machine(planned.desired);
    ProgressWatcher watcher(planned.plan, console);
    apply::Outcome outcome = apply::run(planned.plan, planned.deployed, *machine, watcher, {});
    watcher.finish();
    if (format == Format::json)
        console.out(outcome_json(outcome));
    else if (outcome.ok() && planned.plan.empty())
        console.out(plan::render_text(planned.plan, {}));  // only the record was brought up to date
    else
        (outcome.ok() ? console.out : console.err)(outcome_text(planned.plan, outcome));
    for (const std::string& kept : planned.plan.kept)
        console.err(concat("kept: ", kept, " (--purge removes what nothing in the site uses)\n"));
    return outcome.ok() ? exit_ok : exit_failed;
}

namespace {

int apply_here(Workspace& workspace, const model::Host& host, const ApplyOptions& options, Console& console) {
    auto lock = host::take_apply_lock(workspace.site.settings.prefix.value);
    if (!lock) {
        return tell(lock.error(), console);
    }
    auto planned = plan_here(workspace, host, {.purge = options.purge, .only = options.services});
    if (!planned) {
        return tell(planned.error(), console);
    }
    return run_plan(*planned, workspace.sources, options.services, options.format, console);
}

}  // namespace

int apply(const ApplyOptions& options, Console& console) {
    int exit_code = exit_ok;
    auto workspace = open_checked(options.where, console, exit_code);
    if (!workspace) return exit_code;
    const model::Host* host = choose_host(*workspace, options.where, console);
    if (!host || !services_on_host(options.services, workspace->site, *host, console)) return exit_usage;
    auto address = address_of(*host, options.where);
    if (!address) {
        console.err(concat("nagaya: ", safe_text(address.error()), "\n"));
        return exit_usage;
    }
    // Ids must be the same on every host and at every apply, so the lock is written before the first host sees them.
    if (auto written = write_lock(*workspace); !written) {
        return tell(written.error(), console);
    }
    if (address->kind != Address::Kind::local)
        return forward(*workspace, *address, forwarded_words(options, *host), console);
    return apply_here(*workspace, *host, options, console);
}

}  // namespace nagaya::app
