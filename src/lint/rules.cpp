// The list of rules. A new rule is a file below rules/ and two lines here; docs/rules/ and `nagaya explain` follow.
#include <algorithm>
#include <set>
#include <vector>

#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule account_clash;
extern const Rule account_needs_cycle;
extern const Rule bad_certificate_name;
extern const Rule bad_host_name;
extern const Rule bad_name;
extern const Rule builtin_variable;
extern const Rule certificate_clash;
extern const Rule certificate_without_issuer;
extern const Rule certificates_without_group;
extern const Rule containerfile_syntax;
extern const Rule damaged_secret;
extern const Rule duplicate_host_name;
extern const Rule duplicate_port;
extern const Rule duplicate_secret;
extern const Rule duplicate_service;
extern const Rule duplicate_unit;
extern const Rule env_syntax;
extern const Rule health_unit_unclear;
extern const Rule health_without_probe;
extern const Rule healthy_without_probe;
extern const Rule hex_container_name;
extern const Rule host_without_key;
extern const Rule immutable_path;
extern const Rule incomplete_issuer;
extern const Rule inline_secret;
extern const Rule lock_syntax;
extern const Rule missing_containerfile;
extern const Rule missing_file;
extern const Rule missing_key;
extern const Rule missing_quadlet_key;
extern const Rule missing_quadlet_reference;
extern const Rule missing_secret;
extern const Rule missing_site;
extern const Rule needs_cycle;
extern const Rule no_reverse_proxy;
extern const Rule notify_healthy_without_probe;
extern const Rule orphan_drop_in;
extern const Rule out_of_range;
extern const Rule plain_secret;
extern const Rule pointless_way;
extern const Rule port_clash;
extern const Rule prefix_breaks_unit;
extern const Rule privileged_port;
extern const Rule proxy_port_unclear;
extern const Rule proxy_unit_unclear;
extern const Rule redirect_to_loopback;
extern const Rule relabelled_network_mount;
extern const Rule reload_of_mounted_file;
extern const Rule reload_without_command;
extern const Rule reserved_fragment_name;
extern const Rule selinux_outdated;
extern const Rule selinux_releases;
extern const Rule several_issuers;
extern const Rule several_reverse_proxies;
extern const Rule socket_unit_unclear;
extern const Rule stale_secret;
extern const Rule start_contradiction;
extern const Rule subid_overlap;
extern const Rule tls_without_issuer;
extern const Rule toml_syntax;
extern const Rule udp_through_proxy;
extern const Rule undeclared_need;
extern const Rule unit_syntax;
extern const Rule unknown_file;
extern const Rule unknown_key;
extern const Rule unknown_need;
extern const Rule unknown_quadlet_key;
extern const Rule unknown_service;
extern const Rule unknown_start_unit;
extern const Rule unknown_unit;
extern const Rule unlabelled_data;
extern const Rule unlisted_service;
extern const Rule unmapped_id;
extern const Rule unmatched_reload;
extern const Rule unpublished_port;
extern const Rule unqualified_image;
extern const Rule unreadable_file;
extern const Rule unresolved_variable;
extern const Rule unused_secret;
extern const Rule user_manager_dependency;
extern const Rule wrong_type;

namespace {

/// Sorted by code.
constexpr const Rule* every_rule[] = {
    &account_clash,
    &account_needs_cycle,
    &bad_certificate_name,
    &bad_host_name,
    &bad_name,
    &builtin_variable,
    &certificate_clash,
    &certificate_without_issuer,
    &certificates_without_group,
    &containerfile_syntax,
    &damaged_secret,
    &duplicate_host_name,
    &duplicate_port,
    &duplicate_secret,
    &duplicate_service,
    &duplicate_unit,
    &env_syntax,
    &health_unit_unclear,
    &health_without_probe,
    &healthy_without_probe,
    &hex_container_name,
    &host_without_key,
    &immutable_path,
    &incomplete_issuer,
    &inline_secret,
    &lock_syntax,
    &missing_containerfile,
    &missing_file,
    &missing_key,
    &missing_quadlet_key,
    &missing_quadlet_reference,
    &missing_secret,
    &missing_site,
    &needs_cycle,
    &no_reverse_proxy,
    &notify_healthy_without_probe,
    &orphan_drop_in,
    &out_of_range,
    &plain_secret,
    &pointless_way,
    &port_clash,
    &prefix_breaks_unit,
    &privileged_port,
    &proxy_port_unclear,
    &proxy_unit_unclear,
    &redirect_to_loopback,
    &relabelled_network_mount,
    &reload_of_mounted_file,
    &reload_without_command,
    &reserved_fragment_name,
    &selinux_outdated,
    &selinux_releases,
    &several_issuers,
    &several_reverse_proxies,
    &socket_unit_unclear,
    &stale_secret,
    &start_contradiction,
    &subid_overlap,
    &tls_without_issuer,
    &toml_syntax,
    &udp_through_proxy,
    &undeclared_need,
    &unit_syntax,
    &unknown_file,
    &unknown_key,
    &unknown_need,
    &unknown_quadlet_key,
    &unknown_service,
    &unknown_start_unit,
    &unknown_unit,
    &unlabelled_data,
    &unlisted_service,
    &unmapped_id,
    &unmatched_reload,
    &unpublished_port,
    &unqualified_image,
    &unreadable_file,
    &unresolved_variable,
    &unused_secret,
    &user_manager_dependency,
    &wrong_type,
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

void check_site(const model::Site& site, const Sources& sources, Report& report) {
    const Context context(site, sources, report);
    for (const Rule& rule : all_rules())
        if (rule.check != nullptr) rule.check(context, rule.info, report);
}

void check_site(const model::Site& site, std::string_view stage, const Sources& sources, Report& report) {
    const bool all =
        std::ranges::all_of(site.hosts, [&](const auto& host) { return host.second.stage.value == stage; });
    if (all) return check_site(site, sources, report);
    check_site(only_stage(site, stage), sources, report);
}

}  // namespace nagaya::lint
