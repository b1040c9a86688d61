#include "app/compose_lists.hpp"

#include <map>
#include <set>

#include "base/json.hpp"
#include "base/text.hpp"
#include "compose/service_hash.hpp"

namespace nagaya::app {

namespace {

struct Variable {
    bool required = false;
    std::string default_value;
    std::string alternate_value;
};
using Variables = std::map<std::string, Variable>;

void find_uses(const compose::Value& value, Variables& variables) {
    if (value.is_text())
        compose::find_variables(value.text, [&](const compose::VariableUse& use) {
            Variable& known = variables[std::string(use.name)];
            known.required = known.required || use.required;
            if (known.default_value.empty()) known.default_value = use.default_value;
            if (known.alternate_value.empty()) known.alternate_value = use.alternate_value;
        });
    for (const auto& item : value.items) find_uses(item, variables);
    for (const auto& entry : value.entries) find_uses(entry.value, variables);
}

std::string column(std::string text) {
    text.resize(std::max<size_t>(text.size() + 1, 20), ' ');
    return text;
}

}  // namespace

std::string print_names(const compose::Project& project, std::string_view list) {
    std::set<std::string> names;
    const auto* services = project.file.find("services");
    if (list == "images" || list == "profiles") {
        for (const auto* group : {services, &project.disabled}) {
            if (group == nullptr || (list == "images" && group != services)) continue;
            for (const auto& entry : group->entries) {
                if (list == "images") {
                    const auto image = entry.value.text_of("image");
                    names.insert(image.empty() ? concat(project.name, "-", entry.key) : std::string(image));
                } else if (const auto* profiles = entry.value.find("profiles")) {
                    for (const auto& profile : profiles->items) names.emplace(profile.text);
                }
            }
        }
    } else if (const auto* resources = project.file.find(list)) {
        for (const auto& entry : resources->entries) names.emplace(entry.key);
    }
    std::string out;
    for (const auto& name : names) out += concat(visible(name), "\n");
    return out;
}

std::optional<std::string> print_hashes(const compose::Project& project, std::string_view names, std::string& unknown) {
    const compose::Value* services = project.file.find("services");
    std::set<std::string, std::less<>> wanted;
    for (const std::string_view name : split(names, ',')) wanted.emplace(name);
    if (names == "*") {
        wanted.clear();
        if (services != nullptr)
            for (const auto& entry : services->entries) wanted.emplace(entry.key);
    }
    std::string out;
    for (const std::string& name : wanted) {
        const compose::Value* service = services != nullptr ? services->find(name) : nullptr;
        if (service == nullptr) {
            unknown = name;
            return std::nullopt;
        }
        out += concat(name, " ", compose::service_hash(*service), "\n");
    }
    return out;
}

std::string print_environment(const compose::Project& project) {
    std::string out;
    for (const auto& [name, value] : project.environment) out += concat(name, "=", value, "\n");
    return out;
}

std::string print_variables(const compose::Project& project, bool json) {
    Variables variables;
    find_uses(project.file, variables);
    if (json) {
        JsonObject all;
        for (const auto& [name, variable] : variables)
            all.emplace_back(name, JsonObject{{"Name", name},
                                              {"DefaultValue", variable.default_value},
                                              {"PresenceValue", variable.alternate_value},
                                              {"Required", variable.required}});
        return print_json(Json(std::move(all)), JsonStyle::indented) + "\n";
    }
    std::string out = concat(column("NAME"), column("REQUIRED"), column("DEFAULT VALUE"), "ALTERNATE VALUE\n");
    for (const auto& [name, variable] : variables)
        out += concat(column(name), column(variable.required ? "true" : "false"),
                      column(visible(variable.default_value)), visible(variable.alternate_value), "\n");
    return out;
}

}  // namespace nagaya::app
