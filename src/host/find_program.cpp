// Where a program is, as execvp(3) looks for it.
#include <unistd.h>

#include <cstdlib>

#include "base/text.hpp"
#include "host/process.hpp"

namespace nagaya::host {

std::optional<std::string> find_program(std::string_view program) {
    const char* path = getenv("PATH");
    const std::string_view list =
        path != nullptr ? path : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    for (const std::string_view directory : split(list, ':')) {
        if (directory.empty()) continue;
        std::string candidate = concat(directory, "/", program);
        if (access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    return std::nullopt;
}

}  // namespace nagaya::host
