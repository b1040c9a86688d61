#include "app/selinux.hpp"

#include <chrono>

#include "app/workspace.hpp"
#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/process.hpp"
#include "host/safe_files.hpp"
#include "load/selinux_file.hpp"
#include "lower/selinux.hpp"

namespace nagaya::app {

namespace {

std::unique_ptr<Workspace> open(const std::string& root, Console& console, int& code) {
    auto workspace = open_site(root, "");
    if (!workspace) {
        code = tell(workspace.error(), console);
        return nullptr;
    }
    if (!(*workspace)->report.has_errors()) return std::move(*workspace);
    console.err(render_text((*workspace)->sources, (*workspace)->report, {.colour = console.err_colour}));
    code = exit_findings;
    return nullptr;
}

std::string today() {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    const auto two = [](unsigned number) { return concat(number < 10 ? "0" : "", number); };
    return concat(static_cast<int>(day.year()), "-", two(static_cast<unsigned>(day.month())), "-",
                  two(static_cast<unsigned>(day.day())));
}

/// "1.0.3-2" → "1.0.4-1".
std::string next_version(const std::vector<model::SelinuxRelease>& releases) {
    if (releases.empty()) return "1.0.0-1";
    const auto last = load::package_version(releases.front().version.value);
    return concat(last->at(0), ".", last->at(1), ".", last->at(2) + 1, "-1");
}

int refuse(Console& console, std::string_view what, std::string_view help) {
    console.err(concat("nagaya: ", what, "\nhelp: ", help, "\n"));
    return exit_findings;
}

/// Is what is asked for a release that may follow `releases`? If not, it was told why.
bool may_follow(const model::SelinuxRelease& next, const std::vector<model::SelinuxRelease>& releases,
                Console& console) {
    const auto version = load::package_version(next.version.value);
    if (!version || !load::is_day(next.date.value)) {
        refuse(console,
               concat("`", visible(version ? next.date.value : next.version.value), "` is no ",
                      version ? "day" : "version"),
               version ? "write it as 2026-11-22" : "write it as 1.0.0-1");
        return false;
    }
    if (releases.empty()) return true;
    const model::SelinuxRelease& last = releases.front();
    if (*version <= *load::package_version(last.version.value) || next.date.value < last.date.value) {
        refuse(console,
               concat("a release `", next.version.value, "` of ", next.date.value, " cannot follow `",
                      last.version.value, "` of ", last.date.value),
               "versions and days rise");
        return false;
    }
    return true;
}

/// rpmbuild and what it calls, or a container that has them.
Result<std::string> build(const std::string& directory, const lower::SelinuxPackage& package, const std::string& rpm) {
    bool tools = true;
    for (std::string_view program : {"rpmbuild", "checkmodule", "semodule_package"})
        tools = tools && host::find_program(program).has_value();
    if (tools) {
        const std::string top = concat(directory, "/build");
        TRY(host::run_ok(
            {.argv = {"rpmbuild", "-bb", "--nodeps", "--define", concat("_topdir ", top), "--define",
                      concat("_sourcedir ", directory), "--define", "_buildhost localhost", "--define",
                      "source_date_epoch_from_changelog 1", "--define", "use_source_date_epoch_as_buildtime 1",
                      "--define", "clamp_mtime_to_source_date_epoch 1", concat(directory, "/", package.spec)}}));
        return concat(top, "/RPMS/noarch/", rpm);
    }
    if (!host::find_program("podman"))
        return fail(ErrorKind::not_found,
                    "neither rpmbuild, checkmodule and semodule_package nor podman is here; on "
                    "Debian: apt-get install rpm checkpolicy semodule-utils");
    TRY(host::run_ok(
        {.argv = {"podman", "build", "--output", concat("type=local,dest=", directory, "/built"), directory}}));
    return concat(directory, "/built/", rpm);
}

/// What is to be done on each host that wants the package.
void tell_hosts(const Workspace& site, const std::string& rpm, Console& console) {
    const std::string path = concat(site.site.settings.install_root.value, "/rpms/", rpm);
    for (const auto& [name, host] : site.site.hosts) {
        const std::string command = lower::install_command(host.os.value, path);
        if (command.empty()) continue;
        console.out(concat("on ", name, " (", host.os.value, "), after the next apply:\n  ", command,
                           host.os.value == "microos" || host.os.value == "coreos" ? "   # then reboot\n" : "\n"));
    }
}

}  // namespace

int selinux_release(const SelinuxReleaseOptions& options, Console& console) {
    int code = exit_ok;
    const auto site = open(options.site, console, code);
    if (!site) return code;
    std::vector<model::SelinuxRelease> releases = site->site.selinux.releases;
    const std::string content = lower::selinux_content(site->site);
    if (!releases.empty() && releases.front().content.value == content && options.version.empty())
        return refuse(console,
                      concat("release `", releases.front().version.value, "` says all that the package would say now"),
                      "there is nothing to release; --version makes a release all the same");
    model::SelinuxRelease next;
    next.version.value = options.version.empty() ? next_version(releases) : options.version;
    next.date.value = options.date.empty() ? today() : options.date;
    next.packager.value = !options.packager.empty() ? options.packager
                          : releases.empty()
                              ? concat(site->site.settings.name.value, " <root@", site->site.settings.domain.value, ">")
                              : releases.front().packager.value;
    next.content.value = content;
    for (const std::string& change : options.changes) next.changes.push_back({change, {}});
    if (!may_follow(next, releases, console)) return exit_usage;
    releases.insert(releases.begin(), next);
    const std::string path = concat(options.site, "/", load::selinux_path);
    auto written = host::make_directories_for(path);
    if (written) written = host::replace_file(path, load::print_selinux(releases));
    if (written) written = write_lock(*site);
    if (!written) return tell(written.error(), console);
    console.out(concat("release ", next.version.value, " in ", path, "\n"));
    return exit_ok;
}

int selinux_package(const SelinuxPackageOptions& options, Console& console) {
    int code = exit_ok;
    const auto site = open(options.site, console, code);
    if (!site) return code;
    if (site->site.selinux.releases.empty())
        return refuse(console, "the package has no release yet",
                      "`nagaya selinux release \"first package\"` makes one");
    Report outdated;
    lower::check_selinux(site->site, outdated);
    if (!outdated.sorted(site->sources).empty()) {
        console.err(render_text(site->sources, outdated, {.colour = console.err_colour}));
        return exit_findings;
    }
    const lower::SelinuxPackage package = lower::selinux_package(site->site);
    const auto directory =
        host::absolute_path(options.output.empty() ? concat(options.site, "/security/package") : options.output);
    if (!directory) return tell(directory.error(), console);
    for (const auto& [name, text] : package.files) {
        const std::string path = concat(*directory, "/", name);
        auto written = host::make_directories_for(path);
        if (written) written = host::replace_file(path, text);
        if (!written) return tell(written.error(), console);
        console.out(concat("wrote ", path, "\n"));
    }
    if (!options.build) return exit_ok;
    const std::string rpm = lower::selinux_rpm(site->site);
    const auto built = within("building the package", build(*directory, package, rpm));
    if (!built) return tell(built.error(), console);
    const auto bytes = host::read_own_file(*built);
    if (!bytes) return tell({.kind = ErrorKind::not_found, .message = concat("`", *built, "` was not built")}, console);
    const std::string path = concat(options.site, "/security/rpms/", rpm);
    auto written = host::make_directories_for(path);
    if (written) written = host::replace_file(path, *bytes);
    if (!written) return tell(written.error(), console);
    console.out(concat("built ", path, "\n"));
    tell_hosts(*site, rpm, console);
    return exit_ok;
}

}  // namespace nagaya::app
