#include "lab/ignition.hpp"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ranges>
#include <span>

#include "base/text.hpp"
#include "host/process.hpp"
#include "lab/files.hpp"

namespace nagaya::lab {
namespace {

// Debian's and Fedora's packages have it here, for their initial RAM disks only.
constexpr const char* program = "/usr/lib/dracut/modules.d/30ignition/ignition";
constexpr std::string_view preset_file = "/etc/systemd/system-preset/20-ignition.preset";
constexpr auto patience = std::chrono::minutes(5);

/// The host's root with what it has on other file systems, for as long as this lives. It is where every account gets to in the
/// keeper's own mounts: Ignition writes an account's keys as that account, and the lab's directories let nobody through.
class Bound {
public:
    static Result<Bound> make(const std::string& directory) {
        Bound bound;
        std::string root = "/run/nagaya-lab.XXXXXX";
        if (mkdtemp(root.data()) == nullptr) return fail_errno(concat("`", root, "`"));
        bound.places_.push_back(root);
        for (const auto& [from, to] : std::array<std::pair<const char*, const char*>, 3>{
                 {{"/root", ""}, {"/home", "/home"}, {"/containers", "/var/lib/containers"}}}) {
            const std::string place = concat(root, to);
            TRY(make_directories(place));
            if (::mount((directory + from).c_str(), place.c_str(), nullptr, MS_BIND, nullptr) != 0)
                return fail_errno(concat("`", place, "`"));
            if (place != root) bound.places_.push_back(place);
        }
        return bound;
    }
    Bound(Bound&&) = default;
    Bound& operator=(Bound&&) = delete;
    ~Bound() {
        if (places_.empty()) return;
        for (const std::string& place : std::views::reverse(places_)) umount2(place.c_str(), MNT_DETACH);
        rmdir(places_.front().c_str());
    }

    const std::string& root() const { return places_.front(); }

private:
    Bound() = default;
    std::vector<std::string> places_;  ///< the root first
};

/// The last thing of the stage `files` is to label them by SELinux: it wants a policy's name, a list of nothing, and a program.
Result<> put_stand_ins(const std::string& work, const std::string& root) {
    for (const char* name : {"/setfiles", "/udevadm"}) TRY(write_file(work + name, "#!/bin/sh\nexit 0\n", 0755));
    if (exists(root + "/etc/selinux/config")) return {};
    TRY(make_directories(root + "/etc/selinux/none/contexts/files"));
    TRY(write_file(root + "/etc/selinux/none/contexts/files/file_contexts", ""));
    return write_file(root + "/etc/selinux/config", "SELINUXTYPE=none\nSELINUX=disabled\n");
}

Result<> run_stage(const std::string& work, const std::string& root, const char* stage) {
    const host::Completed done = TRY(host::run(
        {.argv = {program, "-platform=file", concat("-stage=", stage), concat("-root=", root),
                  concat("-config-cache=", work, "/cache.json"), concat("-state-file=", work, "/state.json"),
                  concat("-neednet=", work, "/neednet"), "-log-to-stdout"},
         .environment = {concat("PATH=", work, ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                         concat("IGNITION_CONFIG_FILE=", work, "/config.ign")},
         .timeout = patience}));
    if (done.exit_code == 0) return {};
    const std::vector<std::string_view> lines = split(trim(done.output), '\n');
    std::string tail;
    for (size_t i = lines.size() > 3 ? lines.size() - 3 : 0; i < lines.size(); ++i)
        tail += concat("\n  ", visible(lines[i]));
    return fail(ErrorKind::failed, concat("Ignition's stage `", stage, "` ended with ", done.exit_code, ":", tail));
}

/// The disk has a machine's id, so systemd will not take it for one that never booted.
Result<> apply_presets(const std::string& root) {
    const Result<std::string> presets = read_file(concat(root, preset_file));
    if (!presets) return {};
    host::Command command{.argv = {"systemctl", concat("--root=", root), "--quiet", "preset"}, .timeout = patience};
    const std::vector<std::string> units = preset_units(*presets);
    if (units.empty()) return {};
    command.argv.insert(command.argv.end(), units.begin(), units.end());
    TRY(host::run_ok(command));
    return {};
}

Result<> fill(const std::string& directory, const std::string& work, const std::string& config) {
    TRY(write_file(work + "/config.ign", config, 0600));
    const Bound bound = TRY(Bound::make(directory));
    const std::string& root = bound.root();
    const bool has_selinux = exists(root + "/etc/selinux/config");
    TRY(put_stand_ins(work, root));
    for (const char* stage : {"fetch", "files"}) TRY(run_stage(work, root, stage));
    for (const char* made : {"/etc/selinux/none", "/etc/selinux/config"})
        if (!has_selinux) TRY(remove_tree(root + made));
    return apply_presets(root);
}

}  // namespace

std::vector<std::string> preset_units(std::string_view presets) {
    std::vector<std::string> units;
    for (const std::string_view line : split(presets, '\n')) {
        const std::vector<std::string_view> words = split_words(line);
        if (words.size() < 2 || (words[0] != "enable" && words[0] != "disable")) continue;
        const size_t at = words[1].find("@.");
        if (words.size() == 2 || at == std::string_view::npos)
            units.emplace_back(words[1]);
        else
            for (const std::string_view instance : std::span(words).subspan(2))
                units.push_back(concat(words[1].substr(0, at + 1), instance, words[1].substr(at + 1)));
    }
    return units;
}

Result<> check_ignition() {
    if (access(program, X_OK) == 0) return {};
    return fail(ErrorKind::unsupported, "Ignition is not installed here; Debian's package is `ignition`");
}

Result<> fill_by_ignition(const Place& place, std::string_view name, const std::string& config) {
    const std::string directory = place.host(name);
    const std::string work = directory + "/ignition";
    TRY(make_directories(work));
    // The config may hold the host's key.
    if (chmod(work.c_str(), 0700) != 0) return fail_errno(concat("`", work, "`"));
    const Result<> filled = fill(directory, work, config);
    const Result<> removed = remove_tree(work);
    TRY(filled);
    return removed;
}

}  // namespace nagaya::lab
