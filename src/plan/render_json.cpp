#include "base/json.hpp"
#include "plan/render.hpp"
#include "plan/words.hpp"

namespace nagaya::plan {

namespace {

std::string_view name(Disruption disruption) {
    switch (disruption) {
        case Disruption::none: return "none";
        case Disruption::restart: return "restart";
        case Disruption::stop: return "stop";
    }
    return "";
}

JsonArray numbers(const std::vector<uint32_t>& ids) {
    JsonArray array;
    for (const uint32_t id : ids) array.emplace_back(id);
    return array;
}

/// Whose manager, storage or login the action concerns; "" for files.
std::string account_of(const Action& action) {
    if (const auto* unit = std::get_if<ChangeUnit>(&action)) return unit->unit.account;
    if (const auto* wait = std::get_if<AwaitHealth>(&action)) return wait->unit.account;
    if (const auto* removal = std::get_if<RemovePodmanObject>(&action)) return removal->account;
    if (const auto* image = std::get_if<ProvideImage>(&action)) return image->image.account;
    if (const auto* hook = std::get_if<RunHook>(&action)) return hook->hook.account;
    return {};
}

Json step_to_json(const Step& step) {
    JsonObject object = {
        {"id", step.id},
        {"service", step.service},
        {"action", text(step.action)},
        {"verb", action_name(step.action)},
        {"resource", subject(step.action)},
        {"account", account_of(step.action)},
        {"why", step.why},
        {"disruption", name(step.disruption)},
        {"after", numbers(step.after)},
        {"follows", numbers(step.follows)},
        {"diff", step.diff},
    };
    if (!step.because.empty()) object.emplace_back("because", numbers(step.because));
    if (step.irrevocable) object.emplace_back("irrevocable", true);
    if (const std::string probes = awaited(step.action); !probes.empty()) object.emplace_back("waits_for", probes);
    if (const auto* put = std::get_if<PutFile>(&step.action)) {
        const state::Content& content = put->file.content;
        // A secret may be short enough to be guessed from its digest.
        if (!content.is_secret()) object.emplace_back("sha256", content.digest());
        object.emplace_back("secret", content.is_secret());
    }
    return object;
}

}  // namespace

std::string render_json(const Plan& plan) {
    JsonArray steps;
    for (const Step& step : plan.steps) steps.push_back(step_to_json(step));
    JsonArray kept;
    for (const std::string& path : plan.kept) kept.emplace_back(path);
    JsonArray stays;
    for (const std::string& line : plan.stays) stays.emplace_back(line);
    const Json json = JsonObject{
        {"version", 1},
        {"host", plan.host},
        {"prefix", plan.prefix},
        {"observed", plan.observed},
        {"steps", std::move(steps)},
        {"kept", std::move(kept)},
        {"stays", std::move(stays)},
    };
    return print_json(json, JsonStyle::indented) + "\n";
}

}  // namespace nagaya::plan
