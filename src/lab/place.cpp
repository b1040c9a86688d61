#include "lab/place.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace nagaya::lab {
namespace {

std::string dashed(std::string_view tag) { return tag.empty() ? std::string() : concat(tag, "-"); }

}  // namespace

std::string Place::unit(std::string_view name) const { return concat("nagaya-lab-", dashed(tag), name); }

std::string Place::bridge() const { return tag.empty() ? "nagaya-lab" : concat("nagaya-", tag); }

std::string Place::cable(unsigned octet) const { return concat("ngl-", dashed(tag), octet); }

std::string Place::table() const { return tag.empty() ? "nagaya_lab" : concat("nagaya_lab_", tag); }

Place make_place(std::string directory) {
    while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
    std::string tag = directory == default_directory ? "" : sha256(directory).substr(0, 4);
    return Place{.directory = std::move(directory), .tag = std::move(tag)};
}

bool is_host_name(std::string_view name) {
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto fits = [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '-'; };
    return !name.empty() && name.size() <= 31 && lower(name[0]) && std::ranges::all_of(name, fits);
}

}  // namespace nagaya::lab
