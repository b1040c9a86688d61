#include "quadlet/values.hpp"

#include <map>

namespace nagaya::quadlet {
namespace {

/// An unsigned number as C writes it: sign, 0x, leading 0 for octal.
std::optional<uint64_t> parse_c_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    unsigned base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text[0] == '0') {
        base = 8;
        text.remove_prefix(1);
    }
    if (text.empty()) return std::nullopt;
    uint64_t value = 0;
    for (const char c : text) {
        unsigned digit = base;
        if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
        if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
        if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
        if (digit >= base) return std::nullopt;
        value = value * base + digit;
        if (value > UINT32_MAX) return std::nullopt;
    }
    return value;
}

}  // namespace

std::string_view unquoted(std::string_view value, Release release) {
    if (release < Release{5, 0, 0}) return value;
    if (release >= Release{5, 8, 2}) {
        const bool paired = value.size() >= 2 && value.front() == '"' && value.back() == '"';
        return paired ? value.substr(1, value.size() - 2) : value;
    }
    while (value.starts_with('"')) value.remove_prefix(1);
    while (value.ends_with('"')) value.remove_suffix(1);
    return value;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

uint64_t Values::bits_of(const Section* section) {
    uint64_t bits = 0;
    if (section == nullptr) return bits;
    for (const Line& line : section->lines) bits |= key_bit(line.key);
    return bits;
}

std::optional<std::string_view> Values::find_last(std::string_view key) const {
    const auto raw = section->last(key);
    if (!raw) return std::nullopt;
    return unquoted(trim_end(*raw), release);
}

std::optional<bool> Values::boolean(std::string_view key) const {
    const auto value = last(key);
    if (!value) return std::nullopt;
    const auto lower = lower_case(*value);
    return lower == "1" || lower == "yes" || lower == "true" || lower == "on";
}

uint32_t Values::number(std::string_view key) const {
    return static_cast<uint32_t>(parse_c_number(filled(key)).value_or(0));
}

std::vector<std::string_view> Values::list(std::string_view key) const {
    std::vector<std::string_view> values;
    if (!may_have(key)) return values;
    for (const Line& line : section->lines) {
        if (!line.is(key)) continue;
        if (line.value.empty())
            values.clear();
        else
            values.push_back(line.value);
    }
    return values;
}

std::vector<std::string_view> Values::words(std::string_view key) const {
    std::vector<std::string_view> found;
    for (const auto value : list(key)) split_value(value, Split::words, release, arena, found);
    return found;
}

std::vector<std::string_view> Values::arguments(std::string_view key, size_t* bad) const {
    std::vector<std::string_view> found;
    for (const auto value : list(key))
        if (!split_value(value, Split::arguments, release, arena, found) && bad != nullptr) ++*bad;
    return found;
}

std::vector<std::string_view> Values::last_arguments(std::string_view key, size_t* bad) const {
    std::vector<std::string_view> found;
    const auto raw = may_have(key) ? section->last(key) : std::nullopt;
    if (raw && !split_value(*raw, Split::arguments, release, arena, found) && bad != nullptr) ++*bad;
    return found;
}

std::vector<Pair> Values::pairs(std::string_view key, size_t* bad) const {
    if (!may_have(key)) return {};
    std::map<std::string_view, std::optional<std::string_view>> found;
    for (const auto word : arguments(key, bad)) {
        const size_t equals = word.find('=');
        if (equals != std::string_view::npos)
            found[word.substr(0, equals)] = word.substr(equals + 1);
        else if (release >= Release{5, 6, 0})
            found[word] = std::nullopt;
    }
    std::vector<Pair> pairs;
    for (const auto& [name, value] : found) pairs.push_back({name, value});
    return pairs;
}

}  // namespace nagaya::quadlet
