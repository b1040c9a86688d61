// JSON as a plain value. The library that reads and writes it (nlohmann-json) stays behind json.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace nagaya {

struct Json;
using JsonArray = std::vector<Json>;
/// Members keep the order they were added in, so the same value prints as the same bytes.
using JsonObject = std::vector<std::pair<std::string, Json>>;

/// null, true, 12, "text", […] or {…}. Numbers are 64-bit integers; a fraction is refused by parse_json.
struct Json {
    std::variant<std::nullptr_t, bool, int64_t, std::string, JsonArray, JsonObject> value = nullptr;

    Json() = default;
    Json(std::nullptr_t) {}
    Json(bool flag) : value(flag) {}
    Json(int number) : value(int64_t{number}) {}
    Json(unsigned number) : value(int64_t{number}) {}
    Json(int64_t number) : value(number) {}
    Json(uint64_t number) : value(static_cast<int64_t>(number)) {}
    Json(const char* text) : value(std::string(text)) {}
    Json(std::string_view text) : value(std::string(text)) {}
    Json(std::string text) : value(std::move(text)) {}
    Json(JsonArray array) : value(std::move(array)) {}
    Json(JsonObject object) : value(std::move(object)) {}

    bool operator==(const Json&) const = default;

    /// The member called `key` of an object, or null's address (a static null) for anything else.
    const Json& operator[](std::string_view key) const;
    /// The text of a string, or "" for anything else.
    std::string_view text() const;
    /// The integer, or `otherwise`.
    int64_t number(int64_t otherwise = 0) const;
    /// True only for true.
    bool flag() const;
    /// The elements of an array, or none.
    const JsonArray& array() const;
    /// The members of an object, or none.
    const JsonObject& object() const;
};

enum class JsonStyle { compact, indented };

/// The value as JSON text without a final line break; bytes that are not UTF-8 become U+FFFD.
std::string print_json(const Json& json, JsonStyle style);

/// Prints a large object member by member, so that it never is there as a value as well. Member values are compact.
class JsonWriter {
public:
    enum class Layout { compact, lines };  ///< `lines`: each member, and each element of an open array, begins a line
    explicit JsonWriter(Layout layout) : separator_(layout == Layout::lines ? "\n" : "") {}

    void member(std::string_view key, const Json& value);
    /// An array whose elements follow one by one, until it is closed.
    void open_array(std::string_view key);
    void element(const Json& value);
    void close_array();
    /// The whole text; the writer is used up.
    std::string finish() &&;

private:
    void begin_member(std::string_view key);

    std::string_view separator_;
    std::string text_ = "{";
    bool first_ = true;
};

/// At most 64 MiB and 100 levels. Failure kind `malformed` tells line and column.
Result<Json> parse_json(std::string_view text);

}  // namespace nagaya
