// A TOML file → an object of the model, through the table of keys.
#pragma once

#include "base/diagnostic.hpp"
#include "load/keys.hpp"
#include "syntax/toml.hpp"

namespace nagaya::load {

/// Fills `target` from a whole file of `kind`. Findings: unknown-key, wrong-type, out-of-range, bad-name, missing-key,
/// builtin-variable. `file` is where a missing table is reported.
void read_keys(FileKind kind, const syntax::TomlTable& table, const Target& target, Span file, Report& report);

}  // namespace nagaya::load
