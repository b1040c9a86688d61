// Any bytes as a Butane file, with a small files directory: every finding has its place, a config is JSON, translating twice
// gives the same, and what is given is what Ignition's checks pass.
#include <cstdint>

#include "base/json.hpp"
#include "butane/butane.hpp"
#include "ignition/validate.hpp"
#include "well_formed.hpp"

namespace {

using namespace nagaya;

/// One file, one link and one directory, whatever is asked for.
class FewFiles : public butane::LocalFiles {
public:
    std::string_view directory() const override { return "files"; }
    std::string_view absolute() const override { return "/site/files"; }
    std::expected<std::string, butane::FileProblem> read(const std::string& path) const override {
        CHECK(!path.starts_with('/') && !path.starts_with(".."));
        if (path.contains("none")) return std::unexpected(butane::FileProblem{"open", "no such file or directory"});
        return "[Service]\nExecStart=/bin/true\n" + path;
    }
    std::expected<butane::FileKind, butane::FileProblem> kind(const std::string& path, bool) const override {
        return path.contains("file") ? butane::FileKind::regular : butane::FileKind::directory;
    }
    std::expected<std::vector<butane::FileEntry>, butane::FileProblem> list(const std::string& path) const override {
        if (path.ends_with("deep")) return std::vector<butane::FileEntry>{};
        return std::vector<butane::FileEntry>{{.name = "deep", .kind = butane::FileKind::directory},
                                              {.name = "file", .executable = true},
                                              {.name = "link", .kind = butane::FileKind::symlink}};
    }
    std::expected<std::string, butane::FileProblem> link_target(const std::string&) const override { return "file"; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Sources sources;
    const FileId file = sources.add("input.bu", std::string(data, data + size));
    const FewFiles files;
    auto translated = butane::translate(sources, file, {.files = &files, .deployable = size % 2 == 0});
    CHECK(translated.failure.empty() || !translated.config.storage.files.size());
    CHECK(translated.failure.empty() == !butane::has_errors(translated.entries) || !translated.failure.empty());
    Report report;
    butane::add_findings(sources, translated, report);
    fuzz::check_report(sources, report);
    butane::print_raw(sources, translated.entries);
    butane::print_excerpts(sources, translated.entries, true);
    auto again = butane::translate(sources, file, {.files = &files, .deployable = size % 2 == 0});
    CHECK(again.failure == translated.failure && again.entries.size() == translated.entries.size());
    if (!translated.failure.empty()) return 0;
    std::string text = butane::print(translated, ignition::Layout::compact);
    CHECK(text == butane::print(again, ignition::Layout::compact));
    if (translated.machine_config) return 0;
    ignition::Findings findings;
    ignition::validate(translated.config, ignition::parse_version(translated.config.ignition.version).value(),
                       findings);
    ignition::find_duplicates(translated.config, findings);
    CHECK(!ignition::has_errors(findings));
    CHECK(parse_json(text));
    return 0;
}
