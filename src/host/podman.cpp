#include "host/podman.hpp"

#include "base/text.hpp"
#include "host/podman_storage.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

constexpr auto longest_build = std::chrono::hours(1);

Result<std::vector<StoredImage>> images_of(const PasswdEntry& account) {
    return account.uid == 0 ? images_of_root() : images_of_account(account.home);
}

/// An earlier version that is wanted again is still there, but localhost/x:latest is a later one by now.
Result<void> tag_image(const PasswdEntry& account, const std::string& image, const std::vector<std::string>& names) {
    std::vector<std::string> argv{"podman", "tag", image};
    argv.insert(argv.end(), names.begin(), names.end());
    Command command = as_account(account, std::move(argv));
    command.timeout = std::chrono::minutes(1);
    TRY(within(concat("tagging ", image), run_ok(command)));
    return {};
}

std::string short_id(std::string_view id) { return std::string(id.substr(0, 12)); }

bool has_digest(const state::Image& image) { return image.reference.contains('@'); }

/// Gives the very image that a generation had its names back. False when it is not in the storage any more.
Result<bool> provide_by_id(const PasswdEntry& account, const state::Image& image,
                           const std::vector<StoredImage>& stored) {
    if (find_image(stored, image.id) == nullptr) return false;
    std::vector<std::string> names = image.also_tagged;
    // A digest is no name that could be given; who has the image by its id can start it by its digest.
    if (!has_digest(image)) names.push_back(image.reference);
    std::erase_if(names, [&](const std::string& name) {
        const StoredImage* named = find_image(stored, name);
        return named != nullptr && named->id == image.id;
    });
    if (!names.empty()) TRY(tag_image(account, image.id, names));
    return true;
}

/// "Containerfile" or "Dockerfile", as podman-build(1) looks for them.
Result<std::string> containerfile(const std::string& context) {
    for (const char* name : {"/Containerfile", "/Dockerfile"}) {
        const std::optional<FileStatus> seen = TRY(look_at(context + name));
        if (seen && seen->type == FileType::regular) return context + name;
    }
    return fail(ErrorKind::not_found, concat("`", context, "` has no Containerfile"));
}

/// podman's progress, one line at a time and nothing that moves a terminal's cursor.
LineSink readable(const LineSink& progress) {
    if (!progress) return {};
    return [progress](std::string_view line) {
        const size_t last = line.rfind('\r', line.empty() ? 0 : line.size() - 2);
        if (last != std::string_view::npos) line.remove_prefix(last + 1);
        line = trim(line);
        if (!line.empty()) progress(visible(line.substr(0, 500)));
    };
}

/// The last lines without the warnings about each attempt.
std::string what_podman_said(const Completed& completed) {
    std::vector<std::string> lines;
    for (const std::string_view line : split(trim(completed.errors), '\n'))
        if (!line.starts_with("time=\"")) lines.emplace_back(line);
    if (lines.size() > 8) lines.erase(lines.begin(), lines.end() - 8);
    return join(lines, "\n");
}

/// Builds or pulls.
Result<void> make_image(const PasswdEntry& account, const state::Image& image, const LineSink& progress,
                        const std::function<bool()>& give_up) {
    std::vector<std::string> argv{"podman"};
    if (image.build_context.empty()) {
        argv.insert(argv.end(), {"pull", "--", image.reference});
    } else {
        const std::string file = TRY(containerfile(image.build_context));
        argv.insert(argv.end(), {"build", "--pull=missing", "--tag", image.reference});
        for (const std::string& tag : image.also_tagged) argv.insert(argv.end(), {"--tag", tag});
        argv.insert(argv.end(), {"--file", file, "--", image.build_context});
    }
    Command command = as_account(account, std::move(argv));
    command.timeout = longest_build;
    command.on_line = readable(progress);
    command.give_up = give_up;
    const std::string what = concat(image.build_context.empty() ? "pulling " : "building ", image.reference);
    if (progress) progress(what);
    const Completed completed = TRY(within(what, run(command)));
    if (completed.exit_code == 0) return {};
    return fail(ErrorKind::failed, concat(what, " failed: ", what_podman_said(completed)));
}

enum class PauseProcess { never_started, alive, dead };

PauseProcess pause_process(const PasswdEntry& account) {
    const Result<std::optional<SeenFile>> seen =
        read_file(concat("/run/user/", account.uid, "/libpod/tmp/pause.pid"), 64);
    if (!seen || !*seen) return PauseProcess::never_started;
    const std::optional<uint64_t> pid = parse_number(trim((*seen)->bytes));
    return pid && exists(concat("/proc/", *pid)) ? PauseProcess::alive : PauseProcess::dead;
}

}  // namespace

Command as_account(const PasswdEntry& account, std::vector<std::string> argv) {
    Command command{.argv = std::move(argv), .environment = account_environment(account), .directory = account.home};
    if (account.uid != geteuid())
        command.run_as = RunAs{.account = account.name, .uid = account.uid, .gid = account.gid};
    return command;
}

void start_pause_process(const PasswdEntry& account) {
    if (pause_process(account) == PauseProcess::alive) return;
    Command command = as_account(account, {"podman", "unshare", "true"});
    command.timeout = std::chrono::seconds(30);
    const Result<Completed> done = run(command);
    // What it asks for when all its processes were killed with the account's manager; until then no container starts.
    if (!done || done->exit_code == 0 || !done->errors.contains("podman system migrate")) return;
    command.argv = {"podman", "system", "migrate"};
    (void)run(command);
}

void mend_pause_process(const PasswdEntry& account) {
    if (pause_process(account) == PauseProcess::dead) start_pause_process(account);
}

Result<void> provide_image(const PasswdEntry& account, const state::Image& image, const LineSink& progress,
                           const std::function<bool()>& give_up) {
    const std::vector<StoredImage> stored = TRY(images_of(account));
    if (!image.id.empty()) {
        if (TRY(provide_by_id(account, image, stored))) return {};
        // The name may stand for something else by now. A digest does not, and a built one's tag says what it was built from.
        if (!has_digest(image) && image.build_context.empty())
            return fail(
                ErrorKind::not_found,
                concat("the image ", short_id(image.id), " that ", image.reference, " was is not in the storage of ",
                       account.name, " any more, and the name has no digest by which to fetch it again"));
    }
    if (has_image(stored, image.reference)) {
        if (has_tags(stored, image.reference, image.also_tagged)) return {};
        return tag_image(account, image.reference, image.also_tagged);
    }
    return make_image(account, image, progress, give_up);
}

}  // namespace nagaya::host
