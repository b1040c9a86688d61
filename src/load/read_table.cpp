#include "load/read_table.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "load/names.hpp"

namespace nagaya::load {

namespace {

using syntax::TomlArray;
using syntax::TomlEntry;
using syntax::TomlTable;

std::string below(std::string_view path, std::string_view key) { return concat(path, path.empty() ? "" : ".", key); }

/// "[account]", "[[port]]", or "the top level".
std::string heading(const TableRow& table) {
    if (table.path.empty()) return "the top level";
    return table.shape == TableShape::array ? concat("[[", table.path, "]]") : concat('[', table.path, ']');
}

/// Another table of the file that has `key`: the user wrote it one heading too early or too late.
const TableRow* home_of(FileKind kind, std::string_view key) {
    for (const TableRow& table : tables()) {
        if (table.kind != kind) continue;
        for (const KeyRow& row : table.keys) {
            if (row.key == key) return &table;
        }
    }
    return nullptr;
}

class TableReader {
public:
    TableReader(FileKind kind, Report& report) : kind_(kind), report_(report) {}

    void read(const TableRow& row, const TomlTable& table, const Target& target, Span at) {
        for (const TomlEntry& entry : table) {
            // A key goes before a table of the same name; no file has both.
            if (const KeyRow* key = find_key(row, entry.key)) {
                read_value(*key, entry, target);
            } else if (const TableRow* inner = find_table(kind_, below(row.path, entry.key))) {
                read_inner(*inner, entry, target);
            } else {
                report_unknown(row, entry);
            }
        }
        for (const KeyRow& key : row.keys) {
            if (key.required && syntax::find(table, key.key) == nullptr) report_missing(row, key, at);
        }
    }

    void report_missing(const TableRow& row, const KeyRow& key, Span at) {
        report_.add({.code = "missing-key",
                     .message = concat(heading(row), " has no `", key.key, "`"),
                     .at = at,
                     .help = concat("add `", key.key, "`, such as `", key.example, "`")});
    }

private:
    void read_value(const KeyRow& key, const TomlEntry& entry, const Target& target) {
        if (!check_key(key, entry)) return;
        auto value = check_value(entry, key.type, key.example, report_);
        if (value) key.set(target, *value);
    }

    /// Keys of the user's choice have a form too.
    bool check_key(const KeyRow& key, const TomlEntry& entry) {
        if (key.key_form == KeyForm::variable && !is_variable_name(entry.key)) {
            report_.add({.code = "bad-name",
                         .message = concat(in_backticks(entry.key), " is not a variable's name"),
                         .at = entry.key_at,
                         .help = "write capitals, digits and `_`, first a letter, at most 64 characters"});
            return false;
        }
        if (key.key_form == KeyForm::variable && is_builtin_variable(entry.key)) {
            report_.add({.code = "builtin-variable",
                         .message = concat(in_backticks(entry.key), " is built in"),
                         .at = entry.key_at,
                         .help = "choose another name; nagaya itself gives this one its value"});
            return false;
        }
        if (key.key_form == KeyForm::unit && !is_unit_name(entry.key)) {
            report_.add({.code = "bad-name",
                         .message = concat(in_backticks(entry.key), " is not a unit's name"),
                         .at = entry.key_at,
                         .help = concat("write the unit's file name in quotes, such as `", key.example, "`")});
            return false;
        }
        return true;
    }

    void read_inner(const TableRow& row, const TomlEntry& entry, const Target& outer) {
        const auto* table = std::get_if<TomlTable>(&entry.value.value);
        if (row.shape == TableShape::single || (row.shape == TableShape::either && table != nullptr)) {
            if (table == nullptr) return report_shape(row, entry.value, "a table");
            read(row, *table, row.open ? row.open(outer, entry.key_at) : outer, entry.key_at);
            return;
        }
        const auto* array = std::get_if<TomlArray>(&entry.value.value);
        if (array == nullptr) {
            return report_shape(row, entry.value,
                                row.shape == TableShape::either ? "a table or a list of tables" : "a list of tables");
        }
        for (const syntax::TomlValue& element : *array) {
            const auto* one = std::get_if<TomlTable>(&element.value);
            if (one == nullptr) {
                report_shape(row, element, "a table");
                continue;
            }
            read(row, *one, row.open(outer, element.at), element.at);
        }
    }

    void report_shape(const TableRow& row, const syntax::TomlValue& value, std::string_view wanted) {
        report_.add(
            {.code = "wrong-type",
             .message = concat(in_backticks(row.path), " is of type ", syntax::type_name(value), ", not ", wanted),
             .at = value.at,
             .help = concat("write `", heading(row), "` on a line of its own")});
    }

    void report_unknown(const TableRow& row, const TomlEntry& entry) {
        const std::vector<std::string> known = words_of(row);
        Diagnostic finding{.code = "unknown-key",
                           .message = concat(heading(row), " has no key ", in_backticks(entry.key)),
                           .at = entry.key_at};
        if (auto meant = nearest(entry.key, known)) {
            finding.help = did_you_mean(entry.key, known);
            finding.fixes.push_back({.at = entry.key_at, .replacement = *meant});
        } else if (const TableRow* home = home_of(kind_, entry.key)) {
            finding.help = concat("`", entry.key, "` stands in ", heading(*home));
        } else {
            finding.help = concat("known here: ", join(known, ", "));
        }
        report_.add(std::move(finding));
    }

    FileKind kind_;
    Report& report_;
};

/// A required key whose whole table is missing.
void report_missing_tables(FileKind kind, const TomlTable& top, Span file, Report& report) {
    for (const TableRow& row : tables()) {
        const bool inner = row.path.empty() || row.path.contains('.');
        if (row.kind != kind || inner || row.shape != TableShape::single || syntax::find(top, row.path) != nullptr)
            continue;
        for (const KeyRow& key : row.keys) {
            if (key.required) TableReader(kind, report).report_missing(row, key, file);
        }
    }
}

}  // namespace

void read_keys(FileKind kind, const TomlTable& table, const Target& target, Span file, Report& report) {
    const TableRow* top = find_table(kind, "");
    CHECK(top != nullptr);
    TableReader(kind, report).read(*top, table, target, file);
    report_missing_tables(kind, table, file, report);
}

}  // namespace nagaya::load
