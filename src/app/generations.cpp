#include "app/generations.hpp"

#include <algorithm>
#include <ctime>

#include "app/deployed_units.hpp"
#include "app/forwarded_words.hpp"
#include "apply/journal.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/deployed_record.hpp"
#include "host/storage.hpp"

namespace nagaya::app {

namespace {

/// How many of the first generations are shown as having changed what.
std::string changes_text(const state::Generation& generation) {
    std::string text = plural(generation.changes.size(), "change");
    if (!generation.held_back.empty())
        text += concat(" (held back: ", join({generation.held_back.begin(), generation.held_back.end()}, ", "), ")");
    return visible(text);
}

std::string padded(std::string text, size_t width) {
    if (text.size() < width) text.resize(width, ' ');
    return text;
}

std::string table(const std::vector<state::Generation>& all) {
    size_t commit = 6, reason = 3;
    for (const state::Generation& one : all) {
        commit = std::max(commit, visible(one.site_commit).size());
        reason = std::max(reason, visible(one.reason).size());
    }
    std::string out = concat("      GENERATION  WHEN              ", padded("COMMIT", commit), "  ",
                             padded("WHY", reason), "  CHANGES\n");
    for (const state::Generation& one : all) {
        const std::string number = concat(one.number);
        out += concat(&one == &all.back() ? "now → " : "      ",
                      std::string(10 - std::min<size_t>(10, number.size()), ' '), number, "  ", minute_text(one.time),
                      "  ", padded(visible(one.site_commit), commit), "  ", padded(visible(one.reason), reason), "  ",
                      changes_text(one), "\n");
    }
    return out;
}

std::string json(const std::vector<state::Generation>& all) {
    JsonArray rows;
    for (const state::Generation& one : all) {
        JsonArray held_back;
        for (const std::string& service : one.held_back) held_back.emplace_back(service);
        JsonArray changes;
        for (const std::string& change : one.changes) changes.emplace_back(change);
        rows.push_back(JsonObject{{"number", one.number},
                                  {"time", one.time},
                                  {"site_commit", one.site_commit},
                                  {"reason", one.reason},
                                  {"held_back", std::move(held_back)},
                                  {"changes", std::move(changes)},
                                  {"current", &one == &all.back()}});
    }
    return print_json(JsonObject{{"version", 1}, {"generations", std::move(rows)}}, JsonStyle::indented) + "\n";
}

Result<std::vector<state::Generation>> load_all(const std::string& prefix) {
    const std::unique_ptr<apply::Storage> storage = host::make_storage(prefix);
    const std::vector<uint64_t> numbers = TRY(committed_generations(prefix, *storage));
    std::vector<state::Generation> all;
    for (uint64_t number : numbers) all.push_back(TRY(load_generation(*storage, number)));
    return all;
}

}  // namespace

Result<std::vector<uint64_t>> committed_generations(const std::string& prefix, apply::Storage& storage) {
    std::vector<uint64_t> numbers = TRY(host::list_generations(prefix));
    const std::string bytes = TRY(storage.read_journal());
    if (bytes.empty()) return numbers;
    size_t sound = 0;
    const std::optional<apply::Journal> journal = TRY(apply::read_journal(bytes, sound));
    if (journal && !journal->committed) std::erase(numbers, journal->generation);
    return numbers;
}

Result<state::Generation> load_generation(apply::Storage& storage, uint64_t number) {
    const std::string text = TRY(storage.read_generation(number));
    return within(concat("reading generation ", number), state::parse_generation(text));
}

Result<std::optional<state::Generation>> current_generation(const std::string& prefix, apply::Storage& storage) {
    const std::vector<uint64_t> numbers = TRY(committed_generations(prefix, storage));
    if (numbers.empty()) return std::optional<state::Generation>();
    state::Generation generation = TRY(load_generation(storage, numbers.back()));
    return std::optional(std::move(generation));
}

Result<void> fill_contents(state::HostState& state, apply::Storage& storage) {
    std::vector<std::pair<state::ResourceId, state::Resource>> filled;
    for (const auto& [id, resource] : state.resources()) {
        const auto* file = std::get_if<state::File>(&resource.value);
        if (!file || file->content.filled()) continue;
        state::File with_bytes = *file;
        TRY(within(concat("going back to ", id.name), storage.fill(with_bytes.content)));
        filled.emplace_back(id, resource);
        filled.back().second.value = std::move(with_bytes);
    }
    for (auto& [id, resource] : filled) state.put(id, std::move(resource));
    return {};
}

std::string minute_text(int64_t time) {
    const time_t seconds = time;
    tm parts{};
    localtime_r(&seconds, &parts);
    char text[32];
    return std::string(text, strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts));
}

Result<std::string> prefix_of(const std::string& given) {
    const std::vector<std::string> known = TRY(host::deployed_prefixes());
    const std::string& prefix = given;
    if (prefix.empty() && known.size() == 1) return known.front();
    if (prefix.empty() && known.empty()) return fail(ErrorKind::not_found, "nothing is deployed here");
    if (prefix.empty())
        return fail(ErrorKind::not_found,
                    concat("several sites are deployed here\nhelp: choose one with --prefix: ", join(known, ", ")));
    if (std::ranges::find(known, prefix) != known.end()) return prefix;
    return fail(ErrorKind::not_found, concat("nothing with the prefix `", visible(prefix), "` is deployed here"));
}

int generations(const GenerationsOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words(options), console);
    if (!routed.here) return routed.exit_code;
    const Result<std::string> prefix = prefix_of(options.prefix.empty() ? routed.prefix : options.prefix);
    if (!prefix) return tell(prefix.error(), console);
    const auto all = load_all(*prefix);
    if (!all) return tell(all.error(), console);
    if (options.format == Format::json)
        console.out(json(*all));
    else
        console.out(all->empty() ? "no apply has made a generation yet\n" : table(*all));
    return exit_ok;
}

}  // namespace nagaya::app
