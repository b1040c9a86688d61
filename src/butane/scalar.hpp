// What a YAML scalar means to gopkg.in/yaml.v3, which reads Butane files for the reference.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "syntax/yaml.hpp"

namespace nagaya::butane {

struct Scalar {
    enum class Kind { null, boolean, integer, large_integer, floating, text, binary };
    Kind kind = Kind::text;
    bool flag = false;
    int64_t integer = 0;
    double floating = 0;
    std::string_view tag = "!!str";  ///< short: "!!int"
    std::string failure = {};        ///< why an explicit tag does not fit the text; "" if it does
};

/// The value of the scalar `node`.
Scalar resolve_scalar(const syntax::YamlNode& node);

/// "tag:yaml.org,2002:str" → "!!str"; others as they are.
std::string short_tag(std::string_view tag);

/// Is it the key of a merge (`<<`)?
bool is_merge_key(const syntax::YamlNode& node);

}  // namespace nagaya::butane
