#include "compose/quadlet_text.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"

namespace nagaya::compose {

void UnitText::add(Section section, std::string_view key, std::string_view value, Span at) {
    sections_[static_cast<size_t>(section)].push_back({concat(key, "=", value), at});
}

void UnitText::add_once(std::string_view key, std::string_view value, Span at) {
    const std::string line = concat(key, "=", value);
    if (std::ranges::find(sections_[static_cast<size_t>(Section::kind)], line, &Line::text) ==
        sections_[static_cast<size_t>(Section::kind)].end())
        add(key, value, at);
}

QuadletFile UnitText::finish(std::string name, std::string_view comment, Span at) const {
    QuadletFile file{.name = std::move(name), .text = concat("# ", comment, "\n"), .origins = {at}};
    const std::array<std::string_view, 4> names{"Unit", kind_, "Service", "Install"};
    for (size_t i = 0; i < names.size(); ++i) {
        if (sections_[i].empty() && names[i] != kind_) continue;
        if (i > 0 && file.origins.size() > 1) {
            file.text += '\n';
            file.origins.push_back(at);
        }
        file.text += concat("[", names[i], "]\n");
        file.origins.push_back(at);
        for (const auto& line : sections_[i]) {
            file.text += concat(line.text, "\n");
            file.origins.push_back(line.at);
        }
    }
    return file;
}

std::string unit_value(std::string_view text) {
    std::string out;
    for (const char byte : text) {
        if (byte == '$' || byte == '%') out += byte;
        out += static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f ? ' ' : byte;
    }
    while (out.ends_with('\\')) out += '\\', out += ' ';
    return out;
}

std::string unit_word(std::string_view text) {
    std::string out = "\"";
    for (const char byte : text) {
        switch (byte) {
            case '$': out += "$$"; break;
            case '%': out += "%%"; break;
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\t': out += "\\t"; break;
            case '\r': out += "\\r"; break;
            default:
                if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) {
                    constexpr std::string_view digits = "0123456789abcdef";
                    out += "\\x";
                    out += digits[static_cast<unsigned char>(byte) >> 4];
                    out += digits[static_cast<unsigned char>(byte) & 15];
                } else {
                    out += byte;
                }
        }
    }
    return out + "\"";
}

std::string unit_argument(std::string_view text) {
    constexpr std::string_view simple = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@,+";
    if (!text.empty() && text.find_first_not_of(simple) == std::string_view::npos) return std::string(text);
    return unit_word(text);
}

std::string unit_json(const std::vector<std::string_view>& words) {
    JsonArray array;
    for (const auto word : words) array.emplace_back(word);
    std::string out;
    for (const char byte : print_json(Json(std::move(array)), JsonStyle::compact)) {
        if (byte == '$' || byte == '%') out += byte;
        out += byte;
    }
    return out;
}

}  // namespace nagaya::compose
