#include "state/resource.hpp"

#include <array>

#include "base/check.hpp"
#include "base/text.hpp"

namespace nagaya::state {

namespace {

constexpr std::array<std::string_view, 7> kind_names = {"account", "directory", "file", "symlink",
                                                        "hook",    "image",     "unit"};

}  // namespace

std::string_view name(Kind kind) { return kind_names.at(static_cast<size_t>(kind)); }

std::optional<Kind> find_kind(std::string_view text) {
    for (size_t i = 0; i < kind_names.size(); ++i) {
        if (kind_names[i] == text) return static_cast<Kind>(i);
    }
    return std::nullopt;
}

std::string ResourceId::text() const {
    const std::string_view kind_name = state::name(kind);
    return scope.empty() ? concat(kind_name, ' ', name) : concat(kind_name, ' ', name, " of ", scope);
}

// Kind's enumerators and the variant's alternatives stand in the same order, so the index is the kind.
static_assert(std::variant_size_v<decltype(Resource::value)> == kind_names.size());

size_t Resource::index_to_kind() const {
    CHECK(!value.valueless_by_exception());
    return value.index();
}

}  // namespace nagaya::state
