#include "app/plan_file.hpp"

#include <ctime>
#include <random>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "plan/render.hpp"
#include "state/json_members.hpp"
#include "state/resource_json.hpp"

namespace nagaya::app {

namespace {

constexpr int64_t format_version = 1;
/// About 0.05 s: who has the file and guesses pays that for each guess, and must guess all secrets at once.
constexpr int slow_rounds = 50'000;
constexpr size_t shown_changes = 20;

/// A resource without what is secret and what changes by itself.
std::string fingerprint(const state::ResourceId& id, const state::Resource& resource) {
    state::Resource calm = resource;
    calm.role.clear();
    if (auto* unit = std::get_if<state::Unit>(&calm.value)) {
        unit->restarts = 0;
        if (unit->momentary) unit->active = false;  // a timer's job runs now and then
        // Digests, of secrets too. What they are of is among the resources itself.
        for (auto& [label, digest] : unit->inputs) digest.clear();
    }
    if (auto* file = std::get_if<state::File>(&calm.value); file && file->content.is_secret()) file->content = {};
    return sha256(print_json(state::resource_to_json(id, calm), JsonStyle::compact)).substr(0, 16);
}

std::map<std::string, std::string> fingerprints(const state::HostState& state) {
    std::map<std::string, std::string> all;
    for (const auto& [id, resource] : state.resources()) all.emplace(id.text(), fingerprint(id, resource));
    return all;
}

std::string slow_digest_of_secrets(const state::HostState& state, const std::string& salt) {
    DigestBuilder builder;
    builder.add(salt);
    for (const auto& [id, resource] : state.resources()) {
        const auto* file = std::get_if<state::File>(&resource.value);
        if (file && file->content.is_secret()) builder.add(id.name).add(file->content.digest());
    }
    std::string digest = builder.finish();
    for (int round = 0; round < slow_rounds; ++round) digest = sha256(concat(salt, digest));
    return digest;
}

std::string new_salt() {
    std::random_device random;
    DigestBuilder builder;
    for (int i = 0; i < 8; ++i) builder.add(concat(random()));
    return builder.finish().substr(0, 32);
}

void add_changes(std::string_view where, const std::map<std::string, std::string>& then,
                 const std::map<std::string, std::string>& now, std::vector<std::string>& lines) {
    for (const auto& [name, digest] : then) {
        const auto found = now.find(name);
        if (found == now.end())
            lines.push_back(concat(where, ": ", visible(name), " is gone"));
        else if (found->second != digest)
            lines.push_back(concat(where, ": ", visible(name), " changed"));
    }
    for (const auto& [name, digest] : now)
        if (!then.contains(name)) lines.push_back(concat(where, ": ", visible(name), " is new"));
}

Result<PlanFile> read_plan_file(const Json& json) {
    TRY(state::check_version(json, format_version));
    PlanFile file;
    file.host = TRY(state::read_text(json, "host"));
    file.prefix = TRY(state::read_text(json, "prefix"));
    if (file.prefix.empty()) return fail(ErrorKind::malformed, "it has no `prefix`");
    file.services = TRY(state::read_texts(json, "services"));
    file.purge = TRY(state::read_flag(json, "purge"));
    file.time = static_cast<int64_t>(TRY(state::read_number(json, "time", INT64_MAX)));
    file.desired = TRY(state::read_text_map(json, "desired"));
    file.observed = TRY(state::read_text_map(json, "observed"));
    file.salt = TRY(state::read_text(json, "salt"));
    file.secrets = TRY(state::read_text(json, "secrets"));
    file.text = TRY(state::read_text(json, "text", size_t{16} << 20));
    return file;
}

}  // namespace

PlanFile make_plan_file(const Planned& planned, const PlanOptions& options) {
    PlanFile file;
    file.host = planned.desired.host;
    file.prefix = planned.desired.prefix;
    file.services = options.services;
    file.purge = options.purge;
    file.time = std::time(nullptr);
    file.desired = fingerprints(planned.desired);
    file.observed = fingerprints(planned.observed);
    file.salt = new_salt();
    file.secrets = slow_digest_of_secrets(planned.desired, file.salt);
    file.text = plan::render_text(planned.plan, {.colour = false, .diffs = options.diffs});
    return file;
}

std::string print_plan_file(const PlanFile& file, const plan::Plan& plan) {
    Json readable;
    if (Result<Json> parsed = parse_json(plan::render_json(plan))) readable = std::move(*parsed);
    return print_json(JsonObject{{"version", format_version},
                                 {"host", file.host},
                                 {"prefix", file.prefix},
                                 {"services", state::texts_to_json(file.services)},
                                 {"purge", file.purge},
                                 {"time", file.time},
                                 {"desired", state::text_map_to_json(file.desired)},
                                 {"observed", state::text_map_to_json(file.observed)},
                                 {"salt", file.salt},
                                 {"secrets", file.secrets},
                                 {"text", file.text},
                                 {"plan", std::move(readable)}},
                      JsonStyle::indented) +
           "\n";
}

Result<PlanFile> parse_plan_file(std::string_view text) {
    const Json json = TRY(within("reading the plan", parse_json(text)));
    return within("reading the plan", read_plan_file(json));
}

std::vector<std::string> what_is_stale(const PlanFile& file, const Planned& planned) {
    std::vector<std::string> lines;
    if (file.prefix != planned.desired.prefix)
        lines.push_back(
            concat("it is for the prefix `", visible(file.prefix), "`, and this is `", planned.desired.prefix, "`"));
    if (file.host != planned.desired.host)
        lines.push_back(
            concat("it is for the host `", visible(file.host), "`, and this is `", planned.desired.host, "`"));
    if (!lines.empty()) return lines;
    add_changes("the site", file.desired, fingerprints(planned.desired), lines);
    if (file.secrets != slow_digest_of_secrets(planned.desired, file.salt))
        lines.emplace_back("the site: a secret changed");
    add_changes("the host", file.observed, fingerprints(planned.observed), lines);
    if (lines.size() > shown_changes) {
        const size_t more = lines.size() - shown_changes;
        lines.resize(shown_changes);
        lines.push_back(concat("… and ", more, " more"));
    }
    return lines;
}

}  // namespace nagaya::app
