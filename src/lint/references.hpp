// Names of other units inside a unit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lint/context.hpp"

namespace nagaya::lint {

struct Reference {
    std::string name;  ///< with placeholders replaced
    Span at;           ///< the name alone
    std::string_view key;
    std::string_view section;
    bool to_quadlet = false;  ///< the key wants the name of a Quadlet file and got one: "data.volume"
};

/// Everything in the unit and its drop-ins that names another unit: dependencies, Also=, Unit=, Sockets=, and Quadlet's Volume=, Mount=,
/// Network=, Pod=, Image=. Names with placeholders that are unknown without a host, or with specifiers, are left out.
std::vector<Reference> references_of(const Context& context, const Unit& unit);

}  // namespace nagaya::lint
