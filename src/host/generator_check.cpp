#include "host/generator_check.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <map>

#include "base/text.hpp"
#include "host/process.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

constexpr std::string_view system_directory = "/etc/containers/systemd/";
constexpr std::string_view users_directory = "/etc/containers/systemd/users/";

/// Files that may be read in one run: no two of the same name, as the generator knows units by their base names.
struct Batch {
    bool rootless = true;
    std::set<std::string> names;
    std::vector<std::pair<std::string, const state::Resource*>> files;  // path, file
};

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// "901" of …/users/901/web.container, "" of a system-level file.
std::string_view owner_of(std::string_view path) {
    if (!path.starts_with(users_directory)) return {};
    path.remove_prefix(users_directory.size());
    return path.substr(0, path.find('/'));
}

using FilesByOwner = std::map<std::string, std::vector<std::pair<std::string, const state::Resource*>>, std::less<>>;

FilesByOwner quadlets_of(const state::HostState& desired) {
    FilesByOwner out;
    for (const auto& [id, resource] : desired.resources())
        if (id.kind == state::Kind::file && id.name.starts_with(system_directory))
            out[std::string(owner_of(id.name))].emplace_back(id.name, &resource);
    return out;
}

/// Drop-ins (x.container.d/y.conf) count by their directory: "container.d" concerns every unit of a run.
std::set<std::string> names_of(std::string_view owner,
                               const std::vector<std::pair<std::string, const state::Resource*>>& files) {
    const size_t depth = owner.empty() ? system_directory.size() : users_directory.size() + owner.size() + 1;
    std::set<std::string> out;
    for (const auto& [path, resource] : files) {
        const std::string_view below = std::string_view(path).substr(depth);
        out.emplace(below.substr(0, below.find('/')));
    }
    return out;
}

/// A process per account would be the cost of the whole check; accounts with different file names share one.
std::vector<Batch> batches_of(const FilesByOwner& quadlets) {
    std::vector<Batch> batches;
    for (const auto& [owner, files] : quadlets) {
        const std::set<std::string> names = names_of(owner, files);
        Batch* chosen = nullptr;
        for (Batch& batch : batches) {
            bool free = batch.rootless != owner.empty();
            for (const std::string& name : names) free = free && !batch.names.contains(name);
            if (free && chosen == nullptr) chosen = &batch;
        }
        if (chosen == nullptr)
            chosen = &batches.emplace_back(Batch{.rootless = !owner.empty(), .names = {}, .files = {}});
        chosen->names.insert(names.begin(), names.end());
        chosen->files.insert(chosen->files.end(), files.begin(), files.end());
    }
    return batches;
}

/// A private directory that is removed again.
class Stage {
public:
    static Result<Stage> make() {
        std::string path = geteuid() == 0 ? "/run/nagaya" : "/tmp";
        if (geteuid() == 0) TRY(make_directory(path, {}, 0700));
        path += "/generator-XXXXXX";
        if (mkdtemp(path.data()) == nullptr) return fail_errno(concat("`", path, "`"));
        return Stage(path);
    }
    Stage(Stage&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    Stage& operator=(Stage&&) = delete;
    ~Stage() {
        if (!path_.empty()) static_cast<void>(remove_tree(path_));
    }
    const std::string& path() const { return path_; }

private:
    explicit Stage(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

struct Verdict {
    std::vector<GeneratorError> errors;
    std::set<std::string> units;
};

/// Copies a batch to the stage, keeping paths below it, and runs the generator there.
Result<Verdict> judge(const Batch& batch, const std::string& generator, const Stage& stage) {
    std::set<std::string> directories;
    for (const auto& [path, resource] : batch.files) {
        const std::string staged = concat(stage.path(), path);
        directories.insert(
            concat(stage.path(), batch.rootless ? concat(users_directory, owner_of(path)) : "/etc/containers/systemd"));
        const auto& file = std::get<state::File>(resource->value);
        TRY(write_file(staged, file.content.bytes_to_write(), {.uid = geteuid(), .gid = getegid()}, 0600));
    }
    Command command{.argv = {generator, "-no-kmsg-log", "-dryrun"}, .timeout = std::chrono::seconds(60)};
    if (batch.rootless) command.argv.insert(command.argv.begin() + 1, "-user");
    command.environment = {concat("QUADLET_UNIT_DIRS=", join({directories.begin(), directories.end()}, ":")),
                           "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"};
    const Completed said = TRY(run(command));
    Verdict verdict{.errors = parse_generator_errors(said.errors), .units = parse_generated_units(said.output)};
    if (verdict.errors.empty() && said.exit_code != 0)
        verdict.errors.push_back({.file = {}, .message = std::string(trim(said.errors))});
    // People know the files by where they will be, not by where they were staged.
    for (GeneratorError& error : verdict.errors)
        for (size_t at = 0; (at = error.message.find(stage.path())) != std::string::npos;)
            error.message.erase(at, stage.path().size());
    return verdict;
}

Problem problem_of(const GeneratorError& error, const Batch& batch) {
    const std::string_view name = base_name(error.file);
    Problem problem{.service = {}, .message = {}, .help = {}, .origin = {}};
    for (const auto& [path, resource] : batch.files) {
        if (name.empty() || base_name(path) != name) continue;
        problem.service = resource->service;
        problem.origin = resource->origin;
    }
    problem.message =
        name.empty() ? concat("Quadlet: ", error.message) : concat("Quadlet cannot use `", name, "`: ", error.message);
    problem.help = "the Podman of this host decides: see podman-systemd.unit(5) there";
    return problem;
}

/// "x@.service" of "x@1.service", else the name itself.
std::string template_of(const std::string& unit) {
    const size_t at = unit.find('@');
    return at == std::string::npos ? unit : unit.substr(0, at + 1) + unit.substr(unit.rfind('.'));
}

/// Whether a file of the state is the unit.
bool has_plain_file(const state::HostState& state, const std::string& unit) {
    const std::string pattern = template_of(unit);
    for (const auto& [id, resource] : state.resources())
        if (id.kind == state::Kind::file && (base_name(id.name) == unit || base_name(id.name) == pattern)) return true;
    return false;
}

/// podman-systemd.unit(5): the service that a Quadlet file makes when it does not say ServiceName=.
std::string default_service(std::string_view file) {
    const size_t dot = file.rfind('.');
    if (dot == std::string_view::npos) return {};
    const std::string_view kind = file.substr(dot + 1);
    const std::string_view stem = file.substr(0, dot);
    if (kind == "container" || kind == "kube") return concat(stem, ".service");
    for (const std::string_view known : {"pod", "network", "volume", "image", "build"})
        if (kind == known) return concat(stem, "-", known, ".service");
    return {};
}

/// The services that the Quadlet files of the state stand for, by their names and by what they say of themselves.
std::set<std::string> services_of(const FilesByOwner& quadlets) {
    std::set<std::string> out;
    for (const auto& [owner, files] : quadlets)
        for (const auto& [path, resource] : files) {
            if (const std::string service = default_service(base_name(path)); !service.empty()) out.insert(service);
            for (std::string_view line : split(std::get<state::File>(resource->value).content.bytes_to_write(), '\n')) {
                line = trim(line);
                if (!line.starts_with("ServiceName")) continue;
                const std::string_view rest = trim(line.substr(std::string_view("ServiceName").size()));
                if (rest.starts_with('=')) out.insert(concat(trim(rest.substr(1)), ".service"));
            }
        }
    return out;
}

Problem missing_unit(const state::ResourceId& id, const state::Resource& resource, bool is_there) {
    return {.service = resource.service,
            .message = is_there ? concat("the unit `", id.name, "` would vanish: no file makes it any more")
                                : concat("no file makes the unit `", id.name, "`"),
            .help = "check the name against the Quadlet file it should come from",
            .origin = resource.origin};
}

}  // namespace

std::vector<GeneratorError> parse_generator_errors(std::string_view text) {
    std::vector<GeneratorError> out;
    for (std::string_view line : split(text, '\n')) {
        // The first line of a message starts with "quadlet-generator[12]: ".
        if (const size_t at = line.find("]: "); line.starts_with("quadlet-generator[") && at != std::string_view::npos)
            line.remove_prefix(at + 3);
        std::string_view rest;
        for (const std::string_view start : {"converting \"", "error loading \""})
            if (line.starts_with(start)) rest = line.substr(start.size());
        const size_t quote = rest.find('"');
        if (rest.empty() || quote == std::string_view::npos) continue;
        std::string_view message = rest.substr(quote + 1);
        while (message.starts_with(':') || message.starts_with(',') || message.starts_with(' '))
            message.remove_prefix(1);
        out.push_back({.file = std::string(rest.substr(0, quote)), .message = std::string(trim(message))});
    }
    return out;
}

std::set<std::string> parse_generated_units(std::string_view text) {
    std::set<std::string> out;
    for (const std::string_view line : split(text, '\n'))
        if (line.size() > 6 && line.starts_with("---") && line.ends_with("---"))
            out.emplace(line.substr(3, line.size() - 6));
    return out;
}

std::vector<Problem> find_missing_units(const state::HostState& desired, const state::HostState& observed,
                                        const std::set<std::string>& generated) {
    std::vector<Problem> problems;
    const std::set<std::string> from_quadlets = services_of(quadlets_of(desired));
    for (const auto& [id, resource] : desired.resources()) {
        if (id.kind != state::Kind::unit || !id.name.ends_with(".service")) continue;
        const std::string general = template_of(id.name);
        if (generated.contains(id.name) || generated.contains(general) || has_plain_file(desired, id.name)) continue;
        const bool is_there = observed.find(id) != nullptr;
        // A unit of the system, or one the user made: not ours to judge.
        if (is_there && !from_quadlets.contains(id.name) && !from_quadlets.contains(general)) continue;
        problems.push_back(missing_unit(id, resource, is_there));
    }
    return problems;
}

std::optional<std::string> find_generator() {
    for (const char* path :
         {"/usr/libexec/podman/quadlet", "/usr/lib/podman/quadlet", "/usr/local/libexec/podman/quadlet",
          "/usr/lib/systemd/system-generators/podman-system-generator"})
        if (access(path, X_OK) == 0) return path;
    return std::nullopt;
}

std::vector<Problem> check_with_generator(const state::HostState& desired, const state::HostState& observed) {
    std::vector<Problem> problems;
    const FilesByOwner quadlets = quadlets_of(desired);
    if (quadlets.empty()) return problems;
    const std::optional<std::string> generator = find_generator();
    if (!generator)
        return {{.service = {},
                 .message = "this host has no Quadlet generator (/usr/libexec/podman/quadlet)",
                 .help = "install Podman 4.4 or newer",
                 .origin = {}}};
    std::set<std::string> generated;
    for (const Batch& batch : batches_of(quadlets)) {
        Result<Verdict> verdict = [&]() -> Result<Verdict> {
            const Stage stage = TRY(Stage::make());
            return judge(batch, *generator, stage);
        }();
        if (!verdict) {
            problems.push_back({.service = {}, .message = verdict.error().text(), .help = {}, .origin = {}});
            continue;
        }
        for (const GeneratorError& error : verdict->errors) problems.push_back(problem_of(error, batch));
        generated.merge(verdict->units);
    }
    return problems.empty() ? find_missing_units(desired, observed, generated) : problems;
}

}  // namespace nagaya::host
