// nagaya check, explain, schema.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/console.hpp"
#include "app/target.hpp"

namespace nagaya::app {

enum class Format { text, json };

/// How findings are written.
enum class FindingsFormat { text, json, sarif, github };

/// What `check --fix` does with the fixes that it shows.
enum class FixMode {
    none,     ///< there is no --fix
    show,     ///< --dry-run: only the difference
    ask,      ///< the user says yes at the terminal; elsewhere nothing is written
    written,  ///< --yes
};

struct CheckOptions {
    std::string site = ".";
    std::string secrets;             ///< --secrets
    std::vector<std::string> paths;  ///< only what is found in these files and directories
    std::string podman = {};         ///< of Quadlet files that are in no site
    FindingsFormat format = FindingsFormat::text;
    std::optional<Severity> least = {};  ///< absent: warnings for people, all for programs
    Severity deny = Severity::error;     ///< as severe as this makes the exit code 1
    FixMode fix = FixMode::none;
    bool unsafe_fixes = false;  ///< also those that may not be what was meant
};

/// Reads and checks a site; changes nothing without a fix mode. exit_ok, or exit_findings when something denied is found.
/// Paths that lie in no site are checked as Quadlet files, those of each directory as one account's, and Compose files as projects.
int check(const CheckOptions& options, Console& console);

/// The page of one rule; an unknown code gets the nearest. An empty code lists every rule.
int explain(const std::string& code, Console& console);

/// The JSON schema of one kind of file: "site", "host" or "service".
int schema(const std::string& kind, Console& console);

/// Opens and checks the site for a command that goes on only without errors: null after the findings were written.
std::unique_ptr<Workspace> open_checked(const HostOptions& options, Console& console, int& exit_code);

}  // namespace nagaya::app
