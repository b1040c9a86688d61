// Names of images as registries and Podman read them: [host[:port]/]path[:tag][@digest] (github.com/distribution/reference).
#include <algorithm>
#include <array>

#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/forms_podman.hpp"

namespace nagaya::lint {
namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }
bool is_small(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool fail_at(Misfit& misfit, std::string_view part, std::string what, std::string allowed) {
    misfit.part = part;
    misfit.what = std::move(what);
    misfit.allowed = std::move(allowed);
    return false;
}

bool is_tag(std::string_view tag) {
    if (tag.empty() || tag.size() > 128 || tag[0] == '.' || tag[0] == '-') return false;
    return std::ranges::all_of(tag,
                               [](char c) { return is_small(c) || is_capital(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_digest(std::string_view digest) {
    const size_t colon = digest.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view algorithm = digest.substr(0, colon);
    const size_t digits = algorithm == "sha256" ? 64 : algorithm == "sha384" ? 96 : algorithm == "sha512" ? 128 : 0;
    const std::string_view rest = digest.substr(colon + 1);
    return rest.size() == digits && digits > 0 && std::ranges::all_of(rest, is_hex);
}

/// The part before the first slash is a host if nothing else can look like it.
bool is_host(std::string_view first) {
    return first == "localhost" || first.find_first_of(".:") != std::string_view::npos ||
           std::ranges::any_of(first, is_capital);
}

}  // namespace

bool is_image(std::string_view text, Misfit& misfit) {
    if (text.ends_with(".image") || text.ends_with(".build")) return true;
    constexpr auto transports =
        std::to_array<std::string_view>({"docker://", "docker-archive:", "docker-daemon:", "dir:", "oci:",
                                         "oci-archive:", "containers-storage:", "sif:", "ostree:"});
    for (const std::string_view transport : transports)
        if (text.starts_with(transport)) return true;
    if (const size_t scheme = text.find("://"); scheme != std::string_view::npos) {
        misfit.meant = text.substr(scheme + 3);
        return fail_at(misfit, text, "is a URL and no name of an image", "the name without `https://`");
    }
    const bool id = text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    if (id || (text.starts_with("sha256:") && is_digest(text))) return true;
    const size_t at = text.find('@');
    if (at != std::string_view::npos && !is_digest(text.substr(at + 1)))
        return fail_at(misfit, text.substr(at + 1), "is no digest", "`sha256:` and 64 hexadecimal digits");
    std::string_view name = text.substr(0, at);
    const size_t slash = name.rfind('/');
    const size_t colon = name.rfind(':');
    if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
        const std::string_view tag = name.substr(colon + 1);
        if (!is_tag(tag))
            return fail_at(misfit, tag.empty() ? text : tag, tag.empty() ? "ends with `:`" : "is no tag",
                           "letters, digits, `_`, `.` and `-` behind `:`");
        name = name.substr(0, colon);
    }
    if (const size_t first = name.find('/'); first != std::string_view::npos && is_host(name.substr(0, first)))
        name.remove_prefix(first + 1);
    const bool legal = !name.empty() && std::ranges::all_of(name, [](char c) {
        return is_small(c) || is_capital(c) || std::string_view("/._-").contains(c);
    });
    if (!legal || name.contains("//") || name.starts_with('/') || name.ends_with('/')) return false;
    if (!std::ranges::any_of(name, is_capital)) return true;
    misfit.meant = name;
    for (char& c : misfit.meant) c = to_lower(c);
    return fail_at(misfit, name, "has capitals, which no repository has", "small letters");
}

}  // namespace nagaya::lint
