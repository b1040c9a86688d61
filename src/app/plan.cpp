#include "app/plan.hpp"

#include <algorithm>

#include "app/forward.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "host/observe.hpp"
#include "plan/render.hpp"

namespace nagaya::app {

Result<Planned> plan_here(Workspace& workspace, const model::Host& host, const plan::PlanOptions& options) {
    Planned planned;
    planned.desired = lower(workspace, host);
    planned.deployed = TRY(host::read_deployed(planned.desired.prefix));
    planned.observed = TRY(host::observe(planned.desired, planned.deployed));
    planned.plan = plan::make_plan(planned.desired, planned.observed, planned.deployed, options);
    return planned;
}

bool services_exist(const std::vector<std::string>& services, const model::Site& site, Console& console) {
    std::vector<std::string> known;
    for (const auto& [name, service] : site.services) known.push_back(name);
    bool all = true;
    for (const std::string& service : services) {
        if (site.services.contains(service)) continue;
        std::string hint = did_you_mean(service, known);
        console.err(
            concat("nagaya: the site has no service `", visible(service), "`", hint.empty() ? "" : "; ", hint, "\n"));
        all = false;
    }
    return all;
}

bool services_on_host(const std::vector<std::string>& services, const model::Site& site, const model::Host& host,
                      Console& console) {
    if (!services_exist(services, site, console)) return false;
    bool all = true;
    for (const std::string& service : services) {
        if (std::ranges::any_of(host.services, [&](const auto& listed) { return listed.value == service; })) continue;
        console.err(concat("nagaya: host `", host.name, "` does not run `", visible(service),
                           "`\nhelp: list it under services in hosts/", host.name,
                           ".toml, or take it off with `nagaya remove ", visible(service), "`\n"));
        all = false;
    }
    return all;
}

int plan(const PlanOptions& options, Console& console) {
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
    if (address->kind != Address::Kind::local) {
        std::vector<std::string> words = {"plan", "--host", host->name};
        for (const std::string& service : options.services) words.push_back(service);
        if (options.format == Format::json) words.insert(words.end(), {"--format", "json"});
        if (options.detailed_exitcode) words.emplace_back("--detailed-exitcode");
        if (options.purge) words.emplace_back("--purge");
        if (!options.diffs) words.emplace_back("--no-diff");
        return forward(*workspace, *address, words, console);
    }
    auto planned = plan_here(*workspace, *host, {.purge = options.purge, .only = options.services});
    if (!planned) {
        return tell(planned.error(), console);
    }
    if (options.format == Format::json)
        console.out(plan::render_json(planned->plan));
    else
        console.out(plan::render_text(planned->plan, {.colour = console.out_colour, .diffs = options.diffs}));
    if (!planned->plan.empty())
        if (std::string problems = problems_of(*planned, workspace->sources, options.services, console);
            !problems.empty())
            console.err(concat("\napply would refuse, because of:\n", problems));
    return options.detailed_exitcode && !planned->plan.empty() ? exit_usage : exit_ok;
}

}  // namespace nagaya::app
