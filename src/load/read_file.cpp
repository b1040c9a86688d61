#include <utility>

#include "base/text.hpp"
#include "load/names.hpp"
#include "load/reading.hpp"

namespace nagaya::load {

std::optional<FileId> read_file(Reading& reading, const TreeEntry& entry) {
    const auto& [path, file] = entry;
    if (file.problem.empty()) return reading.sources.add(path, file.bytes);
    const FileId id = reading.sources.add(path, {});
    reading.report.add({.code = "unreadable-file",
                        .message = concat(in_backticks(path), " ", file.problem),
                        .at = start_of(id),
                        .help = "put a readable file of at most 4 MiB there, or remove it"});
    return std::nullopt;
}

std::optional<FileId> read_text(Reading& reading, const TreeEntry& entry) {
    const auto& [path, file] = entry;
    if (!file.problem.empty() || is_text(file.bytes)) return read_file(reading, entry);
    const FileId id = reading.sources.add(path, {});
    reading.report.add({.code = "unreadable-file",
                        .message = concat(in_backticks(path), " is not text"),
                        .at = start_of(id),
                        .help = "save it as UTF-8 without NUL characters"});
    return std::nullopt;
}

std::optional<TomlFile> read_toml(Reading& reading, const TreeEntry& entry) {
    auto file = read_text(reading, entry);
    if (!file) return std::nullopt;
    auto table = syntax::parse_toml(reading.sources, *file, reading.report);
    if (!table) return std::nullopt;
    return TomlFile{.file = *file, .table = std::move(*table)};
}

std::optional<model::ConfigFile> read_config_file(Reading& reading, const TreeEntry& entry, std::string_view path) {
    const auto& [full_path, file] = entry;
    if (!is_relative_path(path)) {
        // The name itself cannot be shown as a path of the report: it may break lines.
        const FileId id = reading.sources.add(visible(full_path), {});
        reading.report.add({.code = "bad-name",
                            .message = concat(in_backticks(full_path), " is not a file name that can stand in a unit"),
                            .at = start_of(id),
                            .help = "use a name in UTF-8 without control characters"});
        return std::nullopt;
    }
    model::ConfigFile config{.path = std::string(path), .executable = file.executable};
    config.binary = file.problem.empty() && !is_text(file.bytes);
    if (config.binary) {
        config.bytes = file.bytes;
        config.file = reading.sources.add(full_path, {});  // so that what comes of it has an origin
        return config;
    }
    auto id = read_file(reading, entry);
    if (!id) return std::nullopt;
    config.file = *id;
    return config;
}

void report_stray(Reading& reading, const TreeEntry& entry, std::string help) {
    const FileId id = reading.sources.add(visible(entry.first), {});
    reading.report.add({.code = "unknown-file",
                        .severity = Severity::warning,
                        .message = concat("nothing uses ", in_backticks(entry.first)),
                        .at = start_of(id),
                        .help = std::move(help)});
}

}  // namespace nagaya::load
