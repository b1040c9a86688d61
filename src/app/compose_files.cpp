#include "app/compose_files.hpp"

#include "host/own_directory.hpp"
#include "host/user_file.hpp"

namespace nagaya::app {

namespace {

constexpr size_t largest = 16 << 20;

}  // namespace

ComposeFiles::ComposeFiles(Sources& sources) : sources_(sources) {
    auto here = host::absolute_path(".");
    if (here) here_ = *here + "/";
}

std::string ComposeFiles::shown(std::string_view path) const {
    if (!here_.empty() && path.size() > here_.size() && path.starts_with(here_)) path.remove_prefix(here_.size());
    return std::string(path);
}

compose::Files::Read ComposeFiles::read(std::string_view path) {
    if (const auto known = known_.find(path); known != known_.end()) return known->second;
    Read made;
    // What people write for "no file"; other devices are refused.
    auto bytes =
        path == "/dev/null" ? Result<std::string>(std::string()) : host::read_user_file(std::string(path), largest);
    if (bytes) {
        made.file = sources_.add(path == "-" ? "standard input" : shown(path), std::move(*bytes));
    } else {
        made.missing = bytes.error().kind == ErrorKind::not_found;
        const std::string_view message = bytes.error().message;
        const size_t colon = message.rfind(": ");
        made.error = message.substr(colon == std::string_view::npos ? 0 : colon + 2);
    }
    return known_.emplace(path, made).first->second;
}

std::set<std::string> ComposeFiles::read_paths() const {
    std::set<std::string> paths;
    for (const auto& [path, read] : known_) paths.insert(path);
    return paths;
}

bool ComposeFiles::is_file(std::string_view path) { return host::is_user_file(std::string(path)); }

}  // namespace nagaya::app
