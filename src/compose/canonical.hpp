// Passes over a whole file that bring every spelling to one: short forms to long, defaults, absolute paths.
#pragma once

#include <string_view>

#include "base/diagnostic.hpp"
#include "compose/environment.hpp"
#include "compose/value.hpp"

namespace nagaya::compose {

/// Replaces variables in every text and turns the texts into what their key wants ("true" to true).
struct InterpolateOptions {
    const Lookup& lookup;
    const std::function<void(std::string_view name, Span at)>& unset;
    const std::function<void(std::string_view word, Span at)>&
        loose;           ///< a word such as `yes` was taken for true or false
    size_t& bytes_left;  ///< what all the texts that variables stand in may still come to
};
void interpolate(Value& file, const InterpolateOptions& options, Texts& texts, Report& report);

/// Short forms become long ones. With `literal` (nothing was interpolated) what cannot be read stays as it is.
void make_canonical(Value& file, bool literal, Texts& texts, Report& report);

/// `protocol: tcp`, `mode: ingress`, `/run/secrets/NAME`, `count: all`, `context: .`
void set_defaults(Value& file, Texts& texts);

/// What the shape cannot say: attributes that exclude each other, addresses.
void check_values(const Value& file, Report& report);

/// Makes the paths absolute, below `base`; `~` is `home`.
void resolve_paths(Value& file, std::string_view base, std::string_view home, Texts& texts, Report& report);

/// Gives variables that are named without a value the environment's. Secrets and configs that come from the environment keep
/// only its variable's name: nothing that is printed knows their value.
void resolve_environment(Value& file, const Environment& environment, Texts& texts);

/// The default network, the dependencies that other keys imply, names of networks and volumes.
void normalise(Value& file, std::string_view project, const Environment& environment, Texts& texts);

}  // namespace nagaya::compose
