#include <algorithm>
#include <array>
#include <deque>
#include <set>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "quadlet/refusals.hpp"

namespace nagaya::lint {
namespace {

/// What to do about a reason of the generator, by its beginning.
struct Advice {
    std::string_view reason;
    std::array<std::string_view, 2> keys;  ///< of the unit's own section: where to point
    std::string_view help;
};

constexpr auto advices = std::to_array<Advice>({
    {"invalid Group set without User", {"Group"}, "add `User=`, or take `Group=` out"},
    {"pod ", {"Pod"}, "name a Quadlet file, as in `Pod=front.pod`"},
    {"quadlet pod unit", {"Pod"}, "add that file, or correct the name"},
    {"extra options are not supported when joining", {"Network"}, "end the value after `.container`"},
    {"the key Image is mandatory", {"Driver"}, "add `Image=`"},
    {"key Type can't be used", {"Type"}, "add `Device=`, which says what is mounted"},
    {"key Options can't be used", {"Options"}, "add `Device=`, which says what is mounted"},
    {"neither SetWorkingDirectory, nor File", {"ImageTag"}, "add `SetWorkingDirectory=unit`, or `File=` with a path"},
    {"relative path in File key", {"File"}, "add `SetWorkingDirectory=unit`, or write an absolute path"},
    {"SetWorkingDirectory=", {"SetWorkingDirectory"}, "write `unit`, or an absolute path"},
    {"unsupported value for WorkingDirectory", {"SetWorkingDirectory"}, "write `yaml` or `unit`"},
    {"ReloadCmd and ReloadSignal", {"ReloadSignal", "ReloadCmd"}, "keep one of them"},
    {"panic: ", {"Mount"}, "the generator ends there, and makes no unit of any file: name a source"},
    {"incorrect mount format", {"Mount"}, "write `Mount=type=…,source=…,destination=…`"},
    {"source parameter", {"Mount"}, "write `Mount=type=…,source=…,destination=…`"},
    {"source cannot be empty", {"Mount"}, "write `Mount=type=…,source=…,destination=…`"},
    {"UidMap set without RemapUsers", {"RemapUid"}, "write `UIDMap=` instead"},
    {"GidMap set without RemapUsers", {"RemapGid"}, "write `GIDMap=` instead"},
    {"unsupported RemapUsers", {"RemapUsers"}, "write `UserNS=` instead: `auto`, `keep-id`, `nomap` …"},
    {"RemapUsers=", {"RemapUsers", "RemapUid"}, "write `UserNS=` instead: `auto`, `keep-id`, `nomap` …"},
    {"deprecated Remap keys", {"RemapUsers", "RemapUid"}, "keep `UserNS=`, `UIDMap=` and the like, and take this out"},
    {"invalid port format", {"ExposeHostPort"}, "write a number, or two with a `-`, and `/tcp` or `/udp` behind it"},
    {"cannot set gateway or range", {"Gateway", "IPRange"}, "add `Subnet=`"},
    {"cannot set more gateways", {"Gateway"}, "write one for each `Subnet=`"},
    {"cannot set more ranges", {"IPRange"}, "write one for each `Subnet=`"},
    {"invalid KillMode", {}, "write `KillMode=mixed` or `control-group`, or leave the key out"},
    {"invalid service Type", {}, "write `Type=notify` or `oneshot`, or leave the key out"},
    {"unable to translate dependency", {}, "add that Quadlet file, or correct the name"},
});

/// The rules that tell of what the generator refuses, each with better words than its own.
constexpr std::string_view tellers[] = {"unknown-quadlet-key", "missing-quadlet-key", "missing-quadlet-reference",
                                        "newer-podman",        "bad-value",           "unit-syntax",
                                        "prefix-breaks-unit"};

bool is_of(const Unit& unit, FileId file) {
    return unit.source->file == file ||
           std::ranges::any_of(unit.drop_ins, [&](const DropIn& drop_in) { return drop_in.source->file == file; });
}

bool is_told(const Unit& unit, const Report& report) {
    return std::ranges::any_of(report.kept(), [&](const Diagnostic& finding) {
        return finding.severity == Severity::error && std::ranges::count(tellers, finding.code) > 0 &&
               is_of(unit, finding.at.file);
    });
}

/// The line that the reason is about: of a key, or the first whose value the reason names.
Span place_of(const Unit& unit, const Advice* advice, std::string_view reason) {
    if (advice != nullptr)
        for (const std::string_view key : advice->keys)
            if (const auto* entry = key.empty() ? nullptr : last_value(unit, section_of(unit.kind), key))
                return entry->key_at;
    const auto named_in = [&](const syntax::UnitFile& file) -> const syntax::UnitEntry* {
        for (const auto& section : file.sections)
            for (const auto& entry : section.entries)
                if (!entry.value.empty() && reason.find(entry.value) != std::string_view::npos) return &entry;
        return nullptr;
    };
    if (const auto* entry = named_in(*unit.file)) return entry->value_at;
    for (const DropIn& drop_in : unit.drop_ins)
        if (const auto* entry = named_in(*drop_in.file)) return entry->value_at;
    return unit.at();
}

/// Quadlets that lie in one directory of a host, as the generator will read them.
class Directory {
public:
    Directory(const Context& context, const HostView& host) : context_(context), host_(host) {}

    void add(const Unit& unit) {
        quadlet::Document document{.name = unit.installed, .text = text(unit, unit.source->file)};
        for (const DropIn& drop_in : unit.drop_ins)
            if (drop_in.source->place == model::UnitPlace::quadlet)
                document.drop_ins.push_back(text(unit, drop_in.source->file));
        documents_.push_back(std::move(document));
        units_.push_back(&unit);
    }

    /// `told` holds what was said for other hosts.
    void check(const RuleInfo& info, std::set<const Unit*>& told, Report& report) const {
        const auto release = quadlet::parse_release(quadlet::print(host_.podman));
        if (!release) return;
        for (const quadlet::Refusal& refusal : quadlet::find_refusals(documents_, *release)) {
            const Unit& unit = *units_[refusal.document];
            // A placeholder that is filled in on the host may be anything.
            if (refusal.reason.find("@@") != std::string::npos || is_told(unit, report)) continue;
            if (!told.insert(&unit).second) continue;
            const auto* advice = std::ranges::find_if(
                advices, [&](const Advice& row) { return refusal.reason.starts_with(row.reason); });
            if (advice == advices.end()) advice = nullptr;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("the generator of Podman ", quadlet::print(host_.podman), " refuses `",
                                          unit.name, "`: ", visible(refusal.reason)),
                        .at = place_of(unit, advice, refusal.reason),
                        .help = std::string(advice ? advice->help : "see podman-systemd.unit(5)")});
        }
    }

private:
    std::string_view text(const Unit& unit, FileId file) {
        const std::string_view bytes = context_.sources().text(file);
        if (bytes.find("@@") == std::string_view::npos) return bytes;
        auto expanded = Expansion(context_.site(), host_.host, *unit.service).expand(bytes);
        return expanded ? filled_.emplace_back(std::move(*expanded)) : bytes;
    }

    const Context& context_;
    const HostView& host_;
    std::vector<quadlet::Document> documents_;
    std::vector<const Unit*> units_;
    std::deque<std::string> filled_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    std::set<const Unit*> told;
    for (const HostView& host : context.hosts())
        for (const auto& [account, manager] : host.managers) {
            Directory directory(context, host);
            for (const Unit* unit : manager.units)
                if (unit->quadlet() && unit->kind != UnitKind::plain) directory.add(*unit);
            directory.check(info, told, report);
        }
}

}  // namespace

extern const Rule refused_quadlet = {
    .info =
        {
            .code = "refused-quadlet",
            .summary = "Podman's generator refuses a Quadlet file",
            .why = "Podman makes a service of each Quadlet file when systemd reads its units. What it refuses is only "
                   "told in the\n"
                   "journal: the file stays where it is, and the service vanishes at the next `daemon-reload`. Here "
                   "the same\n"
                   "conversion was tried, for the release of Podman of the host, and this is what it would say.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Group=101

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
User=101
Group=101

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
    .last = true,
};

}  // namespace nagaya::lint
