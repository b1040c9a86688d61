#include "butane/local_files.hpp"

#include "base/text.hpp"
#include "ignition/clean_path.hpp"

namespace nagaya::butane {

using ignition::clean_path;

std::expected<LocalPath, std::string> find_local(const LocalFiles* files, std::string_view named) {
    if (!files)
        return std::unexpected(
            "local file paths are relative to a files directory that must be specified with -d/--files-dir");
    std::string base(files->absolute());
    std::string whole = clean_path(concat(base, "/", named));
    std::string_view inside = whole;
    if (whole == base) {
        inside = "";
    } else if (base == "/") {
        inside.remove_prefix(1);
    } else if (inside.starts_with(base) && inside[base.size()] == '/') {
        inside.remove_prefix(base.size() + 1);
    } else {
        return std::unexpected("local file path traverses outside the files directory");
    }
    return LocalPath{.inside = std::string(inside), .shown = clean_path(concat(files->directory(), "/", named))};
}

std::string describe(const FileProblem& problem, std::string_view shown) {
    return concat(problem.operation, " ", shown, ": ", problem.reason);
}

std::expected<std::string, std::string> read_local(const LocalFiles* files, std::string_view named) {
    auto path = find_local(files, named);
    if (!path) return std::unexpected(std::move(path.error()));
    auto bytes = files->read(path->inside);
    if (!bytes) return std::unexpected(describe(bytes.error(), path->shown));
    return std::move(*bytes);
}

}  // namespace nagaya::butane
