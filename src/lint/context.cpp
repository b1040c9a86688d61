#include "lint/context.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/references.hpp"
#include "syntax/drop_in_directories.hpp"

namespace nagaya::lint {
namespace {

/// "web.container.d/10-more.conf" → "web.container".
std::string_view target_of(std::string_view drop_in) {
    const auto directory = drop_in.substr(0, drop_in.rfind('/'));
    return directory.ends_with(".d") ? directory.substr(0, directory.size() - 2) : directory;
}

/// Read by the generator or by systemd, in the system manager or an account's, and the directory.
using DropInPlace = std::tuple<bool, bool, std::string_view>;

std::string_view directory_of(std::string_view drop_in) { return drop_in.substr(0, drop_in.rfind('/')); }

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// Puts each drop-in into the units it is for, which may share just the beginning of their names, or their type; those for none are
/// left.
void add_drop_ins(std::span<Unit> own, std::vector<Unit>& drop_ins, std::string_view prefix) {
    if (drop_ins.empty()) return;
    std::map<DropInPlace, std::vector<size_t>> by_place;
    for (size_t i = 0; i < drop_ins.size(); ++i)
        by_place[{drop_ins[i].quadlet(), drop_ins[i].system(), directory_of(drop_ins[i].source->name)}].push_back(i);
    std::vector<bool> used(drop_ins.size());
    const auto look = [&](Unit& unit, bool quadlet, std::string_view name) {
        std::unordered_set<std::string_view> taken;  // the most specific of equal file names counts
        for (const std::string& directory : syntax::drop_in_directories(name)) {
            const auto found = by_place.find({quadlet, unit.system(), directory});
            if (found == by_place.end()) continue;
            for (const size_t i : found->second) {
                used[i] = true;
                if (taken.insert(base_name(drop_ins[i].source->name)).second)
                    unit.drop_ins.push_back({.source = drop_ins[i].source, .file = drop_ins[i].file});
            }
        }
    };
    for (Unit& unit : own) {
        if (unit.quadlet()) look(unit, true, unit.name);
        // The service itself calls a unit of the system manager as if there were no prefix.
        std::string_view name = unit.generated;
        if (unit.system() && name.starts_with(prefix)) name.remove_prefix(prefix.size());
        look(unit, false, name);
    }
    size_t at = 0;
    std::erase_if(drop_ins, [&](const Unit&) { return used[at++]; });
}

}  // namespace

const Unit* Manager::find(std::string_view name) const {
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
}

const Manager* HostView::find_manager(std::string_view account) const {
    const auto found = managers.find(account);
    return found == managers.end() ? nullptr : &found->second;
}

const Unit* HostView::find_unit(std::string_view name) const {
    if (managers.size() == 1) return managers.begin()->second.find(name);
    const auto found = several.find(name);
    return found == several.end() ? nullptr : found->second;
}

Context::Context(const model::Site& site, const Sources& sources, Report& report) : site_(site), sources_(sources) {
    size_t most = 0;
    for (const auto& [name, service] : site.services) most += service.units.size();
    units_.reserve(most);  // units_ must not move: views and pointers lead into it
    for (const auto& [name, service] : site.services) {
        read_units(service, report);
        accounts_[service.account.value].push_back(&service);
    }
    parts_.reserve(units_.size());
    for (const Unit& unit : units_) parts_.push_back(make_parts(*this, nullptr, unit));
    hosts_.reserve(site.hosts.size());
    for (const auto& [name, host] : site.hosts) view_host(host);
}

Context::~Context() = default;

const UnitParts& Context::parts_of(const Unit& unit) const {
    return parts_[static_cast<size_t>(&unit - units_.data())];
}

const UnitParts& Context::parts_on(const model::Host* host, const Unit& unit) const {
    const UnitParts& plain = parts_of(unit);
    if (host == nullptr || !plain.varies) return plain;
    const auto found = parts_on_hosts_.find({host, &unit});
    if (found != parts_on_hosts_.end()) return found->second;
    return parts_on_hosts_.emplace(std::pair(host, &unit), make_parts(*this, host, unit)).first->second;
}

std::span<const Unit> Context::units(const model::Service& service) const {
    const auto found = services_.find(&service);
    if (found == services_.end()) return {};
    return std::span(units_).subspan(found->second.first, found->second.count);
}

const Unit* Context::unit_called(const model::Service& service, std::string_view name) const {
    const auto record = services_.find(&service);
    if (record == services_.end()) return nullptr;
    const auto found = record->second.by_name.find(name);
    return found == record->second.by_name.end() ? nullptr : found->second;
}

std::span<const model::Service* const> Context::services_of_account(std::string_view account) const {
    const auto found = accounts_.find(account);
    if (found == accounts_.end()) return {};
    return found->second;
}

std::span<const HostView* const> Context::hosts_of(const model::Service& service) const {
    const auto found = services_.find(&service);
    if (found == services_.end()) return {};
    return found->second.hosts;
}

const HostView* Context::oldest_host_of(const model::Service& service) const {
    const auto hosts = hosts_of(service);
    return hosts.empty() ? nullptr : *std::ranges::min_element(hosts, {}, &HostView::podman);
}

const syntax::UnitFile* Context::parse(FileId file, Report& report) {
    auto& place = files_[std::to_underlying(file)];
    if (!place) place = std::make_unique<syntax::UnitFile>(syntax::parse_unit_file(sources_, file, report));
    return place.get();
}

Unit Context::make_unit(const model::Service& service, const model::UnitSource& source, std::string_view name) {
    Unit unit{.service = &service, .source = &source, .kind = kind_of(name), .name = name};
    if (unit.kind == UnitKind::plain && source.drop_in && unit.quadlet()) unit.kind = kind_of(concat(".", name));
    unit.installed = unit.system() ? concat(system_prefix(site_, service), name) : std::string(name);
    return unit;
}

void Context::read_units(const model::Service& service, Report& report) {
    auto& record = services_[&service];
    record.first = units_.size();
    for (const auto& source : service.units) {
        if (source.drop_in) continue;
        Unit unit = make_unit(service, source, source.name);
        unit.file = parse(source.file, report);
        unit.generated = unit.quadlet() ? generated_name(unit.installed) : unit.installed;
        units_.push_back(std::move(unit));
    }
    record.count = units_.size() - record.first;
    const auto own = std::span(units_).subspan(record.first);

    std::vector<Unit> drop_ins;
    for (const auto& source : service.units) {
        if (!source.drop_in) continue;
        drop_ins.push_back(make_unit(service, source, target_of(source.name)));
        drop_ins.back().file = parse(source.file, report);
        gather_lines(drop_ins.back());
    }
    add_drop_ins(own, drop_ins, system_prefix(site_, service));
    for (Unit& drop_in : drop_ins) loose_.push_back(std::move(drop_in));
    for (Unit& unit : own) {
        std::ranges::stable_sort(unit.drop_ins, {},
                                 [](const DropIn& drop_in) { return base_name(drop_in.source->name); });
        gather_lines(unit);
        if (const auto* renamed = last_value(unit, section_of(unit.kind), "ServiceName"); renamed && unit.quadlet())
            if (auto name = Expansion(site_, nullptr, service).expand(renamed->value))
                unit.generated = concat(*name, name->ends_with(".service") ? "" : ".service");
        unit.references = references_of(site_, sources_, unit);
        record.by_name.try_emplace(unit.installed, &unit);
        record.by_name.try_emplace(unit.generated, &unit);
    }
}

void Context::view_host(const model::Host& host) {
    auto& view = hosts_.emplace_back();
    view.host = &host;
    view.podman = parse_podman_version(host.podman.value).value_or(PodmanVersion{});
    for (const auto& listed : host.services) {
        const auto* service = site_.find_service(listed.value);
        if (service == nullptr || !view.names.insert(service->name).second) continue;
        view.services.push_back(service);
        services_[service].hosts.push_back(&view);
        for (const Unit& unit : units(*service)) {
            auto& manager = view.managers[unit.account()];
            manager.units.push_back(&unit);
            manager.by_name.try_emplace(unit.installed, &unit);
            manager.by_name.try_emplace(unit.generated, &unit);
        }
    }
    if (view.managers.size() < 2) return;
    for (const auto* service : view.services)
        for (const Unit& unit : units(*service)) {
            view.several.try_emplace(unit.installed, &unit);
            view.several.try_emplace(unit.generated, &unit);
        }
}

std::string system_prefix(const model::Site& site, const model::Service& service) {
    return concat(site.settings.prefix.value, "-", service.name, "-");
}

}  // namespace nagaya::lint
