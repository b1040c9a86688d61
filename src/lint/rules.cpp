// The list of rules. A new rule is a file below rules/ and a line of rules.inc; docs/rules/ and `nagaya explain` follow.
#include <algorithm>
#include <set>
#include <vector>

#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {

#define NAGAYA_RULE(rule) extern const Rule rule;
#include "lint/rules.inc"
#undef NAGAYA_RULE

namespace {

/// Sorted by code.
constexpr const Rule* every_rule[] = {
#define NAGAYA_RULE(rule) &rule,
#include "lint/rules.inc"
#undef NAGAYA_RULE
};

/// The rules are constants without constructors, so copying them at the first call is safe.
std::span<const Rule> all_rules() {
    static const std::vector<Rule> list = [] {
        std::vector<Rule> all;
        for (const Rule* rule : every_rule) all.push_back(*rule);
        return all;
    }();
    return list;
}

/// `site` with the hosts of one stage, and without the services that only other hosts run.
model::Site only_stage(const model::Site& site, std::string_view stage) {
    std::set<std::string_view> here;
    std::set<std::string_view> elsewhere;
    for (const auto& [name, host] : site.hosts)
        for (const auto& service : host.services) (host.stage.value == stage ? here : elsewhere).insert(service.value);
    model::Site staged = site;
    std::erase_if(staged.hosts, [&](const auto& host) { return host.second.stage.value != stage; });
    std::erase_if(staged.services, [&](const auto& service) {
        return elsewhere.contains(service.first) && !here.contains(service.first);
    });
    return staged;
}

}  // namespace

std::span<const Rule> rules() { return all_rules(); }

const Rule* find_rule(std::string_view code) {
    const auto all = all_rules();
    const auto found = std::ranges::lower_bound(all, code, {}, [](const Rule& rule) { return rule.info.code; });
    return found != all.end() && found->info.code == code ? &*found : nullptr;
}

void check_site(const model::Site& site, const Sources& sources, Report& report,
                std::span<const std::string_view> without) {
    const Context context(site, sources, report);
    for (const bool last : {false, true})
        for (const Rule& rule : all_rules())
            if (rule.check != nullptr && rule.last == last && std::ranges::count(without, rule.info.code) == 0)
                rule.check(context, rule.info, report);
}

void check_site(const model::Site& site, std::string_view stage, const Sources& sources, Report& report) {
    const bool all =
        std::ranges::all_of(site.hosts, [&](const auto& host) { return host.second.stage.value == stage; });
    if (all) return check_site(site, sources, report);
    check_site(only_stage(site, stage), sources, report);
}

}  // namespace nagaya::lint
