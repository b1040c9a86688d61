#include "quadlet/conversion.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace nagaya::quadlet {
namespace {

constexpr auto dependency_keys = std::to_array<std::string_view>(
    {"After", "Before", "BindsTo", "Conflicts", "OnFailure", "OnSuccess", "PartOf", "PropagatesReloadTo",
     "PropagatesStopTo", "ReloadPropagatedFrom", "Requires", "Requisite", "StopPropagatedFrom", "Upholds", "Wants"});

}  // namespace

void Command::word(std::string_view word) {
    line_ += ' ';
    append_word(line_, word, release_);
}

void Command::words(std::span<const std::string_view> words) {
    for (const auto each : words) word(each);
}

void Command::option(std::string_view name, std::string_view value) {
    if (release_ < Release{5, 3, 0}) {
        word(concat(name, "=", value));
        return;
    }
    word(name);
    word(value);
}

void Command::pairs(std::string_view name, const std::vector<Pair>& pairs) {
    for (const Pair& pair : pairs) {
        word(name);
        word(pair.value ? concat(pair.name, "=", *pair.value) : pair.name);
    }
}

void Command::flag(std::string_view name, bool value) { word(value ? std::string(name) : concat(name, "=false")); }

Conversion::Conversion(Run& the_run, Loaded& the_unit)
    : run(the_run),
      unit(the_unit),
      own(unit.values(unit.row->section, run.request.release, run.arena)),
      service_values(unit.values("Service", run.request.release, run.arena)),
      service(unit.text) {}

Fault Conversion::begin() {
    const bool build = unit.row->kind == Kind::build;
    if (since(5, 6))
        if (auto fault = unknown_keys()) return fault;
    if (since(5, 5))
        if (auto fault = translate_dependencies()) return fault;
    default_dependencies();
    const bool build_order = build && !since(5, 6);
    if (!build_order) service.add("Unit", "SourcePath", unit.path);
    if (build_order && own.list("ImageTag").empty()) return "no ImageTag key specified";
    if (!since(5, 6))
        if (auto fault = unknown_keys()) return fault;
    rename_sections();
    if (since(5, 6) || unit.row->kind != Kind::container) service.add("Unit", "RequiresMountsFor", "%t/containers");
    if (build_order) service.add("Unit", "SourcePath", unit.path);
    return std::nullopt;
}

Fault Conversion::unknown_keys() const {
    for (const std::string_view name : {unit.row->section, std::string_view("Quadlet")}) {
        const auto* section = unit.text.find(name);
        if (section == nullptr || (name == "Quadlet" && !since(5, 3))) continue;
        for (const Line& line : section->lines) {
            if (line.remark) continue;
            const auto* key = find_key(name, line.key);
            if (key == nullptr || key->since > run.request.release.version())
                return concat("unsupported key '", line.key, "' in group '", name, "' in ", unit.path);
        }
    }
    return std::nullopt;
}

Fault Conversion::translate_dependencies() {
    const Values dependencies = unit.values("Unit", run.request.release, run.arena);
    if (dependencies.section == nullptr) return std::nullopt;
    for (const auto key : dependency_keys) {
        if (!dependencies.has(key)) continue;
        std::string translated;
        bool quadlet = false;
        for (const auto word : dependencies.words(key)) {
            if (!translated.empty()) translated += ' ';
            if (kind_of_file(word, run.request.release) == nullptr) {
                translated += word;
                continue;
            }
            const auto* other = find(word);
            if (other == nullptr) return concat("unable to translate dependency for ", word);
            translated += other->service;
            quadlet = true;
        }
        if (quadlet) service.replace_all("Unit", key, keep(translated));
    }
    return std::nullopt;
}

void Conversion::default_dependencies() {
    const bool wanted = since(5, 3) || (since(5, 2) && unit.row->kind == Kind::image);
    const Values quadlet = unit.values("Quadlet", run.request.release, run.arena);
    if (!wanted || !quadlet.boolean("DefaultDependencies").value_or(true)) return;
    const bool user = run.request.around.user && since(5, 3);
    const std::string_view target = user ? "podman-user-wait-network-online.service" : "network-online.target";
    service.prepend("Unit", "After", target);
    service.prepend("Unit", "Wants", target);
}

void Conversion::rename_sections() {
    service.rename(unit.row->section, unit.row->renamed);
    service.rename("Quadlet", "X-Quadlet");
}

void Conversion::warn_service_user() {
    if (!since(5, 6)) return;
    for (const std::string_view key : {"User", "Group", "DynamicUser"})
        if (service_values.has(key))
            run.outcome.log.warn(
                concat("Warning: using key ", key, " in the Service group is not supported - use at your own risk"));
}

void Conversion::warn_bad_escapes(size_t lines) {
    for (; lines > 0; --lines) run.outcome.log.warn("unsupported escape char");
}

Command Conversion::podman(std::string_view prefix) {
    Command command(run.request.release, concat(prefix, run.request.podman));
    for (const auto module : own.list("ContainersConfModule")) command.word(concat("--module=", module));
    command.words(own.arguments("GlobalArgs"));
    return command;
}

void Conversion::strings(Command& command, std::span<const KeyOption> options) const {
    for (const auto& [key, option] : options)
        if (const auto value = own.filled(key); !value.empty()) command.option(option, value);
}

void Conversion::lists(Command& command, std::span<const KeyOption> options) const {
    for (const auto& [key, option] : options)
        for (const auto value : own.list(key)) command.option(option, value);
}

void Conversion::flags(Command& command, std::span<const KeyOption> options) const {
    for (const auto& [key, option] : options)
        if (const auto value = own.boolean(key)) command.flag(option, *value);
}

void Conversion::pairs(Command& command, std::string_view key, std::string_view option) {
    size_t bad = 0;
    command.pairs(option, own.pairs(key, &bad));
    if (since(5, 5)) warn_bad_escapes(bad);
}

void Conversion::depend_on(const Loaded& other) {
    service.add("Unit", "Requires", other.service);
    service.add("Unit", "After", other.service);
}

Loaded* Conversion::find(std::string_view name) const {
    const auto found = run.by_name.find(name);
    return found == run.by_name.end() ? nullptr : found->second;
}

std::string Conversion::absolute(std::string_view path) const {
    if (path.starts_with('/') || starts_with_specifier(path)) return std::string(path);
    return clean_path(concat(directory_of(unit.path), "/", path));
}

void Conversion::requires_mounts_for(std::string_view path) {
    if (!since(5, 8)) {
        service.add("Unit", "RequiresMountsFor", keep(path));
        return;
    }
    std::string escaped;
    append_word(escaped, path, run.request.release);
    service.add("Unit", "RequiresMountsFor", keep(escaped));
}

Fault Conversion::kill_mode() {
    const auto mode = service_values.last("KillMode");
    if (!mode)
        service.set("Service", "KillMode", "mixed");
    else if (*mode != "mixed" && *mode != "control-group")
        return concat("invalid KillMode '", *mode, "'");
    return std::nullopt;
}

Fault Conversion::service_type(std::string_view& type) {
    const auto said = service_values.last("Type");
    if (said && *said != "notify" && *said != "oneshot") return concat("invalid service Type '", *said, "'");
    type = said.value_or("notify");
    return std::nullopt;
}

void Conversion::log_driver(Command& command) const {
    if (const auto driver = own.last("LogDriver")) command.option("--log-driver", *driver);
    for (const auto option : own.words("LogOpt")) command.option("--log-opt", option);
}

void Conversion::oneshot(bool remain) {
    if (!service_values.has("SyslogIdentifier")) service.set("Service", "SyslogIdentifier", "%N");
    if (!service_values.has("Type")) service.set("Service", "Type", "oneshot");
    if (remain && !service_values.has("RemainAfterExit")) service.set("Service", "RemainAfterExit", "yes");
}

bool looks_like_url(std::string_view text) {
    if (text.starts_with("http") || text.starts_with("git://")) return true;
    constexpr std::string_view forge = "github.com/";
    const size_t at = text.find(forge);
    return at != std::string_view::npos && at + forge.size() < text.size();
}

bool starts_with_specifier(std::string_view path) { return path.starts_with('%') && !path.starts_with("%%"); }

Fault convert(Conversion& c) {
    switch (c.unit.row->kind) {
        case Kind::container: return convert_container(c);
        case Kind::pod: return convert_pod(c);
        case Kind::volume: return convert_volume(c);
        case Kind::network: return convert_network(c);
        case Kind::build: return convert_build(c);
        case Kind::image: return convert_image(c);
        case Kind::artifact: return convert_artifact(c);
        case Kind::kube: return convert_kube(c);
    }
    return std::nullopt;
}

}  // namespace nagaya::quadlet
