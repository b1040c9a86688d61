// Where in a config something is: "$.storage.files.3.mode".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::ignition {

/// A member's name or a list's index. Names are views of text that outlives the path: the names of fields.hpp, or keys of
/// the text that was read.
struct Step {
    std::string_view name = {};
    size_t index = 0;
    bool is_index = false;

    static Step of(std::string_view name) { return {.name = name}; }
    static Step of(size_t index) { return {.index = index, .is_index = true}; }
    bool operator==(const Step&) const = default;
};

using Path = std::vector<Step>;

/// "$.storage.files.3.mode"; the root is "$".
std::string print_path(const Path& path);

/// `typeGuid` → `type_guid`, `sizeMiB` → `size_mib`; what is snake case already stays.
std::string snake(std::string_view camel);

/// A path under construction: each structure on the way down holds one on its stack, and only a finding makes a Path of it.
class Place {
public:
    Place() = default;
    Place in(std::string_view name) const { return Place(this, Step::of(name)); }
    Place in(size_t index) const { return Place(this, Step::of(index)); }
    Path path() const;

private:
    Place(const Place* parent, Step step) : parent_(parent), step_(step) {}
    const Place* parent_ = nullptr;
    Step step_;
};

}  // namespace nagaya::ignition
