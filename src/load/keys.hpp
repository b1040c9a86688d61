// The table of keys: everything a user may write into nagaya.toml, hosts/*.toml and service.toml, one row per key. Reader,
// reference, schema, completion and fuzz words come from these rows and know nothing else, so a key has one home.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.hpp"
#include "load/value_type.hpp"
#include "model/site.hpp"

namespace nagaya::load {

enum class FileKind { site, host, service };

/// What the user may write as the key itself.
enum class KeyForm {
    fixed,     ///< the row's key
    variable,  ///< any variable's name
    unit,      ///< any unit's name
};

/// The object that a table of a file fills.
using Target =
    std::variant<model::SiteSettings*, model::Host*, model::Mount*, model::Service*, model::Port*, model::Data*,
                 model::Hook*, model::Health*, model::Firewall*, model::Proxy*, model::ReverseProxy*,
                 model::CertificateStore*, model::Certificate*, model::Issuer*, model::Allow*>;

/// Puts a checked value where it belongs.
using Setter = std::function<void(const Target&, const CheckedValue&)>;

/// One key of one table.
struct KeyRow {
    std::string_view key;  ///< "*" where the user chooses it
    KeyForm key_form = KeyForm::fixed;
    ValueType type;
    bool required = false;
    std::string_view fallback = {};  ///< the default, as text for people
    std::string_view example;        ///< "key = value", compiles in its table
    std::string_view doc;            ///< one or two sentences of Markdown
    std::string_view since = "0.1";
    Setter set;
};

enum class TableShape {
    single,  ///< [table]
    array,   ///< [[table]]
    either,  ///< [table] once, or [[table]] several times
};

/// One table of a kind of file. The path "" is the file's top level, "accounts.subids" a table in a table.
struct TableRow {
    FileKind kind;
    std::string_view path;
    TableShape shape = TableShape::single;
    std::string_view doc;
    /// From the object of the enclosing table to this table's, which begins at `at`; empty: the same object.
    std::function<Target(const Target& outer, Span at)> open = {};
    std::vector<KeyRow> keys;
};

/// All tables, in the order of the reference; a table stands after the one that encloses it.
const std::vector<TableRow>& tables();

/// The table, or null.
const TableRow* find_table(FileKind kind, std::string_view path);
/// The row for `key`, which may be a "*" row, or null.
const KeyRow* find_key(const TableRow& table, std::string_view key);
/// Names that may stand in the table: its keys (without "*") and the tables right below it.
std::vector<std::string> words_of(const TableRow& table);

/// "nagaya.toml", "hosts/NAME.toml", "services/NAME/service.toml".
std::string_view file_name(FileKind kind);
/// "site", "host", "service": the words that `nagaya schema` takes.
std::string_view name(FileKind kind);

/// docs/reference/keys.md.
std::string print_key_reference();
/// JSON Schema, draft 2020-12, of one kind of file, for editors.
std::string print_json_schema(FileKind kind);
/// "port.listen", "account.name" …, of one kind of file.
std::vector<std::string> key_words(FileKind kind);
/// A libFuzzer dictionary of every word the reader knows.
std::string print_fuzz_dictionary();

// The parts of the table, one file each.
std::vector<TableRow> site_tables();
std::vector<TableRow> host_tables();
std::vector<TableRow> service_tables();
std::vector<TableRow> proxy_tables();
std::vector<TableRow> certificate_tables();
TableRow site_secrets_table();
TableRow service_secrets_table();
KeyRow host_age_key();
/// [[port]] of a service.
TableRow port_table();
/// [firewall] of a host.
TableRow firewall_table();

// How a row names the field it fills.

template <class Value>
Value convert(const CheckedItem& item) {
    if constexpr (std::is_same_v<Value, std::string>) {
        return item.text;
    } else {
        return static_cast<Value>(item.number);
    }
}

template <class Object>
Object& object_of(const Target& target) {
    Object* const* object = std::get_if<Object*>(&target);
    CHECK(object != nullptr);
    return **object;
}

/// A single value.
template <class Object, class Value>
Setter into(Located<Value> Object::* field) {
    return [field](const Target& target, const CheckedValue& value) {
        object_of<Object>(target).*field = {convert<Value>(value.items[0]), value.items[0].at};
    };
}

template <class Object, class Value>
Setter into(std::optional<Located<Value>> Object::* field) {
    return [field](const Target& target, const CheckedValue& value) {
        object_of<Object>(target).*field = Located<Value>{convert<Value>(value.items[0]), value.items[0].at};
    };
}

/// A list.
template <class Object>
Setter into(std::vector<Located<std::string>> Object::* field) {
    return [field](const Target& target, const CheckedValue& value) {
        for (const CheckedItem& item : value.items) (object_of<Object>(target).*field).push_back({item.text, item.at});
    };
}

/// Names of the user's choice.
template <class Object, class Value>
Setter into(std::map<std::string, Located<Value>> Object::* field) {
    return [field](const Target& target, const CheckedValue& value) {
        (object_of<Object>(target).*field)[std::string(value.key)] = {convert<Value>(value.items[0]),
                                                                      value.items[0].at};
    };
}

/// Lists under names of the user's choice.
template <class Object>
Setter into(std::map<std::string, std::vector<Located<std::string>>> Object::* field) {
    return [field](const Target& target, const CheckedValue& value) {
        auto& list = (object_of<Object>(target).*field)[std::string(value.key)];
        for (const CheckedItem& item : value.items) list.push_back({item.text, item.at});
    };
}

/// [first, last].
template <class Object, class Value>
Setter into(Located<Value> Object::* first, Located<Value> Object::* last) {
    return [first, last](const Target& target, const CheckedValue& value) {
        object_of<Object>(target).*first = {convert<Value>(value.items[0]), value.items[0].at};
        object_of<Object>(target).*last = {convert<Value>(value.items[1]), value.items[1].at};
    };
}

/// A new element of a list of objects.
template <class Outer, class Element>
std::function<Target(const Target&, Span)> element_of(std::vector<Element> Outer::* list) {
    return [list](const Target& outer, Span at) -> Target {
        Element& element = (object_of<Outer>(outer).*list).emplace_back();
        element.at = at;
        return &element;
    };
}

}  // namespace nagaya::load
