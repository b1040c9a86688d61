// The checks on what a Butane file says, before it is translated.
#pragma once

#include "butane/dialect.hpp"
#include "butane/report.hpp"
#include "butane/schema.hpp"
#include "syntax/yaml.hpp"

namespace nagaya::butane {

/// Keys that the dialect does not know, as warnings.
void find_unused_keys(const Config& file, const Dialect& dialect, const syntax::YamlNode& root, Entries& entries);

/// Mistakes in `file`, a structure's own before its members'.
void check_source(const Config& file, const Dialect& dialect, Entries& entries);

/// Would a mode written so be a usual one if its digits were octal ones, and is it none as it is?
bool looks_decimal(int64_t mode, bool directory);

}  // namespace nagaya::butane
