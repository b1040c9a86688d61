#include "app/butane.hpp"

#include <memory>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "butane/butane.hpp"
#include "host/files_directory.hpp"

namespace nagaya::app {

namespace {

constexpr size_t most_input = 32 << 20;

using Form = ButaneOptions::Form;

/// The files directory through the door of host.
class FilesBelow : public butane::LocalFiles {
public:
    explicit FilesBelow(std::string directory) : directory_(directory), files_(std::move(directory)) {}

    std::string_view directory() const override { return directory_; }
    std::string_view absolute() const override { return files_.absolute(); }

    std::expected<std::string, butane::FileProblem> read(const std::string& path) const override {
        auto bytes = files_.read(path);
        if (!bytes) return std::unexpected(translated(bytes.error()));
        return std::move(*bytes);
    }
    std::expected<butane::FileKind, butane::FileProblem> kind(const std::string& path, bool follow) const override {
        auto found = files_.kind(path, follow);
        if (!found) return std::unexpected(translated(found.error()));
        return translated(*found);
    }
    std::expected<std::vector<butane::FileEntry>, butane::FileProblem> list(const std::string& path) const override {
        auto entries = files_.list(path);
        if (!entries) return std::unexpected(translated(entries.error()));
        std::vector<butane::FileEntry> out;
        out.reserve(entries->size());
        for (auto& entry : *entries)
            out.push_back(
                {.name = std::move(entry.name), .kind = translated(entry.kind), .executable = entry.executable});
        return out;
    }
    std::expected<std::string, butane::FileProblem> link_target(const std::string& path) const override {
        auto target = files_.link_target(path);
        if (!target) return std::unexpected(translated(target.error()));
        return std::move(*target);
    }

private:
    static butane::FileProblem translated(const host::FilesDirectory::Problem& problem) {
        return {.operation = problem.operation, .reason = problem.reason};
    }
    static butane::FileKind translated(host::FilesDirectory::Kind kind) {
        switch (kind) {
            case host::FilesDirectory::Kind::regular: return butane::FileKind::regular;
            case host::FilesDirectory::Kind::directory: return butane::FileKind::directory;
            case host::FilesDirectory::Kind::symlink: return butane::FileKind::symlink;
            case host::FilesDirectory::Kind::other: break;
        }
        return butane::FileKind::other;
    }

    std::string directory_;
    host::FilesDirectory files_;
};

/// What was found, in the form asked for.
void print_findings(const Sources& sources, const butane::Translated& translated, const ButaneOptions& options,
                    Console& console) {
    if (options.form == Form::text || options.form == Form::json) {
        Report report;
        butane::add_findings(sources, translated.entries, report);
        butane::add_findings(sources, translated.unreadable, report);
        if (!translated.failure.empty() && !report.has_errors())
            report.add({.code = "butane", .message = translated.failure, .at = translated.failure_at});
        console.err(options.form == Form::json ? render_json(sources, report)
                                               : render_text(sources, report, {.colour = options.colour}));
        return;
    }
    console.err(options.form == Form::raw ? butane::print_raw(sources, translated.entries)
                                          : butane::print_excerpts(sources, translated.entries, options.colour));
    if (!translated.failure.empty()) console.err(concat("Error translating config: ", translated.failure, "\n"));
}

}  // namespace

int butane(const ButaneOptions& options, Console& console) {
    const std::string& input = options.input;
    std::string shown = input.empty() ? "<stdin>" : input;
    auto bytes = host::read_all(input, most_input);
    if (!bytes) {
        const auto& [operation, reason] = bytes.error();
        std::string name = input.empty() ? "/dev/stdin" : input;
        console.err(concat("failed to ", operation, " ", name, ": ", operation, " ", name, ": ", reason, "\n"));
        return exit_findings;
    }
    Sources sources;
    FileId file = sources.add(shown, std::move(*bytes));
    std::unique_ptr<FilesBelow> files;
    if (!options.files_directory.empty()) files = std::make_unique<FilesBelow>(options.files_directory);
    auto translated = butane::translate(
        sources, file, {.files = files.get(), .raw = options.raw, .deployable = options.strict_ignition});
    print_findings(sources, translated, options, console);
    if (!translated.failure.empty()) return exit_findings;
    if (options.strict && !translated.entries.empty()) {
        console.err("Config produced warnings and --strict was specified\n");
        return exit_findings;
    }
    if (options.check) return exit_ok;
    std::string text = butane::print(translated, options.pretty ? ignition::Layout::pretty : ignition::Layout::compact);
    if (options.output.empty()) {
        console.out(text);
        return exit_ok;
    }
    if (auto written = host::write_over(options.output, text); !written) {
        const auto& [operation, reason] = written.error();
        console.err(concat("failed to ", operation, " ", options.output, ": ", operation, " ", options.output, ": ",
                           reason, "\n"));
        return exit_findings;
    }
    return exit_ok;
}

}  // namespace nagaya::app
