#include "app/prune.hpp"

#include <algorithm>
#include <ctime>
#include <limits>
#include <set>

#include "app/deployed_units.hpp"
#include "app/forwarded_words.hpp"
#include "app/generations.hpp"
#include "app/transaction.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/deployed_record.hpp"
#include "host/prune_images.hpp"
#include "host/storage.hpp"
#include "model/duration.hpp"

namespace nagaya::app {

namespace {

/// Every digest that the document names. Its text is searched instead of read: ten documents of 500 services take 10 ms. Too
/// many would do no harm, and there is none too few.
void add_contents(std::string_view document, std::set<std::string, std::less<>>& digests) {
    constexpr std::string_view before = "\"sha256\":\"";
    for (size_t at = document.find(before); at != std::string_view::npos; at = document.find(before, at)) {
        at += before.size();
        const std::string_view digest = document.substr(at, 64);
        if (!digests.contains(digest)) digests.emplace(digest);
    }
}

/// Which generations go; `times` are those of `numbers`, ascending.
std::vector<uint64_t> beyond(const std::vector<uint64_t>& numbers, const std::vector<int64_t>& times,
                             const Retention& retention) {
    const int64_t now = std::time(nullptr);
    const size_t kept = std::max<size_t>(1, retention.generations);
    std::vector<uint64_t> gone;
    for (size_t i = 0; i + kept < numbers.size(); ++i) {
        const int64_t age = now - times[i];
        if (age >= 0 && static_cast<uint64_t>(age) >= retention.age_s) gone.push_back(numbers[i]);
    }
    return gone;
}

/// The member "time" of a document, near its beginning; 0 when it is not there.
int64_t time_of(std::string_view document) {
    constexpr std::string_view before = "\n\"time\":";
    const size_t at = document.substr(0, 4096).find(before);
    if (at == std::string_view::npos) return 0;
    const std::string_view rest = document.substr(at + before.size(), 20);
    return static_cast<int64_t>(parse_number(rest.substr(0, rest.find(','))).value_or(0));
}

/// What is found of one prefix.
struct Found {
    Pruned pruned;
    host::PrunedImages images;
};

Result<Found> prune_one(const std::string& prefix, const PruneOptions& options, const Retention& retention,
                        Console& console) {
    std::optional<Turn> turn;
    if (!options.dry_run) turn = TRY(take_turn(prefix, options.change, console));
    Found found;
    found.pruned = TRY(prune_generations(prefix, retention, options.dry_run));
    const std::unique_ptr<apply::Storage> storage = host::make_storage(prefix);
    const std::vector<uint64_t> numbers = TRY(committed_generations(prefix, *storage));
    const std::set<uint64_t> gone(found.pruned.generations.begin(), found.pruned.generations.end());
    std::vector<state::HostState> kept;
    for (uint64_t number : numbers) {
        if (gone.contains(number)) continue;
        state::Generation generation = TRY(load_generation(*storage, number));
        kept.push_back(std::move(generation.state));
    }
    const state::Deployed deployed = TRY(storage->recall());
    found.images = TRY(host::prune_images(kept, deployed, retention.age_s, options.dry_run));
    return found;
}

std::string size_text(uint64_t bytes) {
    if (bytes < 10'240) return concat(bytes, " B");
    if (bytes < 10'485'760) return concat(bytes >> 10, " KiB");
    return concat(bytes >> 20, " MiB");
}

std::string text(const std::string& prefix, const Found& found, bool dry_run) {
    std::string out;
    const std::string_view verb = dry_run ? "would remove " : "removed ";
    for (uint64_t number : found.pruned.generations) out += concat(verb, "generation ", number, "\n");
    for (const host::PrunedImage& image : found.images.images)
        out += concat(verb, "image ", visible(image.name), " of ", visible(image.account), "\n");
    if (found.pruned.contents > 0)
        out += concat(verb, plural(found.pruned.contents, "content"),
                      found.pruned.bytes ? concat(" (", size_text(found.pruned.bytes), ")") : "", "\n");
    for (const std::string& problem : found.images.problems) out += concat("not looked at: ", visible(problem), "\n");
    return out.empty() ? concat(prefix, ": nothing to remove\n") : out;
}

Json json(const std::string& prefix, const Found& found) {
    JsonArray generations;
    for (uint64_t number : found.pruned.generations) generations.emplace_back(number);
    JsonArray images;
    for (const host::PrunedImage& image : found.images.images)
        images.push_back(JsonObject{{"account", image.account}, {"name", image.name}, {"id", image.id}});
    JsonArray problems;
    for (const std::string& problem : found.images.problems) problems.emplace_back(problem);
    return JsonObject{{"prefix", prefix},
                      {"generations", std::move(generations)},
                      {"contents", uint64_t{found.pruned.contents}},
                      {"bytes", found.pruned.bytes},
                      {"images", std::move(images)},
                      {"problems", std::move(problems)}};
}

}  // namespace

Result<Pruned> prune_generations(const std::string& prefix, const Retention& retention, bool dry_run) {
    const std::unique_ptr<apply::Storage> storage = host::make_storage(prefix);
    const std::vector<uint64_t> numbers = TRY(committed_generations(prefix, *storage));
    Pruned pruned;
    if (numbers.size() > std::max<size_t>(1, retention.generations)) {
        std::vector<int64_t> times;
        for (uint64_t number : numbers) times.push_back(time_of(TRY(storage->read_generation(number))));
        pruned.generations = beyond(numbers, times, retention);
    }
    std::set<std::string, std::less<>> needed;
    // A way back that is stuck needs what stood there before.
    add_contents(TRY(storage->read_journal()), needed);
    for (uint64_t number : numbers)
        if (std::ranges::find(pruned.generations, number) == pruned.generations.end())
            add_contents(TRY(storage->read_generation(number)), needed);
    const std::vector<std::string> contents = TRY(host::list_contents(prefix));
    // A document goes before what it alone names, so that none is ever left that names what is not there.
    if (!dry_run)
        for (uint64_t number : pruned.generations) TRY(host::remove_generation(prefix, number));
    for (const std::string& digest : contents) {
        if (needed.contains(digest)) continue;
        ++pruned.contents;
        if (!dry_run) pruned.bytes += TRY(host::remove_content(prefix, digest));
    }
    return pruned;
}

std::optional<uint64_t> parse_age(std::string_view text) {
    const std::optional<uint64_t> milliseconds = model::parse_duration(text);
    if (!milliseconds) return std::nullopt;
    return *milliseconds / 1000;
}

Retention retention_of(const model::SiteSettings& settings) {
    return {.generations = settings.kept_generations.value, .age_s = settings.kept_ms.value / 1000};
}

namespace {

Result<Retention> chosen_retention(const PruneOptions& options) {
    Retention retention;
    if ((!options.generations || !options.age_s) && is_site(options.where.site)) {
        const std::unique_ptr<Workspace> site =
            TRY(open_site(options.where.site, options.where.host, options.where.secrets));
        retention = retention_of(site->site.settings);
    }
    if (options.generations) retention.generations = *options.generations;
    if (options.age_s) retention.age_s = *options.age_s;
    return retention;
}

}  // namespace

int prune(const PruneOptions& given, Console& console) {
    PruneOptions options = given;
    const Result<Retention> retention = chosen_retention(options);
    if (!retention) return tell(retention.error(), console);
    options.generations = retention->generations;
    options.age_s = retention->age_s;
    Routed routed = route(options.where, forwarded_words(options), console);
    if (!routed.here) return routed.exit_code;
    auto prefixes = host::deployed_prefixes();
    if (!prefixes) return tell(prefixes.error(), console);
    if (!options.prefix.empty()) {
        const Result<std::string> prefix = prefix_of(options.prefix);
        if (!prefix) return tell(prefix.error(), console);
        prefixes->assign(1, *prefix);
    }
    if (prefixes->empty()) console.err("nothing is deployed here\n");
    int exit_code = exit_ok;
    JsonArray rows;
    for (const std::string& prefix : *prefixes) {
        const Result<Found> found = prune_one(prefix, options, *retention, console);
        if (!found) {
            exit_code = tell(found.error(), console);
            continue;
        }
        if (options.format == Format::json)
            rows.push_back(json(prefix, *found));
        else if (!options.quiet)
            console.out(text(prefix, *found, options.dry_run));
    }
    if (options.format == Format::json)
        console.out(print_json(JsonObject{{"version", 1}, {"prefixes", std::move(rows)}}, JsonStyle::indented) + "\n");
    return exit_code;
}

}  // namespace nagaya::app
