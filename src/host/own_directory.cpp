#include "host/own_directory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

Result<void> make_directories_for(const std::string& path) {
    std::filesystem::path parent = std::filesystem::path(path).parent_path();
    std::error_code error;
    if (!parent.empty()) std::filesystem::create_directories(parent, error);
    if (error) return fail(ErrorKind::io, concat("`", parent.string(), "`: ", error.message()));
    return {};
}

Result<void> create_file(const std::string& path, std::string_view bytes, bool executable) {
    TRY(make_directories_for(path));
    const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, executable ? 0755 : 0644));
    if (!file) return fail_errno(concat("`", path, "`"));
    if (!write_all(file.get(), bytes)) return fail_errno(concat("`", path, "`"));
    return {};
}

std::optional<std::string> read_own_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<std::string> absolute_path(const std::string& path) {
    std::error_code error;
    std::filesystem::path absolute = std::filesystem::absolute(path, error).lexically_normal();
    if (error) return fail(ErrorKind::io, concat("`", path, "`: ", error.message()));
    std::string text = absolute.string();
    while (text.size() > 1 && text.ends_with('/')) text.pop_back();
    return text;
}

}  // namespace nagaya::host
