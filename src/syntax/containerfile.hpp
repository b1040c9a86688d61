// The instructions of a Containerfile (containerfile(5)): only so much as tells which images a build stands on.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace nagaya::syntax {

/// One instruction, continuation lines joined, comments and here-documents left out.
struct Instruction {
    std::string name;                ///< upper case: "FROM"
    std::vector<std::string> words;  ///< what follows it, cut at blanks; quotes stay
    Span at;                         ///< from its first to its last byte, without here-documents
};

/// Reads a whole file; knows the escape directive. A file over 1 MiB or not UTF-8 gives one error and nothing. A file
/// without FROM, a FROM without image, another instruction than ARG before FROM, and a here-document without end are
/// errors (code "containerfile-syntax").
std::vector<Instruction> parse_containerfile(const Sources& sources, FileId file, Report& report);

/// The images that FROM, COPY --from=, ADD --from= and RUN --mount=…,from= name and that are no earlier stage of the file,
/// each once, in file order; `scratch` is none. ARG defaults are put in; an image whose name needs a variable without
/// default is left out.
std::vector<std::string> base_images(const std::vector<Instruction>& instructions);

}  // namespace nagaya::syntax
