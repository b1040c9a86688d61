#include <algorithm>

#include "app/forward.hpp"
#include "app/forwarded_words.hpp"
#include "app/open_secrets.hpp"
#include "app/plan.hpp"
#include "app/plan_file.hpp"
#include "app/site_commit.hpp"
#include "app/transaction.hpp"
#include "base/text.hpp"
#include "host/firewall.hpp"
#include "host/own_directory.hpp"

namespace nagaya::app {

namespace {

std::string reason_of(const std::vector<std::string>& services) {
    return services.empty() ? "apply" : concat("apply ", join(services, " "));
}

/// What the plan in a file says of how it is to be applied. Null when all is well.
struct Approved {
    std::optional<PlanFile> plan;  ///< none: a plan is made now
    int exit_code = exit_ok;       ///< not exit_ok: the user was told why not
};

Approved read_approved(const Workspace& workspace, const std::string& path, Console& console) {
    std::optional<std::string> text;
    if (!workspace.sent_plan.empty()) text = workspace.sent_plan;
    if (!text && path.empty()) return {};
    if (!text) text = host::read_own_file(path);
    if (!text) {
        console.err(concat("nagaya: there is no plan `", visible(path), "`\nhelp: `nagaya plan --out ", visible(path),
                           "` makes one\n"));
        return {.plan = {}, .exit_code = exit_usage};
    }
    Result<PlanFile> file = parse_plan_file(*text);
    if (!file) return {.plan = {}, .exit_code = tell(file.error(), console)};
    return {.plan = std::move(*file)};
}

/// The options as the plan's maker gave them; false when the command line says something else.
bool take_options(const PlanFile& file, ApplyOptions& options, Console& console) {
    if (!options.services.empty() || options.purge) {
        console.err("nagaya: a plan says itself which services it is for and whether it purges\n");
        return false;
    }
    if (!options.where.host.empty() && options.where.host != file.host) {
        console.err(concat("nagaya: the plan is for host `", visible(file.host), "`\n"));
        return false;
    }
    options.where.host = file.host;
    options.services = file.services;
    options.purge = file.purge;
    return true;
}

bool tell_stale(const PlanFile& file, const Planned& planned, Console& console) {
    const std::vector<std::string> changes = what_is_stale(file, planned);
    if (changes.empty()) return false;
    std::string text = "nagaya: the plan is stale: since it was made\n";
    for (const std::string& change : changes) text += concat("  ", change, "\n");
    console.err(concat(text, "help: make a new one with `nagaya plan --out FILE`; nothing was changed\n"));
    return true;
}

/// Ports that this apply opens, and a packet filter of somebody else keeps shut: no rule of ours can change that.
void warn_of_foreign_chains(const plan::Plan& plan, Console& console) {
    const bool opens = std::ranges::any_of(plan.steps, [](const plan::Step& step) {
        const auto* put = std::get_if<plan::PutFile>(&step.action);
        return put && put->path.starts_with("/etc/nagaya/") && put->path.ends_with(".ports");
    });
    const std::vector<std::string> chains = opens ? host::foreign_closed_chains() : std::vector<std::string>();
    if (chains.empty()) return;
    console.err(concat("nagaya: another packet filter drops what no rule of its own lets through: ", join(chains, ", "),
                       "\nhelp: let the ports of the site through there too; `nagaya ports` lists them\n"));
}

int apply_here(Workspace& workspace, const model::Host& host, const ApplyOptions& options,
               const std::optional<PlanFile>& approved, Console& console) {
    const auto turn = take_turn(workspace.site.settings.prefix.value, options.change, console);
    if (!turn) return tell(turn.error(), console);
    if (!open_secrets(workspace, host, console)) {
        console.err("nothing was changed\n");
        return exit_findings;
    }
    const auto planned = plan_here(workspace, host, {.purge = options.purge, .only = options.services});
    if (!planned) return tell(planned.error(), console);
    if (approved && tell_stale(*approved, *planned, console)) return exit_findings;
    warn_of_foreign_chains(planned->plan, console);
    return run_change(*turn, *planned, workspace.sources,
                      {.reason = reason_of(options.services),
                       .site_commit = planned->plan.empty() ? "" : site_commit(workspace),
                       .services = with_own_units(planned->desired, options.services),
                       .options = options.change,
                       .format = options.format,
                       .retention = retention_of(workspace.site.settings)},
                      console);
}

/// What the other side cannot know: from which commit this is, and what was approved.
void put_what_travels(Workspace& workspace, const std::string& plan_file) {
    workspace.tree[std::string(commit_file)].bytes = site_commit(workspace);
    if (plan_file.empty()) return;
    if (auto text = host::read_own_file(plan_file)) workspace.tree[std::string(approved_plan_file)].bytes = *text;
}

}  // namespace

int apply(const ApplyOptions& given, Console& console) {
    ApplyOptions options = given;
    Workspace nothing;
    Approved approved = read_approved(nothing, options.plan_file, console);
    if (approved.exit_code != exit_ok) return approved.exit_code;
    if (approved.plan && !take_options(*approved.plan, options, console)) return exit_usage;
    int exit_code = exit_ok;
    auto workspace = open_checked(options.where, console, exit_code);
    if (!workspace) return exit_code;
    if (!workspace->sent_plan.empty()) {
        approved = read_approved(*workspace, "", console);
        if (approved.exit_code != exit_ok) return approved.exit_code;
    }
    const model::Host* host = choose_host(*workspace, options.where, console);
    if (!host || !services_on_host(options.services, workspace->site, *host, console)) return exit_usage;
    auto address = address_of(*host, options.where);
    if (!address) {
        console.err(concat("nagaya: ", safe_text(address.error()), "\n"));
        return exit_usage;
    }
    // Ids must be the same on every host and at every apply, so the lock is written before the first host sees them.
    if (auto written = write_lock(*workspace); !written) return tell(written.error(), console);
    if (address->kind == Address::Kind::local) return apply_here(*workspace, *host, options, approved.plan, console);
    put_what_travels(*workspace, options.plan_file);
    options.where.host = host->name;
    return forward(*workspace, host->name, *address, forwarded_words(options), console);
}

}  // namespace nagaya::app
