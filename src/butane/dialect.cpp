#include "butane/dialect.hpp"

#include <charconv>

#include "base/text.hpp"

namespace nagaya::butane {

namespace {

struct Row {
    std::string_view variant;
    Dialect dialect;
};

constexpr Row fcos(std::string_view version, int minor, int ignition) {
    return {"fcos", {.variant = Variant::fcos, .version = version, .ignition = {ignition}, .fcos = minor}};
}

constexpr Row openshift(std::string_view version, int minor, int fcos, int ignition) {
    return {
        "openshift",
        {.variant = Variant::openshift, .version = version, .ignition = {ignition}, .fcos = fcos, .openshift = minor}};
}

constexpr Row plain(std::string_view name, Variant variant, std::string_view version, int ignition) {
    return {name, {.variant = variant, .version = version, .ignition = {ignition}}};
}

constexpr Row rows[] = {
    fcos("1.0.0", 0, 0),
    fcos("1.1.0", 1, 1),
    fcos("1.2.0", 2, 2),
    fcos("1.3.0", 3, 2),
    fcos("1.4.0", 4, 3),
    fcos("1.5.0", 5, 4),
    fcos("1.6.0", 6, 5),
    fcos("1.7.0", 7, 6),
    fcos("1.8.0-experimental", 8, 7),
    plain("flatcar", Variant::flatcar, "1.0.0", 3),
    plain("flatcar", Variant::flatcar, "1.1.0", 4),
    plain("flatcar", Variant::flatcar, "1.2.0-experimental", 7),
    openshift("4.8.0", 8, 3, 2),
    openshift("4.9.0", 9, 3, 2),
    openshift("4.10.0", 10, 3, 2),
    openshift("4.11.0", 11, 3, 2),
    openshift("4.12.0", 12, 3, 2),
    openshift("4.13.0", 13, 3, 2),
    openshift("4.14.0", 14, 5, 4),
    openshift("4.15.0", 15, 5, 4),
    openshift("4.16.0", 16, 5, 4),
    openshift("4.17.0", 17, 5, 4),
    openshift("4.18.0", 18, 5, 4),
    openshift("4.19.0", 19, 6, 5),
    openshift("4.20.0", 20, 6, 5),
    openshift("4.21.0", 21, 6, 5),
    openshift("4.22.0", 22, 6, 5),
    openshift("4.23.0-experimental", 23, 8, 7),
    plain("r4e", Variant::r4e, "1.0.0", 3),
    plain("r4e", Variant::r4e, "1.1.0", 4),
    plain("r4e", Variant::r4e, "1.2.0-experimental", 7),
    plain("fiot", Variant::fiot, "1.0.0", 4),
    plain("fiot", Variant::fiot, "1.1.0-experimental", 7),
};

/// Letters, digits, dashes and dots, as in "-rc.1".
bool is_identifier(std::string_view text) {
    if (text.empty()) return false;
    for (char c : text) {
        bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!alphanumeric && c != '-' && c != '.') return false;
    }
    return true;
}

}  // namespace

std::optional<Dialect> find_dialect(std::string_view variant, std::string_view version) {
    for (const Row& row : rows)
        if (row.variant == variant && row.dialect.version == version) return row.dialect;
    return std::nullopt;
}

std::optional<std::string> normal_version(std::string_view text) {
    std::string_view rest = text;
    std::string_view metadata;
    std::string_view prerelease;
    if (size_t plus = rest.find('+'); plus != std::string_view::npos) {
        metadata = rest.substr(plus + 1);
        rest = rest.substr(0, plus);
        if (!metadata.empty() && !is_identifier(metadata)) return std::nullopt;
    }
    if (size_t dash = rest.find('-'); dash != std::string_view::npos) {
        prerelease = rest.substr(dash + 1);
        rest = rest.substr(0, dash);
        if (!prerelease.empty() && !is_identifier(prerelease)) return std::nullopt;
    }
    auto parts = split(rest, '.');
    if (parts.size() != 3) return std::nullopt;
    std::string out;
    for (std::string_view part : parts) {
        int64_t number = 0;
        auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
        if (error != std::errc{} || end != part.data() + part.size()) return std::nullopt;
        if (!out.empty()) out += '.';
        append_piece(out, number);
    }
    if (!prerelease.empty()) out += concat("-", prerelease);
    if (!metadata.empty()) out += concat("+", metadata);
    return out;
}

}  // namespace nagaya::butane
