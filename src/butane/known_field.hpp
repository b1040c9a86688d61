// Which fields of schema.hpp a dialect has.
#pragma once

#include <type_traits>

#include "butane/dialect.hpp"
#include "butane/schema.hpp"

namespace nagaya::butane {

/// Structures whose resources were only a source and its verification in the first version of the spec.
template <class T>
inline constexpr bool holds_references = std::is_same_v<T, ConfigReferences> || std::is_same_v<T, Tls>;

/// Does `dialect` have this field? `in_reference`: of a resource that `holds_references`.
template <class Struct, class Member>
bool is_known(const ignition::Field<Struct, Member>& field, const Dialect& dialect, bool in_reference) {
    if constexpr (std::is_same_v<Struct, Config>) {
        if (field.snake == "boot_device") return dialect.has_boot_device();
        if (field.snake == "grub") return dialect.has_grub();
        if (field.snake == "metadata" || field.snake == "openshift") return dialect.openshift > 0;
    }
    if constexpr (std::is_same_v<Struct, Resource>)
        if (in_reference && dialect.level() == 0) return field.snake == "source" || field.snake == "verification";
    return field.since <= dialect.level();
}

}  // namespace nagaya::butane
