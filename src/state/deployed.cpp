#include "state/deployed.hpp"

#include <utility>

#include "base/json.hpp"
#include "base/text.hpp"
#include "state/json_members.hpp"
#include "state/resource_json.hpp"

namespace nagaya::state {

namespace {

constexpr int64_t format_version = 1;

Json entry_to_json(const ResourceId& id, const DeployedEntry& entry) {
    Json json = id_to_json(id);
    JsonObject& object = std::get<JsonObject>(json.value);
    if (!entry.service.empty()) object.emplace_back("service", entry.service);
    if (!entry.role.empty()) object.emplace_back("role", entry.role);
    if (entry.keep) object.emplace_back("keep", true);
    if (!entry.digest.empty()) object.emplace_back("digest", entry.digest);
    if (!entry.inputs.empty()) object.emplace_back("inputs", text_map_to_json(entry.inputs));
    return json;
}

Result<std::pair<ResourceId, DeployedEntry>> read_entry(const Json& json) {
    ResourceId id = TRY(id_from_json(json));
    DeployedEntry entry;
    entry.service = TRY(read_text(json, "service"));
    entry.role = TRY(read_text(json, "role"));
    entry.digest = TRY(read_text(json, "digest"));
    entry.keep = TRY(read_flag(json, "keep"));
    entry.inputs = TRY(read_text_map(json, "inputs"));
    return std::pair(std::move(id), std::move(entry));
}

Result<Deployed> read_record(const Json& json) {
    TRY(check_version(json, format_version));
    return deployed_from_json(json);
}

}  // namespace

DeployedEntry entry_of(const Resource& resource) {
    DeployedEntry entry{.service = resource.service, .role = resource.role, .keep = false, .inputs = {}, .digest = {}};
    if (const auto* directory = std::get_if<Directory>(&resource.value)) entry.keep = directory->keep;
    if (std::holds_alternative<Account>(resource.value)) entry.keep = true;
    if (const auto* unit = std::get_if<Unit>(&resource.value)) {
        entry.inputs = unit->inputs;
        if (!unit->active) entry.digest = "triggered";
    }
    if (const auto* hook = std::get_if<Hook>(&resource.value)) {
        entry.digest = hook->digest;
        entry.keep = hook->once;
    }
    return entry;
}

Json deployed_to_json(const Deployed& deployed) {
    JsonArray entries;
    entries.reserve(deployed.entries.size());
    for (const auto& [id, entry] : deployed.entries) entries.push_back(entry_to_json(id, entry));
    return JsonObject{{"site_commit", deployed.site_commit}, {"entries", std::move(entries)}};
}

Result<Deployed> deployed_from_json(const Json& json) {
    if (!std::holds_alternative<JsonArray>(json["entries"].value)) {
        return fail(ErrorKind::malformed, "`entries` is not an array");
    }
    Deployed deployed;
    deployed.site_commit = TRY(read_text(json, "site_commit"));
    for (const Json& element : *TRY(read_array(json, "entries"))) {
        auto [id, entry] = TRY(read_entry(element));
        if (deployed.entries.contains(id)) {
            return fail(ErrorKind::malformed, concat("`", visible(id.text()), "` stands there twice"));
        }
        deployed.entries.emplace(std::move(id), std::move(entry));
    }
    return deployed;
}

std::string print_deployed(const Deployed& deployed) {
    Json json = deployed_to_json(deployed);
    JsonObject& object = std::get<JsonObject>(json.value);
    object.emplace(object.begin(), "version", format_version);
    return print_json(json, JsonStyle::indented) + "\n";
}

Result<Deployed> parse_deployed(std::string_view text) {
    const Json json = TRY(within("reading the record of what is deployed", parse_json(text)));
    return within("reading the record of what is deployed", read_record(json));
}

}  // namespace nagaya::state
