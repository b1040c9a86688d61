#include "ignition/clean_path.hpp"

#include <vector>

#include "base/text.hpp"

namespace nagaya::ignition {

std::string clean_path(std::string_view path) {
    bool rooted = path.starts_with('/');
    std::vector<std::string_view> kept;
    for (std::string_view part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != ".." || (kept.empty() && !rooted) || (!kept.empty() && kept.back() == ".."))
            kept.push_back(part);
        else if (!kept.empty())
            kept.pop_back();
    }
    std::string out = rooted ? "/" : "";
    for (size_t at = 0; at < kept.size(); ++at) {
        if (at > 0) out += '/';
        out += kept[at];
    }
    return out.empty() ? "." : out;
}

std::string escape_path(std::string_view path) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::string_view part : split(path, '/')) {
        if (part.empty()) continue;
        if (!out.empty()) out += '-';
        for (char c : part) {
            bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' ||
                         c == '_' || (c == '.' && !out.empty());
            if (plain) {
                out += c;
                continue;
            }
            auto byte = static_cast<unsigned char>(c);
            out += "\\x";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out.empty() ? "-" : out;
}

}  // namespace nagaya::ignition
