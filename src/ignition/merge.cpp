#include "ignition/merge.hpp"

#include <unordered_map>
#include <unordered_set>

#include "ignition/fields.hpp"

namespace nagaya::ignition {

namespace {

/// Where a key stands in the child: in which field's list, and where there.
struct Position {
    std::string_view list;
    size_t index;
};
using Positions = std::unordered_map<std::string, Position>;

/// Lists that are one as far as keys go.
template <class Struct, class Entry>
constexpr bool shares_keys = std::is_same_v<Struct, KernelArguments> || std::is_same_v<Entry, File> ||
                             std::is_same_v<Entry, Directory> || std::is_same_v<Entry, Link>;

class Merger {
public:
    explicit Merger(MergeTrace* trace) : trace_(trace) {}

    template <Described T>
    T merge(T& parent, T& child, const Place& place) {
        T result;
        Positions shared;
        for_each_field<T>([&](const auto& field) {
            using Member = std::remove_cvref_t<decltype(child.*(field.member))>;
            if constexpr (is_list<Member>)
                if constexpr (shares_keys<T, typename Member::value_type>)
                    if (populated(parent)) note(child.*(field.member), field.json, shared);
        });
        for_each_field<T>([&](const auto& field) {
            auto& from = parent.*(field.member);
            auto& over = child.*(field.member);
            auto& into = result.*(field.member);
            using Member = std::remove_cvref_t<decltype(into)>;
            Place at = place.in(field.json);
            if constexpr (is_list<Member>) {
                if (from.empty()) {
                    into = std::move(over);
                } else if (field.keys == Keys::none) {
                    append(from, over, into, at);
                } else {
                    constexpr bool is_shared = shares_keys<T, typename Member::value_type>;
                    Positions own;
                    if (!is_shared) note(over, field.json, own);
                    merge_list(from, over, into, is_shared ? shared : own, field.json, at);
                }
            } else if constexpr (Described<Member>) {
                if (!populated(over))
                    take(from, into, at);
                else if (!populated(from))
                    into = std::move(over);
                else
                    into = merge(from, over, at);
            } else if constexpr (is_optional<Member>) {
                if (over)
                    into = std::move(over);
                else
                    take(from, into, at);
            } else {
                into = std::move(over);
            }
        });
        return result;
    }

private:
    template <class Entry>
    static void note(const std::vector<Entry>& list, std::string_view name, Positions& positions) {
        for (size_t index = 0; index < list.size(); ++index)
            positions.insert_or_assign(std::string(key(list[index])), Position{.list = name, .index = index});
    }

    template <class Member>
    void take(Member& from, Member& into, const Place& place) {
        if (trace_ && populated(from)) trace_->from_parent.push_back(place.path());
        into = std::move(from);
    }

    template <class List>
    void append(List& from, List& over, List& into, const Place& place) {
        std::vector<MergeTrace::Entry> entries;
        for (size_t index = 0; index < from.size(); ++index) entries.push_back({.parent = index});
        for (size_t index = 0; index < over.size(); ++index) entries.push_back({.child = index});
        into = std::move(from);
        for (auto& entry : over) into.push_back(std::move(entry));
        record(place, std::move(entries));
    }

    template <class Entry>
    void merge_list(std::vector<Entry>& from, std::vector<Entry>& over, std::vector<Entry>& into,
                    const Positions& positions, std::string_view name, const Place& place) {
        std::vector<MergeTrace::Entry> entries;
        std::unordered_set<std::string> parent_keys;
        for (size_t index = 0; index < from.size(); ++index) {
            std::string entry_key(key(from[index]));
            auto found = positions.find(entry_key);
            parent_keys.insert(std::move(entry_key));
            if (found == positions.end()) {
                entries.push_back({.parent = index});
                into.push_back(std::move(from[index]));
                continue;
            }
            if (found->second.list != name) continue;  // the child makes something else of it
            size_t other = found->second.index;
            if constexpr (std::is_same_v<Entry, HttpHeader>)
                if (!over[other].value) continue;  // the child takes the header away
            entries.push_back({.parent = index, .child = other});
            if constexpr (Described<Entry>) {
                Entry copy = over[other];
                into.push_back(merge(from[index], copy, place.in(into.size())));
            } else {
                into.push_back(over[other]);
            }
        }
        for (size_t index = 0; index < over.size(); ++index) {
            if (parent_keys.contains(std::string(key(over[index])))) continue;
            entries.push_back({.child = index});
            into.push_back(std::move(over[index]));
        }
        record(place, std::move(entries));
    }

    void record(const Place& place, std::vector<MergeTrace::Entry> entries) {
        if (trace_) trace_->lists.push_back({.path = place.path(), .entries = std::move(entries)});
    }

    MergeTrace* trace_;
};

}  // namespace

Config merge(Config parent, Config child, MergeTrace* trace) { return Merger(trace).merge(parent, child, Place()); }

}  // namespace nagaya::ignition
