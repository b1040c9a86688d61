#include "state/deployed.hpp"

#include <utility>

#include "base/json.hpp"
#include "base/text.hpp"

namespace nagaya::state {

namespace {

constexpr int64_t format_version = 1;
// Far above any real host (10,000 services have some 200,000 resources), far below what would hurt.
constexpr size_t most_entries = 1'000'000;
constexpr size_t longest_text = 16'384;

Json entry_to_json(const ResourceId& id, const DeployedEntry& entry) {
    JsonObject object = {{"kind", std::string_view(name(id.kind))}};
    if (!id.scope.empty()) object.emplace_back("scope", id.scope);
    object.emplace_back("name", id.name);
    if (!entry.service.empty()) object.emplace_back("service", entry.service);
    if (!entry.role.empty()) object.emplace_back("role", entry.role);
    if (entry.keep) object.emplace_back("keep", true);
    if (!entry.digest.empty()) object.emplace_back("digest", entry.digest);
    if (!entry.inputs.empty()) {
        JsonObject inputs;
        for (const auto& [label, digest] : entry.inputs) inputs.emplace_back(label, digest);
        object.emplace_back("inputs", std::move(inputs));
    }
    return object;
}

/// The text of member `key`; "" when it is absent.
Result<std::string> read_text(const Json& object, std::string_view key) {
    const Json& member = object[key];
    if (std::holds_alternative<std::nullptr_t>(member.value)) return std::string();
    if (!std::holds_alternative<std::string>(member.value)) {
        return fail(ErrorKind::malformed, concat("`", key, "` is not a string"));
    }
    const std::string_view text = member.text();
    if (text.size() > longest_text) return fail(ErrorKind::limit, concat("`", key, "` is too long"));
    return std::string(text);
}

Result<std::map<std::string, std::string>> read_inputs(const Json& json) {
    std::map<std::string, std::string> inputs;
    if (!std::holds_alternative<std::nullptr_t>(json.value) && !std::holds_alternative<JsonObject>(json.value)) {
        return fail(ErrorKind::malformed, "`inputs` is not an object");
    }
    for (const auto& [label, digest] : json.object()) {
        if (!std::holds_alternative<std::string>(digest.value)) {
            return fail(ErrorKind::malformed, concat("the input `", visible(label), "` is not a string"));
        }
        inputs.emplace(label, digest.text());
    }
    return inputs;
}

Result<std::pair<ResourceId, DeployedEntry>> read_entry(const Json& json) {
    const std::string kind_name = TRY(read_text(json, "kind"));
    const std::optional<Kind> kind = find_kind(kind_name);
    // Leaving out what we do not know would make it an orphan at the next write, so the whole record is refused.
    if (!kind) return fail(ErrorKind::unsupported, concat("the kind `", visible(kind_name), "` is not known"));

    ResourceId id{.kind = *kind, .scope = {}, .name = {}};
    id.scope = TRY(read_text(json, "scope"));
    id.name = TRY(read_text(json, "name"));
    if (id.name.empty()) return fail(ErrorKind::malformed, "an entry has no `name`");

    DeployedEntry entry;
    entry.service = TRY(read_text(json, "service"));
    entry.role = TRY(read_text(json, "role"));
    entry.digest = TRY(read_text(json, "digest"));
    entry.keep = json["keep"].flag();
    entry.inputs = TRY(read_inputs(json["inputs"]));
    return std::pair(std::move(id), std::move(entry));
}

Result<Deployed> read_record(const Json& json) {
    if (!std::holds_alternative<JsonObject>(json.value)) return fail(ErrorKind::malformed, "it is not a JSON object");
    const int64_t version = json["version"].number();
    if (version <= 0) return fail(ErrorKind::malformed, "it has no `version`");
    if (version > format_version) {
        return fail(ErrorKind::unsupported,
                    concat("it has version ", version, ", and this nagaya reads version ", format_version, " only"));
    }
    if (!std::holds_alternative<JsonArray>(json["entries"].value)) {
        return fail(ErrorKind::malformed, "`entries` is not an array");
    }
    if (json["entries"].array().size() > most_entries) return fail(ErrorKind::limit, "it has too many entries");

    Deployed deployed;
    deployed.site_commit = TRY(read_text(json, "site_commit"));
    for (const Json& element : json["entries"].array()) {
        auto [id, entry] = TRY(read_entry(element));
        if (deployed.entries.contains(id)) {
            return fail(ErrorKind::malformed, concat("`", visible(id.text()), "` stands there twice"));
        }
        deployed.entries.emplace(std::move(id), std::move(entry));
    }
    return deployed;
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

std::string print_deployed(const Deployed& deployed) {
    JsonArray entries;
    entries.reserve(deployed.entries.size());
    for (const auto& [id, entry] : deployed.entries) entries.push_back(entry_to_json(id, entry));
    const Json json =
        JsonObject{{"version", format_version}, {"site_commit", deployed.site_commit}, {"entries", std::move(entries)}};
    return print_json(json, JsonStyle::indented) + "\n";
}

Result<Deployed> parse_deployed(std::string_view text) {
    const Json json = TRY(within("reading the record of what is deployed", parse_json(text)));
    return within("reading the record of what is deployed", read_record(json));
}

}  // namespace nagaya::state
