#include "host/sops.hpp"

#include <unistd.h>

#include "base/text.hpp"
#include "host/process.hpp"

namespace nagaya::host {
namespace {

constexpr auto patience = std::chrono::seconds(60);
constexpr size_t largest_text = 512 * 1024;  // Completed has the last MiB only

/// Our own environment, and where the key is.
std::vector<std::string> environment_with(std::string_view identity) {
    constexpr std::string_view variable = "SOPS_AGE_KEY_FILE=";
    std::vector<std::string> all;
    for (char** entry = environ; *entry; ++entry)
        if (identity.empty() || !std::string_view(*entry).starts_with(variable)) all.emplace_back(*entry);
    if (!identity.empty()) all.push_back(concat(variable, identity));
    return all;
}

}  // namespace

Result<std::string> decrypt_sops(std::string_view identity, std::string_view encrypted, std::string_view input,
                                 std::string_view output) {
    if (!find_program("sops")) return fail(ErrorKind::unsupported, "the program `sops` is not installed");
    // It reads files only, and guesses their type from their names.
    Completed done = TRY(run({.argv = {"sops", "--decrypt", "--input-type", std::string(input), "--output-type",
                                       std::string(output), "/dev/stdin"},
                              .environment = environment_with(identity),
                              .input = std::string(encrypted),
                              .timeout = patience}));
    if (done.exit_code != 0) {
        const std::string_view why = trim(std::string_view(done.errors).substr(0, 300));
        return fail(ErrorKind::denied, concat("sops does not open it: ", visible(why.substr(0, why.find('\n')))));
    }
    if (done.output.size() > largest_text) return fail(ErrorKind::limit, "it is larger than 512 KiB");
    return std::move(done.output);
}

}  // namespace nagaya::host
