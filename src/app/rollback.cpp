#include "app/rollback.hpp"

#include <algorithm>

#include "app/deployed_units.hpp"
#include "app/forwarded_words.hpp"
#include "app/generations.hpp"
#include "app/transaction.hpp"
#include "base/text.hpp"
#include "host/observe.hpp"
#include "host/storage.hpp"
#include "plan/render.hpp"

namespace nagaya::app {

namespace {

Result<uint64_t> choose(const std::vector<uint64_t>& numbers, uint64_t wanted) {
    if (wanted == 0 && numbers.size() < 2)
        return fail(ErrorKind::not_found, "there is no generation before the present one");
    const uint64_t number = wanted == 0 ? numbers[numbers.size() - 2] : wanted;
    if (std::ranges::find(numbers, number) != numbers.end()) return number;
    return fail(ErrorKind::not_found,
                concat("there is no generation ", number, "\nhelp: `nagaya generations` lists them"));
}

Result<Planned> plan_back(const state::Generation& generation, const std::string& prefix, apply::Storage& storage) {
    Planned planned;
    planned.desired = generation.state;
    TRY(fill_contents(planned.desired, storage));
    planned.deployed = TRY(host::read_deployed(prefix));
    planned.observed = TRY(host::observe(planned.desired, planned.deployed));
    make_plan(planned, {});
    return planned;
}

void show_plan(const plan::Plan& plan, const RollbackOptions& options, Console& console) {
    if (options.format == Format::text)
        console.out(plan::render_text(plan, {.colour = console.out_colour, .diffs = options.diffs}));
    else if (options.dry_run)
        console.out(plan::render_json(plan));
}

Result<int> roll_back(const std::string& prefix, const RollbackOptions& options, Console& console) {
    std::optional<Turn> turn;
    if (!options.dry_run) turn = TRY(take_turn(prefix, options.change, console));
    const std::unique_ptr<apply::Storage> storage = host::make_storage(prefix);
    const std::vector<uint64_t> numbers = TRY(committed_generations(prefix, *storage));
    const uint64_t number = TRY(choose(numbers, options.generation));
    const state::Generation generation = TRY(load_generation(*storage, number));
    if (options.format == Format::text)
        console.out(concat("back to generation ", number, " of ", minute_text(generation.time),
                           generation.site_commit.empty() ? "" : concat(" (", visible(generation.site_commit), ")"),
                           "\n"));
    const Planned planned = TRY(plan_back(generation, prefix, *storage));
    if (options.dry_run || !planned.plan.empty()) show_plan(planned.plan, options, console);
    if (options.dry_run) return exit_ok;
    return run_change(*turn, planned, Sources{},
                      {.reason = concat("rollback to ", number),
                       .site_commit = generation.site_commit,
                       .services = {},
                       .options = options.change,
                       .format = options.format,
                       .retention = {}},
                      console);
}

}  // namespace

int rollback(const RollbackOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words(options), console);
    if (!routed.here) return routed.exit_code;
    const Result<std::string> prefix = prefix_of(options.prefix.empty() ? routed.prefix : options.prefix);
    if (!prefix) return tell(prefix.error(), console);
    const Result<int> code = roll_back(*prefix, options, console);
    return code ? *code : tell(code.error(), console);
}

}  // namespace nagaya::app
