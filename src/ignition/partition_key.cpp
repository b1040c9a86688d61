#include "base/text.hpp"
#include "ignition/fields.hpp"

namespace nagaya::ignition {

std::string key(const Partition& entry) {
    if (entry.number != 0) return concat("number:", entry.number);
    return entry.label ? concat("label:", *entry.label) : "";
}

}  // namespace nagaya::ignition
