#include "lower/kept_groups.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::lower {

namespace {

constexpr std::string_view kept = "keep-groups";
constexpr std::string_view option = "--group-add";

/// What podman is told of groups, and where.
struct Group {
    std::string name;
    Span at;
    bool is_key;  ///< GroupAdd=, which an empty one clears
};

void add_words(const syntax::UnitEntry& entry, const std::string& value, std::vector<Group>& groups) {
    const std::vector<std::string> words = syntax::unit_words(value);
    for (size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == option && i + 1 < words.size())
            groups.push_back({.name = words[++i], .at = entry.value_at, .is_key = false});
        else if (word.starts_with(option) && word.substr(option.size()).starts_with('='))
            groups.push_back(
                {.name = std::string(word.substr(option.size() + 1)), .at = entry.value_at, .is_key = false});
    }
}

void add_groups(const LoweredService& service, const syntax::UnitFile& file, std::vector<Group>& groups) {
    Report reported_before;
    for (const syntax::UnitSection& section : file.sections) {
        if (section.name != "Container") continue;
        for (const syntax::UnitEntry& entry : section.entries) {
            if (entry.key != "GroupAdd" && entry.key != "PodmanArgs") continue;
            const auto value = service.variables.expand(entry.value, entry.value_at, reported_before);
            if (!value) continue;
            if (entry.key == "PodmanArgs")
                add_words(entry, *value, groups);
            else if (trim(*value).empty())
                std::erase_if(groups, [](const Group& group) { return group.is_key; });
            else
                groups.push_back({.name = std::string(trim(*value)), .at = entry.value_at, .is_key = true});
        }
    }
}

std::vector<Group> groups_of(const Lowering& lowering, const LoweredService& service, const LoweredUnit& unit) {
    std::vector<Group> groups;
    add_groups(service, unit.parsed, groups);
    std::vector<const AppliedDropIn*> drop_ins;
    for (const AppliedDropIn& drop_in : unit.drop_ins)
        if (drop_in.source && drop_in.source->place == model::UnitPlace::quadlet) drop_ins.push_back(&drop_in);
    std::ranges::stable_sort(drop_ins, {}, [](const AppliedDropIn* drop_in) { return drop_in->file.name; });
    Report reported_before;
    for (const AppliedDropIn* drop_in : drop_ins)
        add_groups(service, syntax::parse_unit_file(lowering.sources, drop_in->source->file, reported_before), groups);
    return groups;
}

}  // namespace

bool keeps_groups(Lowering& lowering, const LoweredService& service, const LoweredUnit& unit) {
    bool keeps = false;
    for (const Group& group : groups_of(lowering, service, unit)) {
        if (group.name == kept && !keeps) {
            keeps = true;
            continue;
        }
        lowering.report.add({.code = "group-beside-keep-groups",
                             .message = concat("the group `", visible(group.name),
                                               "` stands beside the groups that the reverse proxy `", service.name(),
                                               "` keeps to read the certificates, and podman refuses that"),
                             .at = group.at,
                             .help = group.name == kept
                                         ? std::string("write `GroupAdd=keep-groups` once")
                                         : concat("remove it, and add the host's group `", visible(group.name),
                                                  "` to `[account] groups` of `", service.name(),
                                                  "`: the container keeps the groups of its account")});
    }
    return keeps;
}

}  // namespace nagaya::lower
