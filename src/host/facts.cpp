#include "host/facts.hpp"

#include <unistd.h>

#include <mutex>
#include <optional>

#include "base/text.hpp"
#include "host/process.hpp"

namespace nagaya::host {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads digits at `at` and steps over them.
unsigned read_digits(std::string_view text, size_t& at) {
    unsigned number = 0;
    for (; at < text.size() && is_digit(text[at]); ++at)
        number = number > 100'000 ? number : number * 10 + static_cast<unsigned>(text[at] - '0');
    return number;
}

}  // namespace

std::string hostname() {
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0) return "localhost";
    const std::string_view text = name;
    return std::string(text.substr(0, text.find('.')));
}

bool is_root() { return geteuid() == 0; }

std::string Version::text() const { return concat(major, ".", minor, ".", patch); }

Result<Version> parse_version(std::string_view text) {
    for (size_t at = 0; at < text.size(); ++at) {
        if (!is_digit(text[at])) continue;
        Version version;
        version.major = read_digits(text, at);
        if (at + 1 >= text.size() || text[at] != '.' || !is_digit(text[at + 1])) continue;
        version.minor = read_digits(text, ++at);
        if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) version.patch = read_digits(text, ++at);
        return version;
    }
    return fail(ErrorKind::malformed, concat("no version in `", visible(trim(text)), "`"));
}

Result<Version> podman_version() {
    static std::mutex mutex;
    static std::optional<Version> known;
    const std::lock_guard lock(mutex);
    if (known) return *known;
    const Completed said = TRY(run_ok({.argv = {"podman", "--version"}, .timeout = std::chrono::seconds(30)}));
    known = TRY(parse_version(said.output));
    return *known;
}

}  // namespace nagaya::host
