// The keys of a Compose file as a table: what may stand there, and what the normal form keeps.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

namespace nagaya::compose {

struct Record;

/// What may stand in one place. The alternatives differ in kind, so the kind of a value chooses.
struct Shape {
    bool null = false;
    bool boolean = false;
    bool integer = false;
    bool number = false;  ///< integers too
    bool text = false;
    bool list = false;
    bool mapping = false;
    bool any = false;

    std::optional<int64_t> low;
    std::optional<int64_t> high;
    std::vector<std::string_view> words;  ///< the only texts, if there are any
    enum class Pattern : uint8_t { none, container_name, pull_policy } pattern = Pattern::none;
    const Shape* element = nullptr;  ///< of a list; of a mapping without a record
    const Shape* value = nullptr;    ///< of a mapping without a record
    bool unique = false;             ///< of a list
    const Record* record = nullptr;  ///< of a mapping
    enum class Keys : uint8_t { any, names, small_letters } keys = Keys::any;
    bool strict_keys = false;  ///< no keys but those
};

/// How a value is kept in the normal form, and when it is left out.
enum class Keep : uint8_t {
    dropped,
    string,
    boolean,
    maybe_boolean,   ///< printed when it was written, even if false
    always_boolean,  ///< printed, whether it was written or not
    integer,
    maybe_integer,
    real,
    bytes,
    duration,
    maybe_duration,
    strings,
    mapping,      ///< texts by key
    environment,  ///< texts or null by key
    labels,
    options,
    multi_options,  ///< lists of texts by key
    hosts,
    command,
    test,
    mode,
    count,
    ssh,
    env_files,
    ulimits,
    record,  ///< left out when empty, but not in JSON
    maybe_record,
    records,
    names,  ///< records by key, or null
};

struct Field {
    std::string_view name;
    bool required = false;
    Shape shape;
    Keep keep = Keep::dropped;
    const Record* record = nullptr;  ///< of what is kept
};

struct Record {
    std::string_view name;
    enum class Others : uint8_t { extensions, none, any } others = Others::extensions;
    std::vector<Field> fields;

    const Field* find(std::string_view key) const;
};

/// The record called `name` ("file", "service", "build", …); it must exist.
const Record& record(std::string_view name);

/// The table as text (table_text.cpp).
extern const std::string_view table_text;

}  // namespace nagaya::compose
