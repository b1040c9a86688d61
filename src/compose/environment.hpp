// Variables: their names and values, `${…}` in texts, and the env files that set them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "compose/value.hpp"

namespace nagaya::compose {

using Environment = std::map<std::string, std::string, std::less<>>;

/// The value of a variable, or nothing when it is not set.
using Lookup = std::function<std::optional<std::string_view>(std::string_view name)>;

/// What is wrong with a text that uses variables.
struct SubstitutionError {
    enum class Kind { invalid, required, nested, large } kind = Kind::invalid;
    std::string name{};     ///< of the required variable
    std::string message{};  ///< what the author wrote behind `?`
    size_t begin = 0;       ///< where in the text
    size_t end = 0;
};

/// `text` with its variables replaced: `$NAME`, `${NAME}`, `:-` `-` `:+` `+` `:?` `?` (which nest), `$$` for a dollar. A dollar before
/// anything else stays. `unset` hears the names that have neither a value nor a default. At most 64 levels nest, and at most 4 MiB come of it.
struct Substitution {
    std::string text{};
    std::optional<SubstitutionError> error{};  ///< the first; the rest of the text is still read
};
Substitution substitute(std::string_view text, const Lookup& lookup,
                        const std::function<void(std::string_view)>& unset);

/// One use of a variable in a text.
struct VariableUse {
    std::string_view name;
    bool required = false;               ///< `:?`, `?`
    std::string_view default_value{};    ///< behind `:-`, `-`
    std::string_view alternate_value{};  ///< behind `:+`, `+`
};

/// Every use of a variable in `text`, also those in defaults of others; nothing is replaced. Views are of `text` or, of what was nested, valid during the call.
void find_variables(std::string_view text, const std::function<void(const VariableUse&)>& found);

/// The error in words, of a text that `where` names: "the required variable `A` has no value: say it".
std::string describe(const SubstitutionError& error, std::string_view where);

/// True when `substitute` would change nothing: no dollar in it.
inline bool is_literal(std::string_view text) { return !text.contains('$'); }

/// What an env file says, and the line of what could not be read.
struct EnvFileError {
    size_t line = 0;  ///< from 1
    std::string message;
};

/// Reads an env file as Compose does into `variables`, over what is there: `NAME=value`, `NAME: value`, `export NAME=value`, `NAME`
/// alone (taken from `lookup`, or left out), single quotes (as they are), double quotes (escapes, variables, several lines),
/// bare values (variables, ` #` begins a comment). Variables are looked up first with `lookup`, then in `variables`; `unset` hears of
/// those that are in neither, and of the line.
std::optional<EnvFileError> read_env_file(std::string_view text, Environment& variables, const Lookup& lookup,
                                          const std::function<void(std::string_view name, size_t line)>& unset);

/// `format: raw`: `NAME=value` lines, the value as it stands.
std::optional<EnvFileError> read_raw_env_file(std::string_view text, Environment& variables, const Lookup& lookup);

}  // namespace nagaya::compose
