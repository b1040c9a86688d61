// TOML 1.0 as a tree whose every key and value knows its place. The library that reads it (toml++) stays behind toml.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace nagaya::syntax {

struct TomlValue;
using TomlArray = std::vector<TomlValue>;
struct TomlEntry;
/// Entries in the order they stand in the file.
using TomlTable = std::vector<TomlEntry>;

/// A float or a date: nagaya has no setting of such a type, so only the fact and the place are kept.
struct TomlOther {
    std::string_view type;  ///< "float", "date", "time", "date-time"
};

struct TomlValue {
    std::variant<std::string, int64_t, bool, TomlOther, TomlArray, TomlTable> value;
    Span at;  ///< the value; for a [header] table the header line's name
};

struct TomlEntry {
    std::string key;
    Span key_at;
    TomlValue value;
};

/// "string", "integer", "boolean", "array", "table", "float", …
std::string_view type_name(const TomlValue& value);

/// The entry called `key`, or null.
const TomlValue* find(const TomlTable& table, std::string_view key);

/// Reads a whole file. A file that is not TOML, not UTF-8, or over a limit (1 MiB, lines of 8 KiB, depth 64) gives one error
/// (code "toml-syntax") at its place and nothing. A key given twice is an error that points at both.
std::optional<TomlTable> parse_toml(const Sources& sources, FileId file, Report& report);

/// `text` as a TOML basic string with quotes.
std::string toml_string(std::string_view text);

}  // namespace nagaya::syntax
