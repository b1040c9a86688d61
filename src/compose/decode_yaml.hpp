// From the YAML tree to values: aliases copied, merge keys merged, scalars resolved, `!reset` and `!override` noted.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "compose/value.hpp"
#include "syntax/yaml.hpp"

namespace nagaya::compose {

/// Where `!reset` or `!override` stood: the keys from the top of the document. What earlier files say there is forgotten.
using ResetPath = std::vector<std::string_view>;

/// One document of a file.
struct Document {
    Value root;
    std::vector<ResetPath> resets;
};

/// The document as values, or nothing after an error that leaves no meaning: a key given twice, a merge key over something
/// else than mappings, an alias inside what it stands for, more values than are `left` once aliases are copied (they are taken off it). Texts are views of
/// the tree, or kept by `texts`; the tree must outlive the values.
std::optional<Document> decode_yaml(const syntax::YamlNode& root, Texts& texts, Report& report, size_t& left);

}  // namespace nagaya::compose
