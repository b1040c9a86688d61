#include "lower/podman_names.hpp"

#include <array>

#include "base/text.hpp"
#include "lower/unit_name.hpp"
#include "lower/unit_values.hpp"

namespace nagaya::lower {

namespace {

/// `text` with the specifiers of systemd.unit(5) that depend on the unit's name alone; others make it unknown.
std::optional<std::string> without_specifiers(std::string_view text, std::string_view unit) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const char specifier = ++i < text.size() ? text[i] : '\0';
        if (specifier == '%') {
            out += '%';
        } else if (specifier == 'n') {
            out += unit;
        } else if (specifier == 'N' || specifier == 'p') {
            out += stem(unit);  // no instances here, so the prefix is the whole
        } else {
            return std::nullopt;
        }
    }
    return out;
}

std::optional<std::string> name_of(const LoweredUnit& unit, std::string_view key, std::string_view otherwise) {
    const std::string named = last_value(unit, quadlet_section(unit.source->name), key);
    return named.empty() ? concat("systemd-", otherwise) : without_specifiers(named, unit.unit);
}

}  // namespace

std::optional<std::string> container_name(const LoweredUnit& unit) {
    if (extension(unit.source->name) != ".container" || is_template(unit.source->name)) return std::nullopt;
    return name_of(unit, "ContainerName", stem(unit.unit));  // the default is systemd-%N
}

std::optional<state::PodmanObject> podman_object(const LoweredUnit& unit) {
    struct Made {
        std::string_view extension;
        std::string_view key;
        state::PodmanObject::Kind kind;
    };
    using enum state::PodmanObject::Kind;
    static constexpr std::array<Made, 3> all = {
        {{".network", "NetworkName", network}, {".volume", "VolumeName", volume}, {".pod", "PodName", pod}}};
    if (is_template(unit.source->name)) return std::nullopt;
    for (const Made& made : all) {
        if (extension(unit.source->name) != made.extension) continue;
        // Here the default comes from the file's name, whatever ServiceName= says.
        std::optional<std::string> name = name_of(unit, made.key, stem(unit.file_name));
        if (!name) return std::nullopt;
        return state::PodmanObject{.kind = made.kind, .name = *std::move(name)};
    }
    return std::nullopt;
}

}  // namespace nagaya::lower
