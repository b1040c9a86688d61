// JSON Schema for editors: valid JSON, one property per key, and the program's own examples pass it.
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "load/keys.hpp"
#include "loaded.hpp"

namespace nagaya::load {
namespace {

Json schema_of(FileKind kind) {
    auto json = parse_json(print_json_schema(kind));
    EXPECT_TRUE(json.has_value());
    return json ? *json : Json();
}

/// The schema of a table, through properties and items.
const Json& table_schema(const Json& top, std::string_view path) {
    const Json* at = &top;
    if (path.empty()) return *at;
    for (std::string_view part : split(path, '.')) {
        at = &(*at)["properties"][part];
        if (!(*at)["oneOf"].array().empty()) at = &(*at)["oneOf"].array()[0];
        if ((*at)["type"].text() == "array") at = &(*at)["items"];
    }
    return *at;
}

TEST(Schema, HasEveryKeyWithItsMeaning) {
    for (FileKind kind : {FileKind::site, FileKind::host, FileKind::service}) {
        const Json schema = schema_of(kind);
        EXPECT_EQ(schema["$schema"].text(), "https://json-schema.org/draft/2020-12/schema");
        EXPECT_EQ(schema["title"].text(), file_name(kind));
        for (const TableRow& table : tables()) {
            if (table.kind != kind) continue;
            const Json& object = table_schema(schema, table.path);
            EXPECT_EQ(object["type"].text(), "object") << table.path;
            EXPECT_EQ(object["additionalProperties"], Json(false)) << table.path;
            for (const KeyRow& key : table.keys) {
                const Json& property =
                    key.key == "*" ? object["patternProperties"].object().at(0).second : object["properties"][key.key];
                EXPECT_TRUE(property["description"].text().starts_with(key.doc)) << table.path << '.' << key.key;
                EXPECT_EQ(property["type"].text() == "array", key.type.list()) << table.path << '.' << key.key;
            }
        }
    }
}

TEST(Schema, SaysTypesAndLimits) {
    const Json schema = schema_of(FileKind::service);
    const Json& port = table_schema(schema, "port");
    EXPECT_EQ(port["properties"]["listen"]["minimum"].number(), 1);
    EXPECT_EQ(port["properties"]["listen"]["maximum"].number(), 65'535);
    EXPECT_EQ(port["properties"]["via"]["enum"].array().size(), 5u);
    ASSERT_EQ(port["required"].array().size(), 1u);
    EXPECT_EQ(port["required"].array()[0].text(), "name");
    const Json& hook = table_schema(schema, "hook");
    EXPECT_EQ(hook["properties"]["command"]["minItems"].number(), 1);
    const Json site = schema_of(FileKind::site);
    EXPECT_EQ(table_schema(site, "accounts")["properties"]["uids"]["maxItems"].number(), 2);
    EXPECT_EQ(table_schema(site, "accounts.subids")["properties"]["base"]["type"].text(), "integer");
}

}  // namespace
}  // namespace nagaya::load
