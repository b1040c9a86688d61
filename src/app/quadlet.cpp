#include "app/quadlet.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "app/disk_files.hpp"
#include "base/text.hpp"
#include "quadlet/generator.hpp"

namespace nagaya::app {
namespace {

constexpr std::string_view usage_text =
    "Usage of nagaya quadlet:\n"
    "  -dryrun\n    \tRun in dryrun mode printing debug information\n"
    "  -no-kmsg-log\n    \tDon't log to kmsg\n"
    "  -podman RELEASE\n    \tBehave as the generator of this release of Podman (5.4.2, 5.8.6, 5.5 …)\n"
    "  -user\n    \tRun as systemd user\n"
    "  -v\tPrint debug information\n"
    "  -version\n    \tPrint version information and exit\n";

constexpr size_t print_at = 1 << 16;

struct Flags {
    bool dry_run = false;
    bool no_kmsg = false;
    bool user = false;
    bool verbose = false;
    bool version = false;
    quadlet::Release release = quadlet::recorded_releases[0];
    std::vector<std::string> rest = {};
};

std::optional<bool> go_boolean(std::string_view text) {
    for (const std::string_view yes : {"1", "t", "T", "TRUE", "true", "True"})
        if (text == yes) return true;
    for (const std::string_view no : {"0", "f", "F", "FALSE", "false", "False"})
        if (text == no) return false;
    return std::nullopt;
}

/// The exit code when the words end here.
std::optional<int> parse_flags(const std::vector<std::string>& words, Flags& flags, Console& console) {
    const auto refuse = [&](std::string_view what) {
        console.err(concat(what, "\n", usage_text));
        return exit_usage;
    };
    for (size_t i = 0; i < words.size(); ++i) {
        std::string_view word = words[i];
        if (word == "--") ++i;
        if (word == "--" || word.size() < 2 || word[0] != '-') {
            flags.rest.assign(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
            return std::nullopt;
        }
        word.remove_prefix(word.starts_with("--") ? 2 : 1);
        if (word.starts_with('-') || word.starts_with('='))
            return refuse(concat("bad flag syntax: ", visible(words[i])));
        const size_t equals = word.find('=');
        const auto name = word.substr(0, equals);
        const auto value =
            equals == std::string_view::npos ? std::optional<std::string_view>() : word.substr(equals + 1);
        if (name == "podman") {
            if (!value && i + 1 == words.size()) return refuse("flag needs an argument: -podman");
            const auto text = value ? *value : std::string_view(words[++i]);
            const auto release = quadlet::parse_release(text);
            if (!release)
                return refuse(concat("invalid value \"", visible(text), "\" for flag -podman: no release since 4.4"));
            flags.release = *release;
            continue;
        }
        struct Row {
            std::string_view name;
            bool* flag;
        };
        const Row rows[] = {{"dryrun", &flags.dry_run},
                            {"no-kmsg-log", &flags.no_kmsg},
                            {"user", &flags.user},
                            {"v", &flags.verbose},
                            {"version", &flags.version}};
        bool known = false;
        for (const Row& row : rows) {
            if (row.name != name) continue;
            known = true;
            const auto set = go_boolean(value.value_or("true"));
            if (!set)
                return refuse(concat("invalid boolean value \"", visible(*value), "\" for -", name, ": parse error"));
            *row.flag = *set;
        }
        if (known) continue;
        if (name == "h" || name == "help") {
            console.err(usage_text);
            return exit_ok;
        }
        return refuse(concat("flag provided but not defined: -", visible(name)));
    }
    return std::nullopt;
}

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

void write_kernel_log(int descriptor, std::string_view line) {
    std::string record = concat(line, "\n");
    [[maybe_unused]] const ssize_t written = ::write(descriptor, record.data(), record.size());
}

/// Writes the log to the kernel's or to standard error.
void tell_log(const quadlet::Outcome& outcome, bool kernel, Console& console) {
    const int descriptor = kernel ? ::open("/dev/kmsg", O_WRONLY | O_CLOEXEC) : -1;
    const auto prefix = concat("quadlet-generator[", ::getpid(), "]: ");
    std::string text;
    for (const auto& remark : outcome.log.remarks) {
        const bool panic = outcome.crashed && &remark == &outcome.log.remarks.back();
        if (remark.bare) {
            text += remark.text;
            continue;
        }
        if (descriptor >= 0 && !panic) {
            write_kernel_log(descriptor, concat(prefix, remark.text));
            continue;
        }
        if (!panic) text += prefix;
        text += remark.text;
        text += '\n';
    }
    if (descriptor >= 0) ::close(descriptor);
    console.err(text);
}

/// As `mkdir -p`; the error is worded as Go's MkdirAll words it, with the path that cannot be.
std::optional<std::string> make_directories(const std::string& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) == 0) {
        if (S_ISDIR(found.st_mode)) return std::nullopt;
        return concat("mkdir ", path, ": ", go_error(ENOTDIR));
    }
    const auto above = std::string_view(path).substr(0, path.find_last_not_of('/') + 1);
    if (const size_t slash = above.rfind('/'); slash != std::string_view::npos && slash > 0)
        if (auto error = make_directories(path.substr(0, slash))) return error;
    if (::mkdir(path.c_str(), 0755) == 0 || errno == EEXIST) return std::nullopt;
    return concat("mkdir ", path, ": ", go_error(errno));
}

bool write_file(const std::string& path, std::string_view text) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0) return false;
    while (!text.empty()) {
        const ssize_t size = ::write(descriptor, text.data(), text.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        text.remove_prefix(static_cast<size_t>(size));
    }
    return ::close(descriptor) == 0 && text.empty();
}

/// Makes a link that enables a unit, unless it would lie outside `directory`.
void write_link(const std::string& directory, const quadlet::Link& link, quadlet::Log& log) {
    const auto below = quadlet::clean_path(link.path);
    if (below.starts_with("../") || below == "." || below == "..") return;
    const auto path = quadlet::clean_path(concat(directory, "/", below));
    const auto parent = quadlet::directory_of(path);
    if (const auto error = make_directories(parent)) return log.warn(concat("Can't create dir ", parent, ": ", *error));
    log.debug(concat("Creating symlink ", path, " -> ", link.target));
    ::unlink(path.c_str());
    if (::symlink(link.target.c_str(), path.c_str()) == 0) return;
    log.warn(concat("Failed creating symlink ", path, ": symlink ", link.target, " ", path, ": ", go_error(errno)));
}

/// Writes one unit and its links below `directory`.
void write_unit(const std::string& directory, const quadlet::GeneratedUnit& unit, quadlet::Outcome& outcome) {
    const auto path = quadlet::clean_path(concat(directory, "/", unit.name));
    const auto fault = [&](std::string_view why) {
        outcome.log.error(concat("generating service file ", path, ": ", why));
        outcome.failed = true;
    };
    outcome.log.debug(concat("writing ", quadlet::quoted(path)));
    if (unit.name.starts_with("../")) return fault(concat("it would lie outside ", directory));
    if (!write_file(path, concat("# Automatically generated by nagaya quadlet\n# \n", unit.text)))
        fault(concat("open ", path, ": ", go_error(errno)));
    for (const auto& link : unit.links) write_link(directory, link, outcome.log);
}

/// Runs the generator, with the units in the directory.
quadlet::Outcome write_units(const quadlet::Request& request, const std::string& directory) {
    DiskFiles files;
    const auto begin = [&](quadlet::Outcome& outcome) {
        auto error = make_directories(directory);
        if (!error) return true;
        outcome.log.error(*std::move(error));
        outcome.failed = true;
        return false;
    };
    const auto take = [&](const quadlet::GeneratedUnit& unit, quadlet::Outcome& outcome) {
        write_unit(directory, unit, outcome);
    };
    auto outcome = quadlet::generate(request, files, {.take = take, .begin = begin});
    auto& remarks = outcome.log.remarks;
    remarks.insert(remarks.begin(),
                   {quadlet::Remark::Kind::debug, concat("Starting quadlet-generator, output to: ", directory)});
    return outcome;
}

/// Runs the generator, with the units on standard output.
quadlet::Outcome print_units(const quadlet::Request& request, Console& console) {
    DiskFiles files;
    std::string text;
    const auto print = [&](const quadlet::GeneratedUnit& unit, quadlet::Outcome&) {
        text += concat("---", unit.name, "---\n");
        text += unit.text;
        text += '\n';
        if (text.size() < print_at) return;
        console.out(text);
        text.clear();
    };
    auto outcome = quadlet::generate(request, files, {.take = print});
    console.out(text);
    return outcome;
}

int without_directory(const Flags& flags, Console& console) {
    std::vector<quadlet::Remark> said = {{quadlet::Remark::Kind::error, "missing output directory argument"}};
    if (flags.release >= quadlet::Release{5, 5, 0})
        said.push_back({quadlet::Remark::Kind::error, "processing encountered some errors"});
    // As a generator it is heard in the kernel's log only; who calls it by hand would hear nothing.
    if (!flags.no_kmsg)
        console.err(concat("nagaya quadlet: there is no directory for the units; `-dryrun` prints them\n", usage_text));
    tell_log({.units = {}, .log = {std::move(said)}}, !flags.no_kmsg, console);
    return exit_findings;
}

}  // namespace

int quadlet_generator(const std::vector<std::string>& words, Console& console) {
    Flags flags;
    if (const auto code = parse_flags(words, flags, console)) return *code;
    if (flags.version) {
        console.out(concat(quadlet::print(flags.release), "\n"));
        return exit_ok;
    }
    if (!flags.dry_run && flags.rest.empty()) return without_directory(flags, console);
    quadlet::Request request{
        .release = flags.release,
        .around = {.user = flags.user,
                   .unit_dirs = variable("QUADLET_UNIT_DIRS"),
                   .config_home = variable("XDG_CONFIG_HOME"),
                   .home = variable("HOME"),
                   .runtime_dir = std::getenv("XDG_RUNTIME_DIR") == nullptr ? std::optional<std::string>()
                                                                            : variable("XDG_RUNTIME_DIR"),
                   .uid = ::getuid()},
        .debug = flags.dry_run || flags.verbose,
        .enable = !flags.dry_run};
    if (flags.user && request.around.unit_dirs.empty()) request.around.uid_known = ::getpwuid(::getuid()) != nullptr;
    if (const auto podman = variable("PODMAN"); !podman.empty()) request.podman = podman;
    auto outcome = flags.dry_run ? print_units(request, console) : write_units(request, flags.rest.front());
    if (!request.debug)
        std::erase_if(outcome.log.remarks,
                      [](const auto& remark) { return remark.kind == quadlet::Remark::Kind::debug; });
    tell_log(outcome, !flags.no_kmsg && !flags.dry_run, console);
    if (outcome.crashed) return 2;
    return outcome.failed ? 1 : 0;
}

}  // namespace nagaya::app
