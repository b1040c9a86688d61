#include "app/plan.hpp"

#include <algorithm>

#include "app/forward.hpp"
#include "app/forwarded_words.hpp"
#include "app/generations.hpp"
#include "app/open_secrets.hpp"
#include "app/plan_file.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "host/observe.hpp"
#include "host/safe_files.hpp"
#include "host/storage.hpp"
#include "lower/lowering.hpp"
#include "plan/recall.hpp"
#include "plan/render.hpp"

namespace nagaya::app {

void make_plan(Planned& planned, const plan::PlanOptions& options) {
    const auto compare = [&] {
        planned.plan = plan::make_plan(planned.desired, planned.observed, planned.deployed, options);
    };
    compare();
    if (planned.plan.empty()) return;
    const std::string& prefix = planned.desired.prefix;
    const std::unique_ptr<apply::Storage> storage = host::make_storage(prefix);
    const auto last = current_generation(prefix, *storage);
    // A generation that cannot be read costs the probes of the way back, not the plan.
    if (!last || !*last) return;
    plan::recall(planned.observed, (*last)->state);
    compare();
}

std::vector<std::string> with_own_units(const state::HostState& desired, std::vector<std::string> services) {
    const std::string own(lower::own_service);
    if (services.empty() || std::ranges::find(services, own) != services.end()) return services;
    // What holds secrets, says who may reach a service, and opens ports for it.
    for (const std::string_view unit : {"-secrets.service", "-nftables.service", "-firewalld.service"}) {
        if (!desired.find({.kind = state::Kind::unit, .scope = "root", .name = concat(desired.prefix, unit)})) continue;
        services.push_back(own);
        break;
    }
    return services;
}

Result<Planned> plan_here(Workspace& workspace, const model::Host& host, const plan::PlanOptions& options) {
    Planned planned;
    planned.desired = lower(workspace, host);
    planned.deployed = TRY(host::read_deployed(planned.desired.prefix));
    planned.observed = TRY(host::observe(planned.desired, planned.deployed));
    plan::PlanOptions scope = options;
    scope.only = with_own_units(planned.desired, options.only);
    make_plan(planned, scope);
    return planned;
}

constexpr size_t most_listed = 20;  // names in a help

bool services_exist(const std::vector<std::string>& services, const model::Site& site, Console& console) {
    std::vector<std::string> known;
    for (const auto& [name, service] : site.services) known.push_back(name);
    bool all = true;
    for (const std::string& service : services) {
        if (site.services.contains(service)) continue;
        std::string hint = did_you_mean(service, known);
        console.err(
            concat("nagaya: the site has no service `", visible(service), "`", hint.empty() ? "" : "; ", hint, "\n"));
        if (hint.empty() && !known.empty() && known.size() <= most_listed)
            console.err(concat("help: its services are ", join(known, ", "), "\n"));
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

namespace {

/// To "-" means to whoever started this command on another host, or else to standard output.
bool write_plan_file(const Planned& planned, const PlanOptions& options, Console& console) {
    const std::string text = print_plan_file(make_plan_file(planned, options), planned.plan);
    if (options.out == "-") {
        (console.report ? console.report : console.out)(text);
        return true;
    }
    if (auto written = host::replace_file(options.out, text); !written) {
        tell(written.error(), console);
        return false;
    }
    return true;
}

/// The file comes back as the report of the command there.
int plan_there(const Workspace& workspace, const Address& address, const PlanOptions& options, Console& console) {
    if (options.out.empty() || options.out == "-")
        return forward(workspace, options.where.host, address, forwarded_words(options), console);
    bool arrived = false;
    Result<void> written;
    Console with_file = console;
    with_file.report = [&](std::string_view text) {
        arrived = true;
        written = host::replace_file(options.out, text);
    };
    const int code = forward(workspace, options.where.host, address, forwarded_words(options), with_file);
    if (!written) return tell(written.error(), console);
    if (!arrived && code == exit_ok)
        return tell({ErrorKind::failed, "the plan did not come back from the host"}, console);
    return code;
}

}  // namespace

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
        PlanOptions there = options;
        there.where.host = host->name;
        return plan_there(*workspace, *address, there, console);
    }
    if (!open_secrets(*workspace, *host, console)) return exit_findings;
    auto planned = plan_here(*workspace, *host, {.purge = options.purge, .only = options.services});
    if (!planned) {
        return tell(planned.error(), console);
    }
    const auto journal = host::make_storage(planned->desired.prefix)->read_journal();
    if (journal && !journal->empty())
        console.err(
            "note: an apply is under way here, or was cut off; the next command that changes something takes that back "
            "first, and this plan may then be another\n");
    if (!options.out.empty() && !write_plan_file(*planned, options, console)) return exit_failed;
    if (options.out == "-" && !console.report) return exit_ok;
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
