#include "lsp/place.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "load/compose_file.hpp"

namespace nagaya::lsp {
namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.@/%").contains(c);
}

void set_type(Spot& spot) {
    const std::string_view path = spot.path;
    const std::string_view name = path.substr(path.rfind('/') + 1);
    if (path == "nagaya.toml") {
        spot.type = FileType::toml;
        return;
    }
    if (path.starts_with("hosts/") && name.ends_with(".toml")) {
        spot.type = FileType::toml;
        spot.kind = load::FileKind::host;
        return;
    }
    constexpr std::string_view services = "services/";
    if (!path.starts_with(services)) return;
    const std::string_view rest = path.substr(services.size());
    const size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return;
    spot.service = rest.substr(0, slash);
    if (rest.starts_with(concat(spot.service, "/files/"))) return;
    if (name.starts_with("service.") && name.ends_with(".toml")) {
        spot.type = FileType::toml;
        spot.kind = load::FileKind::service;
        return;
    }
    if (load::is_compose_name(name) && rest.size() == slash + 1 + name.size()) {
        spot.type = FileType::compose;
        return;
    }
    // A drop-in is of the kind of its directory.
    const size_t directory = path.rfind(".d/");
    std::string_view kind = name;
    if (directory != std::string_view::npos && name.ends_with(".conf"))
        kind = path.substr(0, directory).substr(path.substr(0, directory).rfind('/') + 1);
    spot.unit_name = kind;
    spot.unit = lint::kind_of(kind);
    for (const std::string_view end : {".service", ".timer", ".socket", ".path", ".mount", ".target", ".slice"})
        if (kind.ends_with(end)) spot.type = FileType::unit;
    if (spot.unit != lint::UnitKind::plain) spot.type = FileType::unit;
}

/// The name of the last header above `offset`.
std::string section_above(std::string_view text, size_t line_begin) {
    std::string section;
    for (size_t at = 0; at < line_begin;) {
        const size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = trim(text.substr(at, end - at));
        if (line.starts_with('[') && line.contains(']') && !line.contains('=')) {
            std::string_view name = line.substr(line.starts_with("[[") ? 2 : 1);
            section = trim(name.substr(0, name.find(']')));
        }
        at = end + 1;
    }
    return section;
}

/// The key whose value the line goes on with: it ends in a backslash (units), or an array is open (TOML).
std::string_view key_above(const Spot& spot, std::string_view text, size_t line_begin) {
    while (line_begin > 0) {
        const size_t end = line_begin - 1;
        const size_t break_at = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
        const size_t begin = break_at == std::string_view::npos ? 0 : break_at + 1;
        const std::string_view line = text.substr(begin, end - begin);
        const size_t equals = line.find('=');
        if (spot.type == FileType::unit) {
            if (!line.ends_with('\\')) return {};
            if (equals != std::string_view::npos) return trim(line.substr(0, equals));
        } else {
            if (equals != std::string_view::npos) {
                const std::string_view value = trim(line.substr(equals + 1));
                return value.starts_with('[') && !value.ends_with(']') ? trim(line.substr(0, equals))
                                                                       : std::string_view();
            }
            if (trim(line).starts_with('[') || trim(line).starts_with(']')) return {};
        }
        line_begin = begin;
    }
    return {};
}

}  // namespace

Spot find_spot(std::string_view path, std::string_view text, size_t offset) {
    Spot spot{.path = path};
    set_type(spot);
    offset = std::min(offset, text.size());
    const size_t break_at = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    const size_t begin = break_at == std::string_view::npos ? 0 : break_at + 1;
    spot.line = text.substr(begin, std::min(text.find('\n', offset), text.size()) - begin);
    spot.line_begin = begin;
    spot.column = offset - begin;
    spot.section = section_above(text, begin);
    const std::string_view before = spot.line.substr(0, spot.column);
    const size_t equals = spot.line.find('=');
    spot.in_header = trim(spot.line).starts_with('[') && equals == std::string_view::npos && !before.contains(']');
    if (spot.in_header && !key_above(spot, text, begin).empty()) spot.in_header = false;
    if (spot.in_header) {
        // a header has no key
    } else if (equals != std::string_view::npos) {
        spot.key = trim(spot.line.substr(0, equals));
        spot.in_value = spot.column > equals;
    } else if (const std::string_view above = key_above(spot, text, begin); !above.empty()) {
        spot.key = above;
        spot.in_value = true;
    } else {
        spot.key = trim(spot.line);
    }
    size_t first = offset;
    size_t last = offset;
    while (first > 0 && is_word(text[first - 1])) --first;
    while (last < text.size() && is_word(text[last])) ++last;
    spot.word = text.substr(first, last - first);
    spot.word_begin = first;
    return spot;
}

std::string service_directory(std::string_view service) { return concat("services/", service, "/"); }

}  // namespace nagaya::lsp
