#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"

namespace nagaya::lower {

using model::UnitPlace;

namespace {

struct Target {
    LoweredService* service;
    LoweredUnit* unit;
};

/// Where a drop-in of a place may find its unit: by the name in the tree, the file's name on the host, and what systemd says.
class Index {
public:
    explicit Index(Lowering& lowering) {
        for (LoweredService& service : lowering.services) {
            for (LoweredUnit& unit : service.units) {
                if (unit.source->place == UnitPlace::quadlet) {
                    add(UnitPlace::quadlet, {unit.source->name, unit.file_name}, {&service, &unit});
                }
                const UnitPlace place = unit.account == "root" ? UnitPlace::root_unit : UnitPlace::user_unit;
                // "web.service" is what the service itself calls a unit that the prefix made "home-web-web.service".
                add(place, {unit_name(unit.source->name, ""), unit.unit, unit.file_name}, {&service, &unit});
            }
        }
    }

    /// The service's own unit of that name, or else every other service's.
    std::vector<Target> find(UnitPlace place, const std::string& name, const LoweredService& service) const {
        const auto found = by_name_.find(key(place, name));
        if (found == by_name_.end()) return {};
        for (const Target& target : found->second) {
            if (target.service == &service) return {target};
        }
        return found->second;
    }

private:
    static std::string key(UnitPlace place, std::string_view name) {
        return concat(static_cast<unsigned>(place), ':', name);
    }
    void add(UnitPlace place, const std::vector<std::string>& names, Target target) {
        for (const std::string& name : names) {
            std::vector<Target>& targets = by_name_[key(place, name)];
            if (targets.empty() || targets.back().unit != target.unit) targets.push_back(target);
        }
    }

    std::unordered_map<std::string, std::vector<Target>> by_name_;
};

void report_orphan(Lowering& lowering, const model::UnitSource& source, const std::string& unit,
                   const std::vector<Target>& targets, Span at) {
    if (targets.empty()) {
        lowering.report.add({.code = "orphan-drop-in",
                             .message = concat("no service on host `", lowering.host.name, "` has the unit `", unit,
                                               "` that this drop-in is for"),
                             .at = at,
                             .help = concat("rename the directory `", source.name.substr(0, source.name.find('/')),
                                            "` after the unit it extends")});
        return;
    }
    std::vector<std::string> names;
    for (const Target& target : targets) names.push_back(concat('`', target.service->name(), '`'));
    lowering.report.add({.code = "orphan-drop-in",
                         .message = concat("several services on host `", lowering.host.name, "` have the unit `", unit,
                                           "` that this drop-in is for: ", join(names, ", ")),
                         .at = at,
                         .help = "give those units different names"});
}

void lower_declared(Lowering& lowering, const Index& index, const LoweredService& service,
                    const model::UnitSource& source) {
    const std::string_view written = lowering.sources.text(source.file);
    const Span at = lowering.place_of(source.file, service.service->at);
    const size_t slash = source.name.find(".d/");
    if (slash == std::string::npos) return;  // never made by load
    const std::string unit = source.name.substr(0, slash);
    const std::vector<Target> targets = index.find(source.place, unit, service);
    // Names are read as the service that brings the drop-in means them.
    std::optional<std::string> text = service.variables.expand_file(written, source.file, lowering.report);
    if (targets.size() != 1) return report_orphan(lowering, source, unit, targets, at);
    if (!text) return;
    const Target& target = targets.front();
    put_drop_in(lowering, *target.service, *target.unit, source.place, source.name.substr(slash + 3),
                concat("drop-in ", source.name), at, *std::move(text));
    target.unit->drop_ins.back().source = &source;
}

}  // namespace

void put_drop_in(Lowering& lowering, const LoweredService& service, LoweredUnit& unit, UnitPlace place,
                 const std::string& file, const std::string& role, Span origin, std::string text) {
    const bool below_home = place != UnitPlace::quadlet && unit.account != "root";
    const std::string units = below_home ? service.home + "/.config/systemd/user" : std::string("/etc/systemd/system");
    const std::string directory = place == UnitPlace::quadlet ? concat(unit.directory, '/', unit.file_name, ".d")
                                                              : concat(units, '/', unit.unit, ".d");
    const state::Owner owner = below_home ? service.owner() : root_owner;
    if (below_home) {
        for (const std::string_view below : {"/.config", "/.config/systemd", "/.config/systemd/user"}) {
            lowering.put_directory(service.home + std::string(below), {}, service.service->account.at,
                                   {.owner = owner, .mode = 0700, .keep = false});
        }
    }
    lowering.put_directory(directory, service.name(), origin,
                           {.owner = owner, .mode = below_home ? 0700U : 0755U, .keep = false});
    const std::string path = concat(directory, '/', file);
    lowering.put_file(path, service.name(), role, origin,
                      {.owner = owner, .mode = 0644, .content = state::Content::of(text)});
    unit.drop_ins.push_back({.file = {.kind = state::Kind::file, .scope = {}, .name = path}, .text = std::move(text)});
}

void lower_drop_ins(Lowering& lowering) {
    std::optional<Index> index;  // most hosts have no drop-in
    for (LoweredService& service : lowering.services) {
        for (const model::UnitSource& source : service.service->units) {
            if (!source.drop_in) continue;
            if (!index) index.emplace(lowering);
            lower_declared(lowering, *index, service, source);
        }
    }
}

}  // namespace nagaya::lower
