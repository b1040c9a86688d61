// The variables that files of a service may name, as far as the texts tell: files are being written, so nothing is loaded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/answers.hpp"

namespace nagaya::lsp {

struct Variable {
    std::string name;                            ///< without the "@@"
    std::string_view meaning;                    ///< a few words
    std::optional<Target> where = std::nullopt;  ///< what it gets its value from; none of those that nagaya works out
};

/// Those of the service, of the site and of its hosts, and what is built in (docs/site.md, "Variables"). A name may be there more
/// than once; the first is the one that counts. `service` is "" in files of none.
std::vector<Variable> variables_of(const Files& files, std::string_view service);

/// The one that the name means.
std::optional<Variable> find_variable(const Files& files, std::string_view service, std::string_view name);

/// The name between "@@" and "@@" around the place; "" elsewhere.
std::string_view variable_at(const Spot& spot);

}  // namespace nagaya::lsp
