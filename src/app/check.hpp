// nagaya check, explain, schema.
#pragma once

#include <string>

#include "app/console.hpp"
#include "app/target.hpp"

namespace nagaya::app {

enum class Format { text, json };

struct CheckOptions {
    std::string site = ".";
    std::string secrets;  ///< --secrets
    Format format = Format::text;
};

/// Reads and checks a site; changes nothing. exit_ok, or exit_findings when there are errors.
int check(const CheckOptions& options, Console& console);

/// The page of one rule; an unknown code gets the nearest. An empty code lists every rule.
int explain(const std::string& code, Console& console);

/// The JSON schema of one kind of file: "site", "host" or "service".
int schema(const std::string& kind, Console& console);

/// Opens and checks the site for a command that goes on only without errors: null after the findings were written.
std::unique_ptr<Workspace> open_checked(const HostOptions& options, Console& console, int& exit_code);

}  // namespace nagaya::app
