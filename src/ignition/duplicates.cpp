#include <unordered_set>

#include "ignition/fields.hpp"
#include "ignition/validate.hpp"

namespace nagaya::ignition {

namespace {

class DuplicateSearch {
public:
    explicit DuplicateSearch(Findings& findings) : findings_(findings) {}

    /// A structure's own lists first, then what is in them. Lists of `Storage` nodes share their keys, and so do the two of
    /// kernel arguments: one path is one thing, whatever its kind.
    template <Described T>
    void walk(const T& value, const Place& place) {
        Keys shared;
        for_each_field<T>([&](const auto& field) {
            const auto& list = value.*(field.member);
            using Member = std::remove_cvref_t<decltype(list)>;
            if constexpr (is_list<Member>) {
                if (field.keys == nagaya::ignition::Keys::none || list.empty()) return;
                using Entry = typename Member::value_type;
                constexpr bool node =
                    std::is_same_v<Entry, File> || std::is_same_v<Entry, Directory> || std::is_same_v<Entry, Link>;
                if constexpr (node || std::is_same_v<T, KernelArguments>) {
                    search(list, place.in(field.json), shared);
                } else {
                    Keys own;
                    search(list, place.in(field.json), own);
                }
            }
        });
        for_each_field<T>([&](const auto& field) {
            const auto& member = value.*(field.member);
            using Member = std::remove_cvref_t<decltype(member)>;
            if constexpr (Described<Member>) walk(member, place.in(field.json));
            if constexpr (is_list<Member>) {
                if constexpr (Described<typename Member::value_type>) {
                    Place list = place.in(field.json);
                    for (size_t index = 0; index < member.size(); ++index) walk(member[index], list.in(index));
                }
            }
        });
    }

private:
    using Keys = std::unordered_set<std::string_view>;

    template <class Entry>
    void search(const std::vector<Entry>& list, const Place& place, Keys& seen) {
        std::vector<std::string> made;  // keys that are no views
        if constexpr (std::is_same_v<Entry, Partition>) made.reserve(list.size());
        for (size_t index = 0; index < list.size(); ++index) {
            std::string_view entry_key;
            if constexpr (std::is_same_v<Entry, Partition>)
                entry_key = made.emplace_back(key(list[index]));
            else
                entry_key = key(list[index]);
            if (!seen.insert(entry_key).second) add(place.in(index));
        }
    }

    void add(const Place& place);

    Findings& findings_;
};

void DuplicateSearch::add(const Place& place) {
    Finding finding;
    finding.path = place.path();
    finding.message = "duplicate entry defined";
    findings_.push_back(std::move(finding));
}

}  // namespace

void find_duplicates(const Config& config, Findings& findings) { DuplicateSearch(findings).walk(config, Place()); }

}  // namespace nagaya::ignition
