#include <algorithm>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"
#include "lower/unit_values.hpp"

namespace nagaya::lower {

using model::UnitPlace;

namespace {

constexpr std::string_view quadlet_root = "/etc/containers/systemd";
constexpr std::string_view system_units = "/etc/systemd/system";

/// The last value of `key`, substituted; "" when it is not set.
std::string value_of(const LoweredService& service, const syntax::UnitFile& unit, std::string_view section,
                     std::string_view key) {
    const syntax::UnitEntry* entry = syntax::find_last(unit, section, key);
    return entry ? service.variables.expand_known(entry->value) : std::string();
}

void put_quadlet_directories(Lowering& lowering, const LoweredService& service) {
    const Span origin = service.service->account.at;
    lowering.put_directory(std::string(quadlet_root), {}, origin, {.owner = root_owner, .mode = 0755, .keep = false});
    if (service.service->rootful()) return;
    lowering.put_directory(concat(quadlet_root, "/users"), {}, origin,
                           {.owner = root_owner, .mode = 0755, .keep = false});
    lowering.put_directory(service.quadlets, {}, origin,
                           {.owner = {.uid = 0, .gid = service.owner().gid}, .mode = 0750, .keep = false});
}

void put_user_directories(Lowering& lowering, const LoweredService& service) {
    for (const std::string_view below : {"/.config", "/.config/systemd", "/.config/systemd/user"}) {
        lowering.put_directory(concat(service.home, below), {}, service.service->account.at,
                               {.owner = service.owner(), .mode = 0700, .keep = false});
    }
}

/// Where the unit goes and whose it is.
LoweredUnit place(Lowering& lowering, const LoweredService& service, const model::UnitSource& source) {
    LoweredUnit unit{.source = &source,
                     .parsed = {},
                     .text = {},
                     .account = service.account(),
                     .directory = {},
                     .file_name = source.name,
                     .unit = {},
                     .drop_ins = {}};
    const bool rootful = service.service->rootful();
    if (source.place == UnitPlace::quadlet) {
        unit.directory = service.quadlets;
        if (rootful) unit.file_name = service.system_prefix + source.name;
        put_quadlet_directories(lowering, service);
    } else if (source.place == UnitPlace::user_unit && !rootful) {
        unit.directory = service.home + "/.config/systemd/user";
        put_user_directories(lowering, service);
    } else {
        unit.account = "root";
        unit.directory = system_units;
        unit.file_name = service.system_prefix + source.name;
    }
    return unit;
}

bool is_momentary(const LoweredService& service, const syntax::UnitFile& unit) {
    const std::string remain = value_of(service, unit, "Service", "RemainAfterExit");
    return value_of(service, unit, "Service", "Type") == "oneshot" && !is_true(remain);
}

/// The unit that a socket's Service= names (systemd.socket(5)), as it is called on the host; "" when it names none.
std::string triggered_service(const LoweredService& service, const LoweredUnit& unit) {
    if (extension(unit.unit) != ".socket") return {};
    return value_of(service, unit.parsed, "Socket", "Service");
}

void lower_unit(Lowering& lowering, LoweredService& service, const model::UnitSource& source) {
    LoweredUnit unit = place(lowering, service, source);
    const std::string_view written = lowering.sources.text(source.file);
    Report already_reported;  // whoever loads the site reads every unit and tells what is wrong with it
    unit.parsed = syntax::parse_unit_file(lowering.sources, source.file, already_reported);
    std::optional<std::string> text = service.variables.expand_file(written, source.file, lowering.report);
    if (!text) return;
    unit.text = *std::move(text);
    const bool quadlet = source.place == UnitPlace::quadlet;
    unit.unit =
        quadlet ? unit_name(unit.file_name, value_of(service, unit.parsed, quadlet_section(source.name), "ServiceName"))
                : unit.file_name;

    const Span origin = lowering.place_of(source.file, service.service->at);
    const bool below_home = source.place == UnitPlace::user_unit && unit.account != "root";
    lowering.put_file(
        unit.file_id().name, service.name(), source.name, origin,
        {.owner = below_home ? service.owner() : root_owner, .mode = 0644, .content = lowering.content(unit.text)});
    unit.momentary = is_momentary(service, unit.parsed);
    if (!is_template(source.name)) {
        lowering.state.put(unit.unit_id(), {.service = service.name(),
                                            .origin = origin,
                                            .role = source.name,
                                            .value = state::Unit{.account = unit.account,
                                                                 .name = unit.unit,
                                                                 .momentary = unit.momentary,
                                                                 .triggers = triggered_service(service, unit),
                                                                 .inputs = {}}});
    }
    service.units.push_back(std::move(unit));
}

}  // namespace

void lower_units(Lowering& lowering) {
    for (LoweredService& service : lowering.services) {
        service.units.reserve(service.service->units.size());
        for (const model::UnitSource& source : service.service->units) {
            if (!source.drop_in) lower_unit(lowering, service, source);
        }
    }
}

}  // namespace nagaya::lower
