// The values of one section, read the way the generator reads each kind of key (quadlet/keys.hpp).
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quadlet/unit_text.hpp"
#include "quadlet/words.hpp"

namespace nagaya::quadlet {

/// A pair of NAME=value words; a word without "=" has no value.
struct Pair {
    std::string_view name;
    std::optional<std::string_view> value;
};

/// One of 64 bits for the name of a key.
constexpr uint64_t key_bit(std::string_view key) {
    const auto byte = [](char c) { return static_cast<unsigned char>(c); };
    if (key.empty()) return 0;
    return uint64_t{1} << ((key.size() * 11 + byte(key.front()) * 5U + byte(key.back()) * 3U +
                            byte(key[key.size() / 2])) %
                           64);
}

/// Views lead into the unit or the arena. A section that is not there has no values.
struct Values {
    const Section* section;
    Release release;
    Arena& arena;
    uint64_t key_bits =
        bits_of(section);  ///< key_bit of every key there is: a conversion asks for far more keys than a file has

    /// The last assignment, without white space at its end and without quotes around it.
    std::optional<std::string_view> last(std::string_view key) const {
        return may_have(key) ? find_last(key) : std::nullopt;
    }
    /// The same, if it is there and not empty; else "".
    std::string_view filled(std::string_view key) const { return last(key).value_or(""); }
    bool has(std::string_view key) const { return may_have(key) && section->has(key); }
    std::optional<bool> boolean(std::string_view key) const;
    /// Anything but a number that fits is 0.
    uint32_t number(std::string_view key) const;
    /// Each assignment, an empty one clears.
    std::vector<std::string_view> list(std::string_view key) const;
    std::vector<std::string_view> words(std::string_view key) const;
    /// `bad`, if given, counts the assignments that were dropped for a bad escape.
    std::vector<std::string_view> arguments(std::string_view key, size_t* bad = nullptr) const;
    std::vector<std::string_view> last_arguments(std::string_view key, size_t* bad = nullptr) const;
    /// Sorted by name in byte order, each name once with the value that came last.
    std::vector<Pair> pairs(std::string_view key, size_t* bad = nullptr) const;

    bool may_have(std::string_view key) const { return (key_bits & key_bit(key)) != 0; }
    std::optional<std::string_view> find_last(std::string_view key) const;  ///< of a key that may be there
    static uint64_t bits_of(const Section* section);
};

/// A value without the quotes that the release takes away.
std::string_view unquoted(std::string_view value, Release release);

/// Text in lower case as far as ASCII goes.
std::string lower_case(std::string_view text);

}  // namespace nagaya::quadlet
