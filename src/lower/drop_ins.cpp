#include <map>
#include <unordered_map>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"
#include "syntax/drop_in_directories.hpp"

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

void report_orphan(Lowering& lowering, const LoweredService& service, const model::UnitSource& source,
                   const std::string& unit, const std::vector<Target>& targets, Span at) {
    const bool of_several = !unit.contains('.') || stem(unit).ends_with('-') || stem(unit).ends_with("-@");
    if (targets.empty() && of_several) {
        lowering.report.add(
            {.code = "orphan-drop-in",
             .message = concat("service `", service.name(), "` has no unit that drop-ins in `", unit, ".d` are for"),
             .at = at,
             .help = "rename the directory after the units it extends"});
        return;
    }
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

/// A drop-in as its service brings it.
struct Brought {
    const model::UnitSource* source;
    std::string_view directory;  ///< "web.container.d"
    std::string_view file;       ///< "10-more.conf"
    Span at;
    std::optional<std::string> text;  ///< with names as that service means them; nothing after a finding
    bool taken = false;               ///< a unit of the service is meant
};

std::vector<Brought> drop_ins_of(Lowering& lowering, const LoweredService& service) {
    std::vector<Brought> out;
    for (const model::UnitSource& source : service.service->units) {
        if (!source.drop_in) continue;
        const std::string_view name = source.name;
        const size_t slash = name.find('/');
        out.push_back(
            {.source = &source,
             .directory = name.substr(0, slash),
             .file = name.substr(slash + 1),
             .at = lowering.place_of(source.file, service.service->at),
             .text = service.variables.expand_file(lowering.sources.text(source.file), source.file, lowering.report)});
    }
    return out;
}

void put(Lowering& lowering, const Target& target, const Brought& drop_in) {
    if (!drop_in.text) return;
    put_drop_in(lowering, *target.service, *target.unit, drop_in.source->place, std::string(drop_in.file),
                concat("drop-in ", drop_in.source->name), drop_in.at, *drop_in.text);
    target.unit->drop_ins.back().source = drop_in.source;
}

/// Drop-ins for the service's own units, which may name just the beginning of a unit's name, or its type.
void lower_own(Lowering& lowering, LoweredService& service, std::vector<Brought>& drop_ins) {
    std::map<std::pair<UnitPlace, std::string_view>, std::vector<Brought*>> by_directory;
    for (Brought& drop_in : drop_ins) by_directory[{drop_in.source->place, drop_in.directory}].push_back(&drop_in);
    const auto look = [&](LoweredUnit& unit, UnitPlace place, std::string_view name) {
        std::map<std::string_view, const Brought*> chosen;  // the most specific of equal file names
        for (const std::string& directory : syntax::drop_in_directories(name)) {
            const auto found = by_directory.find({place, directory});
            if (found == by_directory.end()) continue;
            for (Brought* drop_in : found->second) {
                drop_in->taken = true;
                chosen.try_emplace(drop_in->file, drop_in);
            }
        }
        for (const auto& [file, drop_in] : chosen) put(lowering, {&service, &unit}, *drop_in);
    };
    for (LoweredUnit& unit : service.units) {
        if (unit.source->place == UnitPlace::quadlet) look(unit, UnitPlace::quadlet, unit.source->name);
        const bool root = unit.account == "root";
        // The service itself calls a unit of the system manager as if there were no prefix.
        std::string_view name = unit.unit;
        if (root && name.starts_with(service.system_prefix)) name.remove_prefix(service.system_prefix.size());
        look(unit, root ? UnitPlace::root_unit : UnitPlace::user_unit, name);
    }
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
                      {.owner = owner, .mode = 0644, .content = lowering.content(text)});
    unit.drop_ins.push_back({.file = {.kind = state::Kind::file, .scope = {}, .name = path}, .text = std::move(text)});
}

void lower_drop_ins(Lowering& lowering) {
    std::optional<Index> index;  // most hosts have no drop-in for another service's unit
    for (LoweredService& service : lowering.services) {
        std::vector<Brought> drop_ins = drop_ins_of(lowering, service);
        if (drop_ins.empty()) continue;
        lower_own(lowering, service, drop_ins);
        for (const Brought& drop_in : drop_ins) {
            if (drop_in.taken) continue;
            if (!index) index.emplace(lowering);
            const std::string unit(drop_in.directory.substr(0, drop_in.directory.size() - 2));
            const std::vector<Target> targets = index->find(drop_in.source->place, unit, service);
            if (targets.size() == 1)
                put(lowering, targets.front(), drop_in);
            else
                report_orphan(lowering, service, *drop_in.source, unit, targets, drop_in.at);
        }
    }
}

}  // namespace nagaya::lower
