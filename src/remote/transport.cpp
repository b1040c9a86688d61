#include "remote/transport.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "remote/program.hpp"

namespace nagaya::remote {

namespace {

/// Sets $s to what makes the next program root's.
std::string as_root() {
    // sudo(8) may read its standard input ahead, and that is the next program's.
    return concat(R"sh(if [ "$(id -u)" = 0 ]; then s=; elif sudo -n true </dev/null; then s="sudo -n"; else exit )sh",
                  int{exit_no_root}, "; fi; ");
}

bool is_hex(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

}  // namespace

Transport this_machine() { return {.name = "this machine", .agent = {.argv = {"/proc/self/exe", "agent"}}}; }

std::string agent_script(std::string_view key) {
    CHECK(!key.empty() && is_hex(key));
    const std::string program = concat(program_directory, "/nagaya-", key);
    return concat(as_root(), "$s test -x ", program, " </dev/null || { echo nagaya-needs $(uname -m); exit ",
                  int{exit_not_there}, "; }; exec $s ", program, " agent");
}

std::string install_script(std::string_view digest) {
    CHECK(digest.size() == 64 && is_hex(digest));
    const std::string directory(program_directory);
    const std::string program = concat(directory, "/nagaya-", digest.substr(0, 16));
    // Everything behind `sh -c` is root's shell's, so its own dollars are escaped. Temporary names are root's own: nobody else
    // can write into the directory.
    const auto give_up = [](ScriptExit code) { return concat("{ rm -f \\$t; exit ", int{code}, "; }; "); };
    return concat(as_root(), "exec $s sh -c \"umask 022; mkdir -p ", directory, "; find ", directory,
                  " -name .new-\\* -mmin +60 -exec rm -f {} +; t=\\$(mktemp ", directory, "/.new-XXXXXXXX) || exit ",
                  int{exit_not_written}, "; cat >\\$t && chmod 0755 \\$t && sync \\$t || ", give_up(exit_not_written),
                  "[ x\\$(sha256sum <\\$t | cut -c1-64) = x", digest, " ] || ", give_up(exit_wrong_digest),
                  "mv -f \\$t ", program, " || ", give_up(exit_not_written), "test -x ", program, " || exit ",
                  int{exit_not_executable}, "\"");
}

}  // namespace nagaya::remote
