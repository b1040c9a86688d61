// The types a key may have: what TOML must hold there, how it is named in messages, docs and schema, and its check.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "syntax/toml.hpp"

namespace nagaya::load {

enum class ValueForm {
    text,       ///< any string
    name,       ///< [a-z][a-z0-9-]*
    account,    ///< a name that may have "_", or "root"
    owner,      ///< an account's name or a number, as text
    file_name,  ///< one component
    relative_path,
    absolute_path,
    directory,  ///< absolute, or relative to the site, also out of it
    domain,
    address,  ///< of a host: "", lab://, ssh://
    ipv4,
    network,         ///< "10.0.0.0/8", "fd00::/8", or one address
    open_port,       ///< "22", "53/udp"
    version,         ///< "5.4"
    mode,            ///< permission bits as octal text: "0750"
    need,            ///< "service" or "service:healthy"
    url,             ///< "http://…", may have placeholders
    socket_address,  ///< "address:port", may have placeholders
    size,            ///< of a request's body: "16m"
    upstream,        ///< "http://address:port" or "https://…", may have placeholders
    host_name,       ///< of a web site: "cloud.example.org", may have placeholders
    secret_name,     ///< of a secret: a plain file name without ".age"
    secret_file,     ///< the same, or "name:uid"
    recipient,       ///< a public key that age(1) encrypts for: "age1…", "ssh-ed25519 …"
    age_key,         ///< "age1…"
    pattern,         ///< of paths below files/: "files/conf.d/*"
    duration,        ///< "30s", from `low` to `high` milliseconds
    integer,         ///< low … high
    boolean,
    word,    ///< one of `words`
    scalar,  ///< a string, an integer or a boolean, taken as text
};

struct ValueType {
    ValueForm form = ValueForm::text;
    int64_t low = 0;  ///< of an integer or a duration
    int64_t high = 0;
    std::vector<std::string> words = {};  ///< of a word
    size_t at_least = 1;                  ///< elements
    size_t at_most = 1;                   ///< elements; more than one: a TOML array, also for one element
    bool list() const { return at_most > 1; }
};

inline ValueType form(ValueForm which) { return {.form = which}; }
inline ValueType integer(int64_t low, int64_t high) { return {.form = ValueForm::integer, .low = low, .high = high}; }
/// A span of time, in milliseconds.
inline ValueType duration(int64_t low, int64_t high) { return {.form = ValueForm::duration, .low = low, .high = high}; }
/// A port number.
inline ValueType port() { return integer(1, 65'535); }
inline ValueType boolean() { return {.form = ValueForm::boolean}; }
inline ValueType one_of(std::vector<std::string> words) { return {.form = ValueForm::word, .words = std::move(words)}; }
inline ValueType list_of(ValueType element, size_t at_least = 0) {
    element.at_least = at_least;
    element.at_most = 10'000;
    return element;
}
/// [first, last], first not above last.
inline ValueType range_of(ValueType element) {
    element.at_least = element.at_most = 2;
    return element;
}

/// "a port number", "a list of names" — with article, for messages.
std::string describe(const ValueType& type);

/// One value or element that passed its type's check. Words and booleans have their index as number, modes their
/// bits, durations their milliseconds.
struct CheckedItem {
    std::string text;
    int64_t number = 0;
    Span at;
};

/// A key's checked value: one item, or a list's items.
struct CheckedValue {
    std::string_view key;
    Span key_at;
    std::vector<CheckedItem> items;
    Span at;
};

/// The value as its type wants it, or nothing after one error (wrong-type, out-of-range or bad-name) per bad element.
/// `example` is shown as help.
std::optional<CheckedValue> check_value(const syntax::TomlEntry& entry, const ValueType& type, std::string_view example,
                                        Report& report);

}  // namespace nagaya::load
