#include "plan/difference.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/diff.hpp"
#include "base/text.hpp"

namespace nagaya::plan {

namespace {

using state::Account;
using state::Directory;
using state::File;
using state::Image;
using state::Symlink;

std::optional<Difference> compare(const Account& desired, const Account& observed) {
    std::vector<std::string> facts;
    const auto note = [&](bool differs, std::string_view fact) {
        if (differs) facts.emplace_back(fact);
    };
    note(desired.uid != observed.uid, "uid");
    note(desired.home != observed.home, "home");
    note(desired.shell != observed.shell, "shell");
    note(desired.subid_start != observed.subid_start || desired.subid_count != observed.subid_count, "subordinate ids");
    // Groups that somebody else put the account in are left alone.
    note(!std::ranges::includes(observed.groups, desired.groups), "groups");
    note(std::ranges::any_of(observed.group_ids,
                             [&](const auto& found) {
                                 const auto wanted = desired.group_ids.find(found.first);
                                 return wanted != desired.group_ids.end() && wanted->second != found.second;
                             }),
         "group ids");
    note(desired.linger != observed.linger, "lingering");
    if (facts.empty()) return std::nullopt;
    return Difference{.why = concat(desired.name, ": ", join(facts, ", "), " changed"), .diff = {}};
}

std::optional<Difference> compare(const Directory& desired, const Directory& observed) {
    if (desired.accepts(observed)) return std::nullopt;
    return Difference{.why = "owner or mode changed", .diff = {}};
}

std::optional<Difference> compare(const File& desired, const File& observed) {
    if (desired == observed) return std::nullopt;
    if (desired.content == observed.content) return Difference{.why = "owner or mode changed", .diff = {}};
    Difference result{.why = "content changed", .diff = {}};
    if (!desired.content.is_secret() && !observed.content.is_secret()) {
        result.diff = unified_diff(observed.content.text_for_people(), desired.content.text_for_people());
    }
    return result;
}

std::optional<Difference> compare(const Symlink& desired, const Symlink& observed) {
    if (desired == observed) return std::nullopt;
    return Difference{.why = concat("pointed to ", visible(observed.target)), .diff = {}};
}

// The name of a built image is its content, but the tags of others move, and going back means the very image.
std::optional<Difference> compare(const Image& desired, const Image& observed) {
    if (desired.id.empty() || observed.id.empty() || desired.id == observed.id) return std::nullopt;
    return Difference{.why = "its name stands for another image", .diff = {}};
}

template <class T>
std::optional<Difference> compare(const T&, const T&) {
    CHECK(!"units and hooks have their own rules");
}

}  // namespace

std::optional<Difference> difference(const state::Resource& desired, const state::Resource* observed) {
    if (!observed) {
        const bool image = std::holds_alternative<Image>(desired.value);
        return Difference{.why = image ? "not there yet" : "new", .diff = {}};
    }
    return std::visit(
        [&](const auto& wanted) {
            const auto* found = std::get_if<std::decay_t<decltype(wanted)>>(&observed->value);
            CHECK(found);  // the id says the kind
            return compare(wanted, *found);
        },
        desired.value);
}

}  // namespace nagaya::plan
