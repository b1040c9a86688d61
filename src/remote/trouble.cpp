#include "remote/trouble.hpp"

#include "base/text.hpp"
#include "remote/transport.hpp"

namespace nagaya::remote {

namespace {

constexpr int ssh_failed = 255;
constexpr int not_executable = 126;
constexpr int not_found = 127;

/// The last lines of a text, each behind "    | ".
std::string quoted(std::string_view text) {
    const std::string trimmed(trim(text));
    const auto lines = split(trimmed, '\n');
    std::string out;
    for (size_t i = lines.size() > 8 ? lines.size() - 8 : 0; i < lines.size(); ++i)
        if (!trim(lines[i]).empty()) out += concat("\n    | ", visible(trim(lines[i])));
    return out;
}

Error error(ErrorKind kind, const Ending& ending, std::string_view what, std::string_view help) {
    return {.kind = kind,
            .message = concat(ending.name, what, quoted(ending.errors), help.empty() ? "" : "\nhelp: ", help)};
}

std::string needs(std::string_view output) {
    constexpr std::string_view mark = "nagaya-needs ";
    const size_t at = output.rfind(mark);
    if (at == std::string_view::npos) return "";
    return std::string(trim(split(output.substr(at + mark.size()), '\n').front()));
}

Error explain_ssh(const Ending& ending) {
    const std::string_view said = ending.errors;
    if (said.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") || said.contains("differs from the key for"))
        return error(
            ErrorKind::denied, ending, " shows another host key than before, so it may be another machine",
            "if it was installed anew, remove the old key with `ssh-keygen -R`; else find out who answers there");
    if (said.contains("Host key verification failed") || said.contains("host key is known for"))
        return error(
            ErrorKind::denied, ending, " has a host key that is not known here",
            concat("log in once with `", ending.by_hand,
                   "`, compare the fingerprint it shows, and accept the key; nagaya never does that by itself"));
    if (said.contains("Permission denied ("))
        return error(ErrorKind::denied, ending, " refuses the login",
                     concat("nagaya asks for no password: `", ending.by_hand,
                            "` must work by itself, for instance with a key in ssh-agent"));
    return error(ErrorKind::io, ending, " cannot be reached over ssh",
                 concat("`", ending.by_hand, "` shows whether it is there"));
}

Error explain_start(const Ending& ending) {
    const std::string_view said = ending.errors;
    if (said.contains("GLIBC_"))
        return error(ErrorKind::unsupported, ending, " has an older C library than this nagaya was built for",
                     "build nagaya on the oldest system it has to run on");
    if (said.contains("Exec format error") || said.contains("cannot execute binary file"))
        return error(ErrorKind::unsupported, ending, " is of another machine type than this nagaya",
                     "use a nagaya built for it");
    if (ending.exit_code == not_found)
        return error(ErrorKind::unsupported, ending, " has the program, but not the loader it is started with",
                     "on NixOS, enable programs.nix-ld, or install nagaya as a package there");
    if (ending.exit_code == not_executable)
        return error(ErrorKind::denied, ending, " does not let the program run", "is /var/lib mounted noexec there?");
    return error(ErrorKind::failed, ending, concat(" ended the agent with exit code ", ending.exit_code), "");
}

}  // namespace

bool is_missing(const Ending& ending) { return ending.exit_code == exit_not_there; }

Error explain(const Ending& ending, std::string_view machine) {
    switch (ending.exit_code) {
        case ssh_failed: return explain_ssh(ending);
        case exit_no_root:
            return error(ErrorKind::denied, ending, " gives no root rights: `sudo -n` does not work there",
                         "log in as root, or let this user use sudo without a password (sudoers(5), NOPASSWD)");
        case exit_not_there:
            if (const std::string there = needs(ending.output); there != machine)
                return error(
                    ErrorKind::unsupported, ending,
                    concat(" is a `", visible(there), "` machine, and this nagaya is built for `", machine, "`"),
                    "use a nagaya built for it");
            return error(ErrorKind::failed, ending, " does not keep the program it was sent", "");
        default: return explain_start(ending);
    }
}

Error explain_install(const Ending& ending) {
    switch (ending.exit_code) {
        case ssh_failed: return explain_ssh(ending);
        case exit_not_written:
            return error(ending.errors.contains("No space left") ? ErrorKind::limit : ErrorKind::io, ending,
                         " cannot take the program",
                         ending.errors.contains("No space left") ? "free some space below /var/lib there" : "");
        case exit_wrong_digest:
            return error(ErrorKind::malformed, ending, " got other bytes of the program than were sent", "try again");
        case exit_not_executable:
            return error(ErrorKind::denied, ending, " does not let programs below /var/lib/nagaya run",
                         "mount /var there without noexec");
        default: return error(ErrorKind::failed, ending, " did not take the program", "");
    }
}

}  // namespace nagaya::remote
