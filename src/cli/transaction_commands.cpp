#include "cli/transaction_commands.hpp"

#include <algorithm>

#include "app/diff.hpp"
#include "app/generations.hpp"
#include "app/plan.hpp"
#include "app/prune.hpp"
#include "app/rollback.hpp"
#include "base/text.hpp"
#include "cli/options.hpp"
#include "cli/remote_commands.hpp"

namespace nagaya::cli {

namespace {

using app::Console;
using Count = Positional::Count;

int run_plan(const Arguments& arguments, Console& console) {
    const std::string out = arguments.value("out");
    if (!out.empty() && out != "-" && !out.ends_with(".json")) {
        console.err(concat("nagaya: --out wants a name that ends in .json, not `", visible(out),
                           "`: by that apply knows a plan\n"));
        return app::exit_usage;
    }
    return app::plan({.where = where(arguments),
                      .services = arguments.all("SERVICE"),
                      .format = format(arguments),
                      .detailed_exitcode = arguments.has("detailed-exitcode"),
                      .purge = arguments.has("purge"),
                      .diffs = !arguments.has("no-diff"),
                      .out = out},
                     console);
}

int run_apply(const Arguments& arguments, Console& console) {
    app::ApplyOptions options{.where = where(arguments),
                              .services = arguments.all("SERVICE"),
                              .plan_file = {},
                              .purge = arguments.has("purge"),
                              .change = change(arguments),
                              .format = format(arguments)};
    // No service can be called so: names have no dots.
    const auto plan = std::ranges::find_if(options.services, [](const auto& word) { return word.ends_with(".json"); });
    if (plan != options.services.end()) {
        options.plan_file = *plan;
        options.services.erase(plan);
    }
    return app::apply(options, console);
}

int run_generations(const Arguments& arguments, Console& console) {
    return app::generations(
        {.where = where(arguments), .prefix = arguments.value("prefix"), .format = format(arguments)}, console);
}

/// The number of a generation; 0 when it is not given, nothing after the user was told.
std::optional<uint64_t> number_of(const Arguments& arguments, std::string_view name, Console& console) {
    const std::string text = arguments.positional(name);
    if (text.empty()) return 0;
    const std::optional<uint64_t> number = parse_number(text);
    if (number && *number > 0) return number;
    console.err(concat("nagaya: `", visible(text), "` is no generation\nhelp: `nagaya generations` lists them\n"));
    return std::nullopt;
}

int run_rollback(const Arguments& arguments, Console& console) {
    const auto generation = number_of(arguments, "GENERATION", console);
    if (!generation) return app::exit_usage;
    return app::rollback({.where = where(arguments),
                          .prefix = arguments.value("prefix"),
                          .generation = *generation,
                          .dry_run = arguments.has("dry-run"),
                          .diffs = !arguments.has("no-diff"),
                          .change = change(arguments),
                          .format = format(arguments)},
                         console);
}

int run_diff(const Arguments& arguments, Console& console) {
    const auto from = number_of(arguments, "GENERATION", console);
    const auto to = number_of(arguments, "OTHER", console);
    if (!from || !to) return app::exit_usage;
    return app::diff({.where = where(arguments),
                      .prefix = arguments.value("prefix"),
                      .from = *from,
                      .to = *to,
                      .diffs = !arguments.has("no-diff"),
                      .format = format(arguments)},
                     console);
}

int run_prune(const Arguments& arguments, Console& console) {
    const std::string age = arguments.value("age");
    const std::string generations = arguments.value("generations");
    const auto seconds = app::parse_age(age);
    const std::optional<size_t> count = parse_number(generations);
    if (arguments.has("age") && !seconds) {
        console.err(concat("nagaya: --age wants a time such as 7d or 12h, not `", visible(age), "`\n"));
        return app::exit_usage;
    }
    if (arguments.has("generations") && (!count || *count == 0)) return bad_number(console, "generations", generations);
    return app::prune({.where = where(arguments),
                       .prefix = arguments.value("prefix"),
                       .generations = count,
                       .age_s = seconds,
                       .dry_run = arguments.has("dry-run"),
                       .quiet = arguments.has("quiet"),
                       .change = change(arguments),
                       .format = format(arguments)},
                      console);
}

constexpr Option dry_run_option{.name = "dry-run", .help = "Only show what would be done"};

}  // namespace

std::vector<Command> apply_commands() {
    const Positional services{"SERVICE", "Only these services (default: all)", Count::any};
    const Positional services_or_plan{"SERVICE", "Only these services (default: all); or a plan, FILE.json",
                                      Count::any};
    return {
        {"plan",
         "Show what apply would change on a host, and why",
         "Observes the live host and compares it with the site. Exits 0; with --detailed-exitcode 2 when there is "
         "something to do. With --out the plan is also written into a file, which `nagaya apply FILE.json` does, and "
         "nothing else: it refuses if the site or the host changed since.",
         {services},
         on_hosts({format_option(),
                   {.name = "detailed-exitcode", .help = "Exit 2 when there is something to do"},
                   purge_option,
                   no_diff_option,
                   {.name = "out", .letter = 'o', .value = "FILE", .help = "Also write the plan into FILE (.json)"}}),
         run_plan},
        {"apply",
         "Make a host what the site says",
         "Takes back what an apply that was cut off had begun, then pre-checks, then images and hooks while the old "
         "version runs, then files, then restarts of just what changed. A service that does not come up goes back to "
         "what it was. What left the site is stopped and removed; data stays unless --purge. Ctrl-C takes back what "
         "was begun.",
         {services_or_plan},
         on_hosts({purge_option, on_failure_option(), no_wait_option, format_option()}),
         run_apply},
    };
}

std::vector<Command> generation_commands() {
    return {
        {"generations",
         "List what was applied, when and from which commit",
         "Every apply that changed something leaves a generation, which rollback can go back to.",
         {},
         on_hosts({prefix_option, format_option()}),
         run_generations},
        {"rollback",
         "Go back to an earlier generation",
         "An apply like any other: planned, shown, with health gates, and a new generation itself. Data is not part of "
         "a "
         "generation and stays as it is.",
         {{"GENERATION", "Which one (default: the one before the present one)", Count::optional}},
         on_host({dry_run_option, no_diff_option, on_failure_option(), no_wait_option, prefix_option, format_option()}),
         run_rollback},
        {"diff",
         "Show what differs between two generations, or between one and the host",
         "Secrets are named and never shown.",
         {{"GENERATION", "From this one", Count::one},
          {"OTHER", "To this one (default: the host as it is now)", Count::optional}},
         on_host({no_diff_option, prefix_option, format_option()}),
         run_diff},
        {"prune",
         "Remove old generations, and what nothing needs any more",
         "Generations beyond the retention, contents that only they named, and images over all accounts. Never what a "
         "kept "
         "generation or a container needs. Works on a host without a site.",
         {},
         on_host({{.name = "generations",
                   .value = "N",
                   .help = "Keep that many of the youngest (default: as nagaya.toml says, or 10)"},
                  {.name = "age",
                   .value = "TIME",
                   .help = "Keep what is younger, such as 12h (default: as nagaya.toml says, or 7d)"},
                  dry_run_option,
                  {.name = "quiet", .letter = 'q', .help = "Say nothing when all went well"},
                  prefix_option,
                  no_wait_option,
                  format_option()}),
         run_prune},
    };
}

}  // namespace nagaya::cli
