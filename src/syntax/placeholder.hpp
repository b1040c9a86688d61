// @@NAME@@ in units and configuration files.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"

namespace nagaya::syntax {

/// One "@@NAME@@"; NAME is [A-Z][A-Z0-9_]*, at most 64 characters. "@@" that starts no such thing is ordinary text.
struct Placeholder {
    std::string_view name;  ///< a view into the text
    uint32_t begin;         ///< byte offset of the first "@"
    uint32_t end;           ///< one past the last "@"
};

/// All placeholders of `text`, in order.
std::vector<Placeholder> find_placeholders(std::string_view text);

/// `text` with each placeholder replaced by what `value_of` says; one without a value stays as it is.
std::string substitute(std::string_view text,
                       const std::function<std::optional<std::string>(const Placeholder&)>& value_of);

}  // namespace nagaya::syntax
