// The table of keys as JSON Schema (draft 2020-12), which TOML editors understand.
#include "base/json.hpp"
#include "base/text.hpp"
#include "load/keys.hpp"

namespace nagaya::load {

namespace {

constexpr std::string_view name_pattern = "^[a-z][a-z0-9-]{0,30}$";
constexpr std::string_view account_pattern = "^[a-z_][a-z0-9_-]{0,30}$";

/// The regular expression for a form of text, where a short one says it; the reader itself may be stricter.
std::string_view pattern(ValueForm form) {
    switch (form) {
        case ValueForm::name: return name_pattern;
        case ValueForm::account: return account_pattern;
        case ValueForm::owner: return "^([a-z_][a-z0-9_-]{0,30}|[0-9]+)$";
        case ValueForm::file_name: return "^[^/]+$";
        case ValueForm::relative_path: return "^[^/]+(/[^/]+)*$";
        case ValueForm::absolute_path: return "^/";
        case ValueForm::domain: return "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$";
        case ValueForm::address: return "^((lab|ssh)://.+)?$";
        case ValueForm::ipv4: return "^[0-9]{1,3}([.][0-9]{1,3}){3}$";
        case ValueForm::network: return "^[0-9a-f.:]+(/[0-9]{1,3})?$";
        case ValueForm::open_port: return "^[0-9]{1,5}(/(tcp|udp))?$";
        case ValueForm::version: return "^[0-9]{1,4}[.][0-9]{1,4}([.][0-9]{1,4})?$";
        case ValueForm::mode: return "^[0-7]{3,4}$";
        case ValueForm::url: return "^http://[^/\\s\"'\\\\][^\\s\"'\\\\]*$";
        case ValueForm::socket_address: return "^.+:([0-9]+|@@[A-Z][A-Z0-9_]*@@)$";
        case ValueForm::pattern: return "^files/.+$";
        case ValueForm::duration: return "^([0-9]+(ms|s|m|h|d|w))+$";
        case ValueForm::need: return "^[a-z][a-z0-9-]{0,30}(:(started|healthy))?$";
        default: return "";
    }
}

JsonObject element_schema(const ValueType& type) {
    switch (type.form) {
        case ValueForm::integer: return {{"type", "integer"}, {"minimum", type.low}, {"maximum", type.high}};
        case ValueForm::boolean: return {{"type", "boolean"}};
        case ValueForm::scalar: return {{"type", JsonArray{"string", "integer", "boolean"}}};
        case ValueForm::word: {
            JsonArray words;
            for (const std::string& word : type.words) words.emplace_back(word);
            return {{"enum", std::move(words)}};
        }
        default: {
            JsonObject schema = {{"type", "string"}};
            if (!pattern(type.form).empty()) schema.emplace_back("pattern", pattern(type.form));
            return schema;
        }
    }
}

JsonObject key_schema(const KeyRow& row) {
    JsonObject schema;
    if (row.type.list()) {
        schema = {{"type", "array"}, {"items", element_schema(row.type)}};
        if (row.type.at_least > 0) schema.emplace_back("minItems", uint64_t{row.type.at_least});
        if (row.type.at_least == row.type.at_most) schema.emplace_back("maxItems", uint64_t{row.type.at_most});
    } else {
        schema = element_schema(row.type);
    }
    schema.emplace_back("description", concat(row.doc, row.fallback.empty() ? "" : "\nDefault: ", row.fallback));
    return schema;
}

std::string_view key_pattern(KeyForm form) {
    return form == KeyForm::variable ? "^[A-Z][A-Z0-9_]{0,63}$" : "^[A-Za-z0-9:_.@\\\\-]+[.][a-z]+$";
}

/// Is `inner` a table right below `outer`?
bool is_right_below(const TableRow& inner, const TableRow& outer) {
    if (inner.kind != outer.kind || inner.path.empty()) return false;
    const size_t dot = inner.path.rfind('.');
    return (dot == std::string_view::npos ? std::string_view() : inner.path.substr(0, dot)) == outer.path;
}

JsonObject table_schema(const TableRow& table) {
    JsonObject properties;
    JsonObject patterns;
    JsonArray required;
    for (const KeyRow& row : table.keys) {
        if (row.key_form == KeyForm::fixed) {
            properties.emplace_back(row.key, key_schema(row));
        } else {
            patterns.emplace_back(key_pattern(row.key_form), key_schema(row));
        }
        if (row.required) required.emplace_back(row.key);
    }
    for (const TableRow& inner : tables()) {
        if (!is_right_below(inner, table)) continue;
        JsonObject schema = table_schema(inner);
        if (inner.shape == TableShape::array) schema = {{"type", "array"}, {"items", std::move(schema)}};
        if (inner.shape == TableShape::either) {
            JsonObject several = {{"type", "array"}, {"items", schema}};
            schema = {{"oneOf", JsonArray{std::move(schema), std::move(several)}}};
        }
        properties.emplace_back(inner.path.substr(inner.path.rfind('.') + 1), std::move(schema));
    }
    JsonObject schema = {{"type", "object"}, {"description", table.doc}, {"properties", std::move(properties)}};
    if (!patterns.empty()) schema.emplace_back("patternProperties", std::move(patterns));
    if (!required.empty()) schema.emplace_back("required", std::move(required));
    schema.emplace_back("additionalProperties", false);
    return schema;
}

}  // namespace

std::string print_json_schema(FileKind kind) {
    const TableRow* top = find_table(kind, "");
    CHECK(top != nullptr);
    JsonObject schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", file_name(kind)}};
    for (auto& member : table_schema(*top)) schema.push_back(std::move(member));
    return print_json(schema, JsonStyle::indented) + "\n";
}

}  // namespace nagaya::load
