#include <algorithm>

#include "base/text.hpp"
#include "quadlet/run.hpp"

namespace nagaya::quadlet {
namespace {

/// "web" of "web.container"; a leading dot is no extension's.
std::string_view stem_of(std::string_view name) {
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

/// The name of the service without ".service".
std::string service_stem(const Run& run, const Loaded& unit, const Values& own) {
    if (run.since(5, 3) || (unit.row->kind == Kind::pod && run.since(5, 2)))
        if (const auto name = own.last("ServiceName")) return std::string(*name);
    const auto stem = stem_of(unit.name);
    if (run.since(5, 7) && stem.ends_with('@') && !unit.row->suffix.empty())
        return concat(stem.substr(0, stem.size() - 1), unit.row->suffix, "@");
    return concat(stem, unit.row->suffix);
}

std::string replace_all(std::string_view text, std::string_view what, std::string_view with) {
    std::string out;
    for (size_t at = 0; at < text.size();) {
        const size_t found = text.find(what, at);
        out += text.substr(at, found - at);
        if (found == std::string_view::npos) break;
        out += with;
        at = found + what.size();
    }
    return out;
}

}  // namespace

std::string container_name(const Loaded& unit, const Values& own) {
    if (const auto name = own.filled("ContainerName"); !name.empty()) return std::string(name);
    return unit.name.find('@') == std::string_view::npos ? "systemd-%N" : "systemd-%p_%i";
}

std::string default_resource(const Run& run, std::string_view name) {
    auto resource = concat("systemd-", stem_of(name));
    if (run.since(5, 7) && name.find('@') != std::string_view::npos) {
        resource.pop_back();
        resource += "-%i";
    }
    return resource;
}

void name_units(Run& run) {
    std::ranges::stable_sort(run.units, {}, [](const Loaded& unit) { return unit.row->order; });
    for (Loaded& unit : run.units) {
        const auto own = unit.values(unit.row->section, run.request.release, run.arena);
        const auto stem = service_stem(run, unit, own);
        unit.service = run.arena.keep(stem + ".service");
        if (unit.row->kind == Kind::container) {
            const auto name = replace_all(container_name(unit, own), "%N", stem);
            if (name.find('%') == std::string::npos) unit.resource = run.arena.keep(name);
        } else if (unit.row->kind == Kind::build) {
            const auto tags = own.list("ImageTag");
            if (!tags.empty()) unit.resource = tags.front();
        } else if (unit.row->kind == Kind::pod && run.since(5, 6)) {
            const auto name = own.filled("PodName");
            unit.resource = name.empty() ? run.arena.keep(concat("systemd-", stem_of(unit.name))) : name;
        }
        run.by_name[unit.name] = &unit;
    }
}

}  // namespace nagaya::quadlet
