#include "plan/plan_json.hpp"

#include <array>

#include "base/text.hpp"
#include "plan/action_json.hpp"
#include "state/json_members.hpp"

namespace nagaya::plan {

using state::ResourceId;

namespace {

constexpr int64_t format_version = 1;
// In the order of the enumerators.
constexpr std::array<std::string_view, 3> disruptions = {"none", "restart", "stop"};

using Remembered = std::vector<std::pair<ResourceId, state::DeployedEntry>>;

// Writing. What is empty is left out: most steps have little.

void add(JsonObject& object, std::string_view key, const std::string& text) {
    if (!text.empty()) object.emplace_back(key, text);
}

void add(JsonObject& object, std::string_view key, JsonArray array) {
    if (!array.empty()) object.emplace_back(key, std::move(array));
}

JsonArray numbers(const std::vector<uint32_t>& ids) {
    JsonArray array;
    for (const uint32_t id : ids) array.emplace_back(id);
    return array;
}

JsonArray ids(const std::vector<ResourceId>& list) {
    JsonArray array;
    for (const ResourceId& id : list) array.push_back(state::id_to_json(id));
    return array;
}

JsonArray entries(const Remembered& remembered) {
    if (remembered.empty()) return {};
    state::Deployed record;
    for (const auto& [id, entry] : remembered) record.entries.insert_or_assign(id, entry);
    return state::deployed_to_json(record)["entries"].array();
}

JsonArray before(const Step& step) {
    JsonArray array;
    for (const auto& [id, resource] : step.before) {
        const bool there = resource.has_value();
        array.emplace_back(JsonObject{
            {there ? "was" : "was_not", there ? state::resource_to_json(id, *resource) : state::id_to_json(id)}});
    }
    return array;
}

Json step_to_json(const Step& step) {
    JsonObject object;
    add(object, "service", step.service);
    object.emplace_back("action", action_to_json(step.action));
    add(object, "why", step.why);
    if (step.disruption != Disruption::none)
        object.emplace_back("disruption", disruptions.at(static_cast<size_t>(step.disruption)));
    add(object, "before", before(step));
    add(object, "because", numbers(step.because));
    if (step.irrevocable) object.emplace_back("irrevocable", true);
    add(object, "after", numbers(step.after));
    add(object, "follows", numbers(step.follows));
    add(object, "remember", entries(step.remember));
    add(object, "forget", ids(step.forget));
    return object;
}

// Reading.

/// Ids of steps before `id`, as all that a step refers to are.
Result<std::vector<uint32_t>> read_numbers(const Json& json, std::string_view key, uint32_t id) {
    std::vector<uint32_t> numbers;
    for (const Json& element : *TRY(state::read_array(json, key))) {
        const int64_t number = element.number(-1);
        if (number < 0 || number >= int64_t{id})
            return fail(ErrorKind::malformed, concat("`", key, "` of step ", id, " names no earlier step"));
        numbers.push_back(static_cast<uint32_t>(number));
    }
    return numbers;
}

Result<std::vector<ResourceId>> read_ids(const Json& json, std::string_view key) {
    std::vector<ResourceId> list;
    for (const Json& element : *TRY(state::read_array(json, key))) list.push_back(TRY(state::id_from_json(element)));
    return list;
}

Result<Remembered> read_entries(const Json& json, std::string_view key) {
    const JsonArray& array = *TRY(state::read_array(json, key));
    if (array.empty()) return Remembered();
    const state::Deployed record = TRY(state::deployed_from_json(JsonObject{{"entries", array}}));
    return Remembered(record.entries.begin(), record.entries.end());
}

Result<void> read_before(const Json& json, Step& step) {
    for (const Json& element : *TRY(state::read_array(json, "before"))) {
        if (element["was_not"] != Json()) {
            step.before.emplace_back(TRY(state::id_from_json(element["was_not"])), std::nullopt);
        } else {
            auto [id, resource] = TRY(state::resource_from_json(element["was"]));
            step.before.emplace_back(std::move(id), std::move(resource));
        }
    }
    return {};
}

Result<Step> read_step(const Json& json, uint32_t id) {
    Step step;
    step.id = id;
    step.service = TRY(state::read_text(json, "service"));
    step.action = TRY(action_from_json(json["action"]));
    step.why = TRY(state::read_text(json, "why", state::longest_word));
    const std::string disruption = TRY(state::read_text(json, "disruption"));
    for (size_t i = 0; i < disruptions.size(); ++i) {
        if (disruptions.at(i) == disruption) step.disruption = static_cast<Disruption>(i);
    }
    TRY(read_before(json, step));
    step.because = TRY(read_numbers(json, "because", id));
    step.irrevocable = TRY(state::read_flag(json, "irrevocable"));
    step.after = TRY(read_numbers(json, "after", id));
    step.follows = TRY(read_numbers(json, "follows", id));
    step.remember = TRY(read_entries(json, "remember"));
    step.forget = TRY(read_ids(json, "forget"));
    return step;
}

Result<Plan> read_plan(const Json& json) {
    TRY(state::check_version(json, format_version));
    Plan plan;
    plan.host = TRY(state::read_text(json, "host"));
    plan.prefix = TRY(state::read_text(json, "prefix"));
    plan.observed = TRY(state::read_text(json, "observed"));
    for (const Json& element : *TRY(state::read_array(json, "steps"))) {
        const auto id = static_cast<uint32_t>(plan.steps.size());
        plan.steps.push_back(TRY(within(concat("reading step ", id), read_step(element, id))));
    }
    plan.adopt = TRY(read_entries(json, "adopt"));
    plan.forget = TRY(read_ids(json, "forget"));
    plan.kept = TRY(state::read_texts(json, "kept"));
    plan.stays = TRY(state::read_texts(json, "stays"));
    return plan;
}

}  // namespace

std::string print_plan(const Plan& plan) {
    JsonWriter out(JsonWriter::Layout::compact);
    const auto add = [&](std::string_view key, JsonArray array) {
        if (!array.empty()) out.member(key, std::move(array));
    };
    out.member("version", format_version);
    out.member("host", plan.host);
    out.member("prefix", plan.prefix);
    if (!plan.observed.empty()) out.member("observed", plan.observed);
    if (!plan.steps.empty()) {
        out.open_array("steps");
        for (const Step& step : plan.steps) out.element(step_to_json(step));
        out.close_array();
    }
    add("adopt", entries(plan.adopt));
    add("forget", ids(plan.forget));
    if (!plan.kept.empty()) out.member("kept", state::texts_to_json(plan.kept));
    if (!plan.stays.empty()) out.member("stays", state::texts_to_json(plan.stays));
    return std::move(out).finish();
}

Result<Plan> parse_plan(std::string_view text) {
    const Json json = TRY(within("reading a plan", parse_json(text)));
    return within("reading a plan", read_plan(json));
}

std::vector<state::Content*> contents_to_keep(Plan& plan) {
    std::vector<state::Content*> contents;
    for (Step& step : plan.steps) {
        for (auto& [id, resource] : step.before) {
            auto* file = resource ? std::get_if<state::File>(&resource->value) : nullptr;
            if (file) contents.push_back(&file->content);
        }
    }
    return contents;
}

}  // namespace nagaya::plan
