#include "lower/unit_name.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace nagaya::lower {

namespace {

struct QuadletKind {
    std::string_view extension;
    std::string_view section;
    std::string_view suffix;  // of the service's name
};

constexpr std::array<QuadletKind, 8> kinds = {{
    {".container", "Container", ""},
    {".kube", "Kube", ""},
    {".pod", "Pod", "-pod"},
    {".network", "Network", "-network"},
    {".volume", "Volume", "-volume"},
    {".image", "Image", "-image"},
    {".build", "Build", "-build"},
    {".artifact", "Artifact", "-artifact"},
}};

const QuadletKind* find_kind(std::string_view file_name) {
    const auto found = std::ranges::find(kinds, extension(file_name), &QuadletKind::extension);
    return found == kinds.end() ? nullptr : &*found;
}

}  // namespace

std::string_view extension(std::string_view file_name) {
    const size_t dot = file_name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : file_name.substr(dot);
}

std::string_view stem(std::string_view file_name) { return file_name.substr(0, file_name.rfind('.')); }

bool is_quadlet(std::string_view file_name) { return find_kind(file_name) != nullptr; }

bool is_template(std::string_view file_name) { return stem(file_name).ends_with('@'); }

std::string unit_name(std::string_view file_name, std::string_view service_name) {
    const QuadletKind* kind = find_kind(file_name);
    if (!kind) return std::string(file_name);
    if (!service_name.empty()) {
        return concat(service_name, service_name.ends_with(".service") ? "" : ".service");
    }
    // A template keeps its "@" at the end: "x@.pod" makes "x-pod@.service".
    std::string_view base = stem(file_name);
    const std::string_view at = base.ends_with('@') ? "@" : "";
    base.remove_suffix(at.size());
    return concat(base, kind->suffix, at, ".service");
}

std::string_view quadlet_section(std::string_view file_name) {
    const QuadletKind* kind = find_kind(file_name);
    return kind ? kind->section : std::string_view();
}

}  // namespace nagaya::lower
