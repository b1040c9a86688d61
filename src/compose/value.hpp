// A Compose file as data: what the YAML means once aliases, merge keys and tags are gone. Every value knows where it was
// written, through interpolation, merging and normalisation, so that a finding of the last pass still points at the file.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"

namespace nagaya::compose {

struct Entry;

/// null, true, 12, 1.5, text, a date, […] or {…}; `broken` stands for what was reported and is not looked at again.
struct Value {
    enum class Kind : uint8_t { null, boolean, integer, real, text, date, sequence, mapping, broken };

    Kind kind = Kind::null;
    Span at{};
    int64_t number = 0;          ///< of an integer; 0 or 1 of a boolean
    double fraction = 0;         ///< of a real
    std::string_view text{};     ///< of a text or a date; the digits of an integer above int64
    std::vector<Value> items{};  ///< of a sequence
    std::vector<Entry> entries;  ///< of a mapping, as written; a key stands once

    static Value of_null(Span at);
    static Value of_bool(bool flag, Span at);
    static Value of_integer(int64_t number, Span at);
    static Value of_real(double fraction, Span at);
    static Value of_text(std::string_view text, Span at);
    static Value of_sequence(Span at);
    static Value of_mapping(Span at);

    bool is_null() const { return kind == Kind::null; }
    bool is_text() const { return kind == Kind::text; }
    bool is_integer() const { return kind == Kind::integer; }
    bool is_sequence() const { return kind == Kind::sequence; }
    bool is_mapping() const { return kind == Kind::mapping; }
    bool is_broken() const { return kind == Kind::broken; }
    bool is_true() const { return kind == Kind::boolean && number != 0; }

    /// The value of `key`, or null's address for "none". Looks at one entry after the other.
    Value* find(std::string_view key);
    const Value* find(std::string_view key) const;
    /// The text of `key`, or "" when there is none.
    std::string_view text_of(std::string_view key) const;
    /// Sets `key`, over what was there.
    Value& set(std::string_view key, Value value);
    /// Sets `key` unless it is there.
    void set_default(std::string_view key, Value value);
    void erase(std::string_view key);
};

/// One entry of a mapping.
struct Entry {
    std::string_view key;
    Span key_at{};
    Value value;
};

// Here, as a mapping needs to know what its entries are.
inline Value Value::of_null(Span at) { return {.at = at, .entries = {}}; }
inline Value Value::of_bool(bool flag, Span at) {
    return {.kind = Kind::boolean, .at = at, .number = flag ? 1 : 0, .entries = {}};
}
inline Value Value::of_integer(int64_t number, Span at) {
    return {.kind = Kind::integer, .at = at, .number = number, .entries = {}};
}
inline Value Value::of_real(double fraction, Span at) {
    return {.kind = Kind::real, .at = at, .fraction = fraction, .entries = {}};
}
inline Value Value::of_text(std::string_view text, Span at) {
    return {.kind = Kind::text, .at = at, .text = text, .entries = {}};
}
inline Value Value::of_sequence(Span at) { return {.kind = Kind::sequence, .at = at, .entries = {}}; }
inline Value Value::of_mapping(Span at) { return {.kind = Kind::mapping, .at = at, .entries = {}}; }

/// The same data? Places do not count, nor does the order of a mapping's entries.
bool same(const Value& left, const Value& right);

/// As Go's fmt prints it: "true", "12", "1.5", "1e+06", "<nil>"; "" for a sequence or a mapping.
std::string print_scalar(const Value& value);
/// As Go's %v prints a float.
std::string print_real(double number);
/// "null", "boolean", "integer", "number", "string", "date", "list", "mapping".
std::string_view kind_name(Value::Kind kind);

/// Owns the texts that passes make; views of them stay valid as long as it lives.
class Texts {
public:
    std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

private:
    std::deque<std::string> texts_;
};

/// Where a value stands, for messages: "services.web.ports.0". Steps live on the stack of the walk.
struct Path {
    const Path* up = nullptr;
    std::string_view key{};
    int64_t index = -1;  ///< of an item of a sequence

    Path next(std::string_view name) const { return {this, name, -1}; }
    Path item(size_t number) const { return {this, {}, static_cast<int64_t>(number)}; }
    std::string text() const;
};

}  // namespace nagaya::compose
