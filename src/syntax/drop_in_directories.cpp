#include "syntax/drop_in_directories.hpp"

#include "base/text.hpp"

namespace nagaya::syntax {

std::vector<std::string> drop_in_directories(std::string_view unit) {
    const size_t dot = unit.rfind('.');
    const auto extension = dot == std::string_view::npos ? std::string_view() : unit.substr(dot);
    const auto stem = unit.substr(0, unit.size() - extension.size());
    std::vector<std::string> names = {concat(unit, ".d")};
    const size_t at = stem.find('@');
    const auto base = stem.substr(0, at);
    const std::string_view sign = at == std::string_view::npos ? "" : "@";
    if (at != std::string_view::npos && at + 1 < stem.size()) names.push_back(concat(base, "@", extension, ".d"));
    for (size_t dash = base.rfind('-'); dash != std::string_view::npos; dash = base.rfind('-', dash - 1)) {
        const auto start = base.substr(0, dash + 1);
        if (!sign.empty()) names.push_back(concat(start, sign, extension, ".d"));
        if (start.size() < base.size() || !sign.empty()) names.push_back(concat(start, extension, ".d"));
        if (dash == 0) break;
    }
    if (!extension.empty()) names.push_back(concat(extension.substr(1), ".d"));
    return names;
}

std::string_view drop_in_type(std::string_view directory) {
    if (!directory.ends_with(".d")) return "";
    directory.remove_suffix(2);
    return directory.substr(directory.rfind('.') + 1);
}

}  // namespace nagaya::syntax
