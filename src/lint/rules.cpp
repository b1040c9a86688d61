// The list of rules. A new rule is a file below rules/ and two lines here; docs/rules/ and `nagaya explain` follow.
#include <algorithm>
#include <set>
#include <vector>

#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule account_clash;
extern const Rule account_needs_cycle;
extern const Rule api_socket;
extern const Rule auth_without_secret;
extern const Rule bad_allowance;
extern const Rule bad_certificate_name;
extern const Rule bad_escape;
extern const Rule bad_host_name;
extern const Rule bad_name;
extern const Rule bad_port;
extern const Rule broad_capability;
extern const Rule builtin_variable;
extern const Rule certificate_clash;
extern const Rule certificate_without_issuer;
extern const Rule certificates_without_group;
extern const Rule chatty_health_check;
extern const Rule chown_on_network_mount;
extern const Rule compiler_in_image;
extern const Rule compose_advice;
extern const Rule compose_command_cut;
extern const Rule compose_env_file;
extern const Rule compose_extends;
extern const Rule compose_external_name;
extern const Rule compose_file;
extern const Rule compose_include;
extern const Rule compose_interpolation;
extern const Rule compose_loss;
extern const Rule compose_merge;
extern const Rule compose_obsolete_version;
extern const Rule compose_reference;
extern const Rule compose_schema;
extern const Rule compose_unit;
extern const Rule compose_unset_variable;
extern const Rule compose_value;
extern const Rule containerfile_syntax;
extern const Rule context_taken_for_url;
extern const Rule damaged_secret;
extern const Rule database_without_owner;
extern const Rule deprecated_quadlet_key;
extern const Rule duplicate_host_name;
extern const Rule duplicate_mount_point;
extern const Rule duplicate_port;
extern const Rule duplicate_secret;
extern const Rule duplicate_service;
extern const Rule duplicate_unit;
extern const Rule empty_word;
extern const Rule env_syntax;
extern const Rule exec_start_in_quadlet;
extern const Rule floating_tag_in_production;
extern const Rule hard_slow_mount;
extern const Rule health_unit_unclear;
extern const Rule health_without_probe;
extern const Rule healthy_without_probe;
extern const Rule hex_container_name;
extern const Rule host_directory_mount;
extern const Rule host_namespace;
extern const Rule host_network;
extern const Rule host_without_key;
extern const Rule immutable_path;
extern const Rule incomplete_issuer;
extern const Rule inline_secret;
extern const Rule joined_lines;
extern const Rule latest_tag;
extern const Rule linuxserver_ids;
extern const Rule literal_quotes;
extern const Rule lock_syntax;
extern const Rule logs_elsewhere;
extern const Rule loopback_in_container;
extern const Rule low_account_id;
extern const Rule missing_containerfile;
extern const Rule missing_file;
extern const Rule missing_health_check;
extern const Rule missing_key;
extern const Rule missing_memory_limit;
extern const Rule missing_quadlet_key;
extern const Rule missing_quadlet_reference;
extern const Rule missing_restart;
extern const Rule missing_secret;
extern const Rule missing_site;
extern const Rule mixed_distributions;
extern const Rule mount_without_source;
extern const Rule named_owner;
extern const Rule needs_cycle;
extern const Rule network_online_without_wants;
extern const Rule no_reverse_proxy;
extern const Rule notify_healthy_without_probe;
extern const Rule oneshot_restart;
extern const Rule orphan_drop_in;
extern const Rule out_of_range;
extern const Rule overwritten_pod_setting;
extern const Rule plain_secret;
extern const Rule pointless_auto_update;
extern const Rule pointless_way;
extern const Rule port_clash;
extern const Rule port_in_pod_member;
extern const Rule port_of_shared_network;
extern const Rule prefix_breaks_unit;
extern const Rule private_label_shared;
extern const Rule privileged_container;
extern const Rule privileged_port;
extern const Rule proxy_port_unclear;
extern const Rule proxy_unit_unclear;
extern const Rule published_to_all;
extern const Rule pull_at_start;
extern const Rule redirect_to_loopback;
extern const Rule relabelled_network_mount;
extern const Rule relabelled_system_directory;
extern const Rule relative_volume;
extern const Rule reload_of_mounted_file;
extern const Rule reload_without_command;
extern const Rule repeated_key;
extern const Rule requires_without_after;
extern const Rule reserved_fragment_name;
extern const Rule restart_gives_up;
extern const Rule root_image;
extern const Rule secret_in_files;
extern const Rule secret_in_image;
extern const Rule selinux_outdated;
extern const Rule selinux_releases;
extern const Rule service_name_suffix;
extern const Rule service_type;
extern const Rule service_user;
extern const Rule several_issuers;
extern const Rule several_reverse_proxies;
extern const Rule shadowed_system_unit;
extern const Rule slow_stop;
extern const Rule socket_unit_unclear;
extern const Rule stale_secret;
extern const Rule start_contradiction;
extern const Rule subid_overlap;
extern const Rule timeout_before_healthy;
extern const Rule tls_without_issuer;
extern const Rule toml_syntax;
extern const Rule udp_through_proxy;
extern const Rule undeclared_data;
extern const Rule undeclared_mount;
extern const Rule undeclared_need;
extern const Rule unit_syntax;
extern const Rule unkept_data;
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
extern const Rule unreadable_data;
extern const Rule unreadable_file;
extern const Rule unresolved_variable;
extern const Rule unset_boolean;
extern const Rule unused_allowance;
extern const Rule unused_secret;
extern const Rule user_manager_dependency;
extern const Rule volume_template;
extern const Rule vpn_without_device;
extern const Rule wide_copy;
extern const Rule working_directory_wins;
extern const Rule writable_certificates;
extern const Rule wrong_type;
extern const Rule yaml_syntax;

namespace {

/// Sorted by code.
constexpr const Rule* every_rule[] = {
    &account_clash,
    &account_needs_cycle,
    &api_socket,
    &auth_without_secret,
    &bad_allowance,
    &bad_certificate_name,
    &bad_escape,
    &bad_host_name,
    &bad_name,
    &bad_port,
    &broad_capability,
    &builtin_variable,
    &certificate_clash,
    &certificate_without_issuer,
    &certificates_without_group,
    &chatty_health_check,
    &chown_on_network_mount,
    &compiler_in_image,
    &compose_advice,
    &compose_command_cut,
    &compose_env_file,
    &compose_extends,
    &compose_external_name,
    &compose_file,
    &compose_include,
    &compose_interpolation,
    &compose_loss,
    &compose_merge,
    &compose_obsolete_version,
    &compose_reference,
    &compose_schema,
    &compose_unit,
    &compose_unset_variable,
    &compose_value,
    &containerfile_syntax,
    &context_taken_for_url,
    &damaged_secret,
    &database_without_owner,
    &deprecated_quadlet_key,
    &duplicate_host_name,
    &duplicate_mount_point,
    &duplicate_port,
    &duplicate_secret,
    &duplicate_service,
    &duplicate_unit,
    &empty_word,
    &env_syntax,
    &exec_start_in_quadlet,
    &floating_tag_in_production,
    &hard_slow_mount,
    &health_unit_unclear,
    &health_without_probe,
    &healthy_without_probe,
    &hex_container_name,
    &host_directory_mount,
    &host_namespace,
    &host_network,
    &host_without_key,
    &immutable_path,
    &incomplete_issuer,
    &inline_secret,
    &joined_lines,
    &latest_tag,
    &linuxserver_ids,
    &literal_quotes,
    &lock_syntax,
    &logs_elsewhere,
    &loopback_in_container,
    &low_account_id,
    &missing_containerfile,
    &missing_file,
    &missing_health_check,
    &missing_key,
    &missing_memory_limit,
    &missing_quadlet_key,
    &missing_quadlet_reference,
    &missing_restart,
    &missing_secret,
    &missing_site,
    &mixed_distributions,
    &mount_without_source,
    &named_owner,
    &needs_cycle,
    &network_online_without_wants,
    &no_reverse_proxy,
    &notify_healthy_without_probe,
    &oneshot_restart,
    &orphan_drop_in,
    &out_of_range,
    &overwritten_pod_setting,
    &plain_secret,
    &pointless_auto_update,
    &pointless_way,
    &port_clash,
    &port_in_pod_member,
    &port_of_shared_network,
    &prefix_breaks_unit,
    &private_label_shared,
    &privileged_container,
    &privileged_port,
    &proxy_port_unclear,
    &proxy_unit_unclear,
    &published_to_all,
    &pull_at_start,
    &redirect_to_loopback,
    &relabelled_network_mount,
    &relabelled_system_directory,
    &relative_volume,
    &reload_of_mounted_file,
    &reload_without_command,
    &repeated_key,
    &requires_without_after,
    &reserved_fragment_name,
    &restart_gives_up,
    &root_image,
    &secret_in_files,
    &secret_in_image,
    &selinux_outdated,
    &selinux_releases,
    &service_name_suffix,
    &service_type,
    &service_user,
    &several_issuers,
    &several_reverse_proxies,
    &shadowed_system_unit,
    &slow_stop,
    &socket_unit_unclear,
    &stale_secret,
    &start_contradiction,
    &subid_overlap,
    &timeout_before_healthy,
    &tls_without_issuer,
    &toml_syntax,
    &udp_through_proxy,
    &undeclared_data,
    &undeclared_mount,
    &undeclared_need,
    &unit_syntax,
    &unkept_data,
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
    &unreadable_data,
    &unreadable_file,
    &unresolved_variable,
    &unset_boolean,
    &unused_allowance,
    &unused_secret,
    &user_manager_dependency,
    &volume_template,
    &vpn_without_device,
    &wide_copy,
    &working_directory_wins,
    &writable_certificates,
    &wrong_type,
    &yaml_syntax,
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
