#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto directories = std::to_array<std::string_view>(
    {"/",    "/bin",  "/boot", "/dev", "/etc", "/home", "/lib", "/lib64",   "/opt",     "/proc",   "/root",
     "/run", "/sbin", "/srv",  "/sys", "/tmp", "/usr",  "/var", "/var/lib", "/var/log", "/var/run"});

std::string_view without_end(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return path;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        for (const VolumeLine& volume : context.parts_of(unit).volumes) {
            const auto label = std::ranges::find_if(
                volume.options, [](const Word& word) { return word.value == "z" || word.value == "Z"; });
            if (label == volume.options.end()) continue;
            const std::string_view source = without_end(volume.source);
            const bool etc = source.starts_with("/etc/") || source.starts_with("/usr/");
            if (!etc && std::ranges::find(directories, source) == directories.end()) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", visible(volume.source),
                                          "` is the system's, and is to get the label of a container"),
                        .at = label->at,
                        .help = concat("leave `", label->value,
                                       "` out; if SELinux then forbids it, write `SecurityLabelDisable=true`"),
                        .fixes = {without_option(context.sources(), volume, label->value, true)}});
        }
    });
}

}  // namespace

extern const Rule relabelled_system_directory = {
    .info =
        {
            .code = "relabelled-system-directory",
            .summary = "a directory of the system gets a container label",
            .why = "`:z` and `:Z` give everything below the directory an SELinux label for containers. On `/etc`, "
                   "`/home`, `/usr`, `/var`\n"
                   "and their like that takes the labels away that the system itself needs: logins and services fail "
                   "until the whole file\n"
                   "system is labelled anew. Mount the one file or directory that is wanted, or switch the separation "
                   "of this container\n"
                   "off with `SecurityLabelDisable=true`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/etc:/host/etc:ro,z

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
Volume=/etc/localtime:/etc/localtime:ro

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
