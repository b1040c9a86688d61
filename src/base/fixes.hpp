// Writing the fixes of findings into the texts that they are about.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"

namespace nagaya {

enum class FixScope {
    safe,  ///< findings whose fixes are all safe
    all,   ///< also those that may not be what the user meant
};

/// A file with the fixes in it.
struct FixedFile {
    FileId file;
    std::string text;
};

struct Fixes {
    std::vector<FixedFile> files;  ///< that changed, in order of their ids
    size_t cured = 0;              ///< findings whose fixes were all written
    size_t left = 0;               ///< findings in scope that were not, because an earlier one changes the same bytes
};

/// Writes the fixes of `findings` in their order: a finding is taken whole or not at all, and not when one of its fixes touches
/// bytes that an earlier one changes, or inserts where one inserts (then a next round, on the new text, decides again). The same
/// fix of two findings is written once. A fix outside of its file is ignored with its finding.
Fixes apply_fixes(const Sources& sources, std::span<const Diagnostic> findings, FixScope scope);

}  // namespace nagaya
