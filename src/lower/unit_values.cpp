#include "lower/unit_values.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "lower/unit_name.hpp"

namespace nagaya::lower {

namespace {

// Drop-ins of other services are no part of `parsed`, so the text after substitution is looked at.
void look_into(std::string_view text, std::string_view section, std::string_view key, std::string& value) {
    if (!text.contains(key)) return;  // most texts have few of the keys that are asked for
    bool inside = false;
    for (size_t end = 0; !text.empty(); text.remove_prefix(std::min(end + 1, text.size()))) {
        end = std::min(text.find('\n'), text.size());
        std::string_view rest = trim(text.substr(0, end));
        if (rest.starts_with('['))
            inside = rest.size() == section.size() + 2 && rest.ends_with(']') && rest.substr(1).starts_with(section);
        if (!inside || !rest.starts_with(key)) continue;
        rest = trim(rest.substr(key.size()));
        if (rest.starts_with('=')) value = trim(rest.substr(1));
    }
}

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./:@=,+?&%$").contains(c) || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string last_value(const LoweredUnit& unit, std::string_view section, std::string_view key) {
    std::string value;
    look_into(unit.text, section, key, value);
    for (const AppliedDropIn& drop_in : unit.drop_ins) look_into(drop_in.text, section, key, value);
    return value;
}

bool is_true(std::string_view value) { return value == "yes" || value == "true" || value == "on" || value == "1"; }

bool is_called(const LoweredUnit& unit, std::string_view name) {
    return name == unit.source->name || name == unit_name(unit.source->name, "") || name == unit.unit;
}

std::string unit_word(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    bool plain = !text.empty();
    std::string word;
    for (const char c : text) {
        plain = plain && is_plain(c);
        if (c == '%') {
            word += "%%";
        } else if (c == '"' || c == '\\') {
            word += {'\\', c};
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            word += {'\\', 'x', digits[static_cast<unsigned char>(c) >> 4], digits[c & 0xf]};
        } else {
            word += c;
        }
    }
    return plain ? word : concat('"', word, '"');
}

std::string command_word(std::string_view text) {
    std::string word;
    for (const char c : unit_word(text)) {
        if (c == '$') word += c;
        word += c;
    }
    return word;
}

}  // namespace nagaya::lower
