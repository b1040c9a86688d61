#include "emit/nixos_system_units.hpp"

#include "base/text.hpp"
#include "emit/nixos_unit.hpp"

namespace nagaya::emit {

namespace {

bool calls_only_nagaya(std::string_view text) {
    bool calls = false;
    for (const std::string_view line : split(text, '\n')) {
        if (!line.starts_with("ExecStart=")) continue;
        if (!line.contains("/var/lib/nagaya/bin/nagaya")) return false;
        calls = true;
    }
    return calls;
}

}  // namespace

void SystemUnits::note(const std::string& name, const std::string& text) {
    constexpr std::string_view drop_ins = ".d";
    const size_t slash = name.find('/');
    Noted& unit = noted_[slash == std::string::npos ? name : name.substr(0, slash - drop_ins.size())];
    unit.whole = unit.whole || slash == std::string::npos;
    unit.text += concat(unit.text.empty() ? "" : "\n", text);
}

void SystemUnits::make(const state::HostState& state, const SecretPaths& secrets, std::set<std::string>& unknown) {
    for (const auto& [name, unit] : noted_) {
        if (is_left_out(name, unit)) {
            left_out_.push_back(name);
            continue;
        }
        const auto* wanted = state.get<state::Unit>({.kind = state::Kind::unit, .scope = "root", .name = name});
        const std::string text = secrets.with_paths(unit.text);
        put(name, unit, nixos_unit(name, text, wanted && wanted->enabled, unknown), nixos_text(text, unknown));
    }
}

bool SystemUnits::is_left_out(const std::string& name, const Noted& unit) const {
    if (calls_only_nagaya(unit.text)) return true;
    if (!name.ends_with(".timer")) return false;
    const auto service = noted_.find(concat(stem_of(name), ".service"));
    return service != noted_.end() && calls_only_nagaya(service->second.text);
}

void SystemUnits::put(const std::string& name, const Noted& unit, NixAttrs attrs, std::string text) {
    if (!unit.whole) attrs.insert(attrs.begin(), {"overrideStrategy", "asDropin"});
    if (name.ends_with(".mount")) {
        mounts_.emplace_back(std::move(attrs));
    } else if (name.ends_with(".automount")) {
        automounts_.emplace_back(std::move(attrs));
    } else if (!section_of(name).empty()) {
        merge(option(name), std::move(attrs));
    } else {
        std::erase_if(attrs, [](const auto& attr) {
            for (const std::string_view kept : {"overrideStrategy", "wantedBy", "requiredBy", "upheldBy", "aliases"})
                if (attr.first == kept) return false;
            return true;
        });
        attrs.emplace_back("text", std::move(text));
        texts_.emplace_back(name, std::move(attrs));
    }
}

NixAttrs& SystemUnits::option(std::string_view unit) {
    return options_[std::string(section_of(unit))][std::string(stem_of(unit))];
}

}  // namespace nagaya::emit
