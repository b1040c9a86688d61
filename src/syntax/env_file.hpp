// Environment files as podman --env-file and systemd EnvironmentFile= both read them: NAME=value lines, # comments.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace nagaya::syntax {

struct EnvEntry {
    std::string name;
    std::string value;
    Span name_at;
    Span value_at;
};

/// Reads a whole file. A line that is neither blank, a comment, nor NAME=value is an error (code "env-syntax"); its text is
/// never repeated in the message, since it may be a secret. A name given twice is an error that points at both, and the first
/// one counts. The value is everything behind the "=" as podman takes it, quotes and blanks included. Spans do point into
/// the file: whoever prints the lines around them prints secrets.
std::vector<EnvEntry> parse_env_file(const Sources& sources, FileId file, Report& report);

}  // namespace nagaya::syntax
