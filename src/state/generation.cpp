#include "state/generation.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/text.hpp"
#include "state/json_members.hpp"
#include "state/resource_json.hpp"

namespace nagaya::state {

namespace {

constexpr int64_t format_version = 1;
// In the order of Requirement::Kind.
constexpr std::array<std::string_view, 5> requirement_kinds = {"mounted", "port_free", "program", "unprivileged_port",
                                                               "secret"};
constexpr uint64_t most_number = std::numeric_limits<int64_t>::max();

// Writing.

Json services_to_json(const HostState& state) {
    JsonObject services;
    for (const auto& [name, order] : state.services) {
        JsonObject object = {{"account", order.account}};
        if (!order.needs.empty()) object.emplace_back("needs", texts_to_json(order.needs));
        if (!order.healthy.empty()) object.emplace_back("healthy", texts_to_json(order.healthy));
        services.emplace_back(name, std::move(object));
    }
    return services;
}

Json requirements_to_json(const HostState& state) {
    JsonArray array;
    for (const Requirement& requirement : state.requirements) {
        JsonObject object = {{"kind", requirement_kinds.at(static_cast<size_t>(requirement.kind))}};
        const auto add = [&](std::string_view key, const std::string& text) {
            if (!text.empty()) object.emplace_back(key, text);
        };
        add("service", requirement.service);
        add("subject", requirement.subject);
        add("detail", requirement.detail);
        add("owner", requirement.owner);
        add("group", requirement.group);
        array.emplace_back(std::move(object));
    }
    return array;
}

/// Rows of places in the list of resources: first the one that is used, then the units that use it.
Json used_by_to_json(const HostState& state) {
    std::map<ResourceId, uint64_t> places;
    for (const auto& [id, resource] : state.resources()) places.emplace(id, places.size());
    JsonArray rows;
    for (const auto& [id, users] : state.used_by) {
        const auto used = places.find(id);
        if (used == places.end()) continue;
        JsonArray row = {used->second};
        for (const ResourceId& user : users)
            if (const auto found = places.find(user); found != places.end()) row.emplace_back(found->second);
        if (row.size() > 1) rows.emplace_back(std::move(row));
    }
    return rows;
}

/// What the record says beyond the resources, most of whose entries are what `entry_of` says.
Json record_to_json(const Generation& generation) {
    Deployed differing{.entries = {}, .site_commit = generation.deployed.site_commit};
    for (const auto& [id, entry] : generation.deployed.entries) {
        const Resource* resource = generation.state.find(id);
        if (!resource || entry != entry_of(*resource)) differing.entries.emplace(id, entry);
    }
    Json json = deployed_to_json(differing);
    JsonArray without;
    for (const auto& [id, resource] : generation.state.resources())
        if (!generation.deployed.entries.contains(id)) without.push_back(id_to_json(id));
    std::get<JsonObject>(json.value).emplace_back("without", std::move(without));
    return json;
}

// Reading.

Result<void> read_services(const Json& json, HostState& state) {
    for (const auto& [name, value] : json["services"].object()) {
        ServiceOrder order;
        order.account = TRY(read_text(value, "account"));
        order.needs = TRY(read_texts(value, "needs"));
        for (std::string& service : TRY(read_texts(value, "healthy"))) order.healthy.insert(std::move(service));
        state.services.emplace(name, std::move(order));
    }
    return {};
}

Result<void> read_requirements(const Json& json, HostState& state) {
    for (const Json& element : *TRY(read_array(json, "requirements"))) {
        const std::string kind = TRY(read_text(element, "kind"));
        const auto known = std::ranges::find(requirement_kinds, kind);
        if (known == requirement_kinds.end())
            return fail(ErrorKind::unsupported, concat("the requirement `", visible(kind), "` is not known"));
        Requirement requirement{};
        requirement.kind = static_cast<Requirement::Kind>(known - requirement_kinds.begin());
        requirement.service = TRY(read_text(element, "service"));
        requirement.subject = TRY(read_text(element, "subject"));
        requirement.detail = TRY(read_text(element, "detail"));
        requirement.owner = TRY(read_text(element, "owner"));
        requirement.group = TRY(read_text(element, "group"));
        state.requirements.push_back(std::move(requirement));
    }
    return {};
}

Result<void> read_resources(const Json& json, HostState& state) {
    for (const Json& element : *TRY(read_array(json, "resources"))) {
        auto [id, resource] = TRY(resource_from_json(element));
        if (state.find(id)) return fail(ErrorKind::malformed, concat("`", visible(id.text()), "` stands there twice"));
        state.put(std::move(id), std::move(resource));
    }
    return {};
}

Result<void> read_used_by(const Json& json, HostState& state) {
    std::vector<const ResourceId*> places;
    for (const auto& [id, resource] : state.resources()) places.push_back(&id);
    for (const Json& row : *TRY(read_array(json, "used_by"))) {
        std::vector<const ResourceId*> ids;
        for (const Json& place : row.array()) {
            const int64_t index = place.number(-1);
            if (index < 0 || static_cast<size_t>(index) >= places.size())
                return fail(ErrorKind::malformed, "`used_by` names a resource that is not there");
            ids.push_back(places[static_cast<size_t>(index)]);
        }
        for (size_t i = 1; i < ids.size(); ++i) state.used_by[*ids[0]].insert(*ids[i]);
    }
    return {};
}

Result<Deployed> read_record(const Json& json, const HostState& state) {
    Deployed deployed = TRY(deployed_from_json(json));
    std::set<ResourceId> without;
    for (const Json& element : *TRY(read_array(json, "without"))) without.insert(TRY(id_from_json(element)));
    for (const auto& [id, resource] : state.resources())
        if (!without.contains(id)) deployed.entries.emplace(id, entry_of(resource));
    return deployed;
}

Result<HostState> read_state(const Json& json) {
    HostState state;
    state.host = TRY(read_text(json, "host"));
    state.prefix = TRY(read_text(json, "prefix"));
    state.os = TRY(read_text(json, "os"));
    TRY(read_services(json, state));
    TRY(read_requirements(json, state));
    state.homes = TRY(read_text_map(json, "homes"));
    TRY(read_resources(json, state));
    TRY(read_used_by(json, state));
    return state;
}

Result<Generation> read_generation(const Json& json) {
    TRY(check_version(json, format_version));
    Generation generation;
    generation.number = TRY(read_number(json, "number", most_number));
    if (generation.number == 0) return fail(ErrorKind::malformed, "it has no `number`");
    generation.time = static_cast<int64_t>(TRY(read_number(json, "time", most_number)));
    generation.reason = TRY(read_text(json, "reason"));
    generation.site_commit = TRY(read_text(json, "site_commit"));
    for (std::string& service : TRY(read_texts(json, "held_back"))) generation.held_back.insert(std::move(service));
    generation.changes = TRY(read_texts(json, "changes"));
    generation.state = TRY(read_state(json));
    generation.deployed = TRY(read_record(json["deployed"], generation.state));
    return generation;
}

/// The directories above `path`, as far as `before` has them: what was put back must have where to be.
void put_parents(const HostState& before, std::string path, HostState& result) {
    for (size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0; slash = path.rfind('/')) {
        path.resize(slash);
        const ResourceId parent{.kind = Kind::directory, .scope = {}, .name = path};
        if (result.find(parent)) continue;
        if (const Resource* resource = before.find(parent)) result.put(parent, *resource);
    }
}

}  // namespace

std::string print_generation(const Generation& generation) {
    const HostState& state = generation.state;
    // One member on a line, and one resource: small, and yet fit for grep.
    JsonWriter out(JsonWriter::Layout::lines);
    out.member("version", format_version);
    out.member("number", generation.number);
    out.member("time", generation.time);
    out.member("reason", generation.reason);
    out.member("site_commit", generation.site_commit);
    out.member("held_back", texts_to_json(generation.held_back));
    out.member("changes", texts_to_json(generation.changes));
    out.member("host", state.host);
    out.member("prefix", state.prefix);
    out.member("os", state.os);
    out.member("services", services_to_json(state));
    out.member("requirements", requirements_to_json(state));
    out.member("homes", text_map_to_json(state.homes));
    out.open_array("resources");
    for (const auto& [id, resource] : state.resources()) out.element(resource_to_json(id, resource));
    out.close_array();
    out.member("used_by", used_by_to_json(state));
    out.member("deployed", record_to_json(generation));
    return concat(std::move(out).finish(), '\n');
}

Result<Generation> parse_generation(std::string_view text) {
    const Json json = TRY(within("reading a generation", parse_json(text)));
    return within("reading a generation", read_generation(json));
}

std::set<std::string> contents_of(const Generation& generation) {
    std::set<std::string> digests;
    for (const auto& [id, resource] : generation.state.resources())
        if (const auto* file = std::get_if<File>(&resource.value))
            if (!file->content.digest().empty()) digests.insert(file->content.digest());
    return digests;
}

HostState hold_back(const HostState& desired, const HostState& before, const std::set<std::string>& held_back) {
    if (held_back.empty()) return desired;
    HostState result = desired;
    const auto held = [&](const HostState& state, const ResourceId& id) {
        const Resource* resource = state.find(id);
        return resource && held_back.contains(resource->service);
    };
    for (const auto& [id, resource] : desired.resources())
        if (held_back.contains(resource.service)) result.erase(id);
    for (const auto& [id, resource] : before.resources()) {
        if (!held_back.contains(resource.service)) continue;
        result.put(id, resource);
        if (id.scope.empty()) put_parents(before, id.name, result);
    }
    for (const std::string& service : held_back) {
        result.services.erase(service);
        const auto order = before.services.find(service);
        if (order == before.services.end()) continue;
        result.services.insert(*order);
        if (const auto home = before.homes.find(order->second.account); home != before.homes.end())
            result.homes.insert(*home);
    }
    std::erase_if(result.requirements, [&](const Requirement& one) { return held_back.contains(one.service); });
    for (const Requirement& requirement : before.requirements)
        if (held_back.contains(requirement.service)) result.requirements.push_back(requirement);
    for (auto& [id, users] : result.used_by)
        std::erase_if(users, [&](const ResourceId& user) { return held(desired, user); });
    for (const auto& [id, users] : before.used_by)
        for (const ResourceId& user : users)
            if (held(before, user)) result.used_by[id].insert(user);
    std::erase_if(result.used_by, [](const auto& entry) { return entry.second.empty(); });
    return result;
}

}  // namespace nagaya::state
