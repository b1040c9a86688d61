// As whom the program of a container works, and what that lets it do.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "lint/images.hpp"
#include "lint/owners.hpp"

namespace nagaya::lint {
namespace {

std::optional<uint32_t> number_of(std::string_view name) {
    if (name == "root") return 0;
    const auto number = parse_number(name);
    return number && *number <= UINT32_MAX ? std::optional(static_cast<uint32_t>(*number)) : std::nullopt;
}

/// "1000:100", "1000", "www-data": numbers where they are some.
Identity parse_user(std::string_view user) {
    const size_t colon = user.find(':');
    Identity who{.uid = number_of(user.substr(0, colon))};
    if (colon != std::string_view::npos) who.gid = number_of(user.substr(colon + 1));
    if (colon == std::string_view::npos && who.uid == 0u) who.gid = 0;
    return who;
}

/// Distributions' own images begin as root.
bool begins_as_root(std::string_view image) {
    constexpr auto roots = std::to_array<std::string_view>({"scratch", "debian", "ubuntu", "alpine", "busybox",
                                                            "fedora", "centos", "rockylinux", "almalinux", "archlinux",
                                                            "amazonlinux", "opensuse/leap", "opensuse/tumbleweed"});
    const ImageName name = parse_image(image);
    std::string_view repository = name.repository;
    for (const std::string_view library : {"docker.io/library/", "docker.io/", "registry.fedoraproject.org/"})
        if (repository.starts_with(library)) {
            repository.remove_prefix(library.size());
            break;
        }
    return std::ranges::find(roots, repository) != roots.end();
}

/// USER of the last stage. A stage goes on from its base: an earlier one, a distribution's, or one that only its registry knows.
Identity user_of_containerfile(const Context& context, const model::ImageSource& source) {
    Report ignored;  // its mistakes are found when the site is read
    std::map<std::string, Identity, std::less<>> stages;
    std::string stage;
    Identity user;
    for (const syntax::Instruction& one :
         syntax::parse_containerfile(context.sources(), source.containerfile.file, ignored)) {
        if (one.name == "FROM") {
            if (!stage.empty()) stages[stage] = user;
            const auto base = std::ranges::find_if(one.words, [](const auto& word) { return !word.starts_with("--"); });
            stage = one.words.size() >= 3 ? std::string(one.words.back()) : "";
            user = {};
            if (base == one.words.end()) continue;
            if (const auto known = stages.find(*base); known != stages.end()) {
                user = known->second;
            } else if (begins_as_root(*base)) {
                user = {.uid = 0, .gid = 0};
            }
        }
        if (one.name == "USER" && !one.words.empty()) user = parse_user(one.words[0]);
    }
    return user;
}

Identity user_of_image(const Context& context, const Unit& unit) {
    const UnitParts& parts = context.parts_of(unit);
    const auto& image = parts.image;
    if (!image) return {};
    const model::ImageSource* source = built_image(context.site(), *image);
    if (source != nullptr && source->containerfile.begin != source->containerfile.end)
        return user_of_containerfile(context, *source);
    if (begins_as_root(image->repository)) return {.uid = 0, .gid = 0};
    const KnownImage* known = parts.known_image;
    if (known == nullptr) return {};
    return {.uid = known->user, .gid = known->user == 0 ? std::optional(0u) : std::nullopt};
}

bool names_override(std::string_view capabilities) {
    return std::ranges::any_of(split_words(capabilities), [](std::string_view word) {
        std::string name(word);
        std::ranges::transform(name, name.begin(),
                               [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        return name == "ALL" || name == "DAC_OVERRIDE" || name == "CAP_DAC_OVERRIDE";
    });
}

/// Bits of one class of users.
bool allows(uint32_t mode, int shift, uint32_t wanted) { return ((mode >> shift) & wanted) == wanted; }

/// Is the file's group one of the program's?
May in_group(const Identity& who, const IdMap& map, uint32_t gid, uint32_t account_gid) {
    const auto is_it = [&](uint32_t inside) { return map.to_host(inside) == gid; };
    if (std::ranges::any_of(who.groups, is_it) || (who.keeps_groups && gid == account_gid)) return May::yes;
    if (who.gid) return is_it(*who.gid) ? May::yes : May::no;
    // A number that the image does not know works with group 0, one that it knows mostly with its own.
    return is_it(0) || (who.uid && is_it(*who.uid)) ? May::unknown : May::no;
}

/// The lines of UIDMap=, where they are all that rules the ids: groups go by the same, and no other range is named.
std::vector<std::string> map_lines(const Unit& unit, const std::vector<Word>& arguments) {
    const std::string_view section = section_of(unit.kind);
    for (const std::string_view key : {"SubUIDMap", "SubGIDMap", "RemapUsers", "UserNS"})
        if (last_value(unit, section, key) != nullptr) return {};
    for (const std::string_view option : {"--uidmap", "--gidmap", "--subuidname", "--subgidname"})
        if (podman_option(arguments, option)) return {};
    const auto words_of = [&](std::string_view key) {
        std::vector<std::string> words;
        for (const syntax::UnitEntry* entry : all_values(unit, section, key))
            for (const std::string_view word : split_words(entry->value)) words.emplace_back(word);
        return words;
    };
    const std::vector<std::string> groups = words_of("GIDMap");
    std::vector<std::string> users = words_of("UIDMap");
    return groups.empty() || groups == users ? users : std::vector<std::string>();
}

}  // namespace

std::optional<uint32_t> keep_id_option(std::string_view userns, std::string_view name) {
    const size_t colon = userns.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    for (const std::string_view part : split(userns.substr(colon + 1), ',')) {
        if (!part.starts_with(name) || part.size() <= name.size() || part[name.size()] != '=') continue;
        const auto number = parse_number(part.substr(name.size() + 1));
        if (number && *number <= UINT32_MAX) return static_cast<uint32_t>(*number);
    }
    return std::nullopt;
}

NamespaceMode namespace_mode(const Context& context, const Unit& unit) {
    NamespaceMode mode;
    const auto last = [&](std::string_view key) {
        const syntax::UnitEntry* entry = last_value(unit, section_of(unit.kind), key);
        return entry == nullptr ? std::string_view() : std::string_view(entry->value);
    };
    const auto arguments = podman_arguments(context, unit);
    for (const std::string_view key : {"UIDMap", "SubUIDMap", "RemapUid"})
        mode.own_map = mode.own_map || !last(key).empty();
    for (const std::string_view option : {"--uidmap", "--subuidname"})
        mode.own_map = mode.own_map || podman_option(arguments, option).has_value();
    if (last("RemapUsers") == "keep-id" && last("UIDMap").empty()) {
        mode.own_map = false;
        mode.text = last("RemapUid").empty() ? "keep-id" : concat("keep-id:uid=", last("RemapUid"));
    } else if (!last("RemapUsers").empty()) {
        mode.own_map = true;
    }
    if (mode.own_map) mode.lines = map_lines(unit, arguments);
    if (!last("UserNS").empty()) mode.text = last("UserNS");
    if (const auto option = podman_option(arguments, "--userns")) mode.text = option->value;
    if (!mode.text.empty() || mode.own_map || unit.kind != UnitKind::container || last("Pod").empty()) return mode;
    for (const Unit& other : context.units(*unit.service))
        if (other.kind == UnitKind::pod && other.name == last("Pod")) {
            mode = namespace_mode(context, other);
            mode.from_pod = true;
        }
    return mode;
}

Identity identity_of(const Context& context, const Unit& unit, const NamespaceMode& mode,
                     const model::AccountIds* ids) {
    const auto arguments = podman_arguments(context, unit);
    Identity who;
    if (const auto option = podman_option(arguments, "--user")) {
        who = parse_user(option->value);
    } else if (const syntax::UnitEntry* user = last_value(unit, "Container", "User")) {
        who = parse_user(user->value);
        if (const syntax::UnitEntry* group = last_value(unit, "Container", "Group")) who.gid = number_of(group->value);
    } else if (mode.text.starts_with("keep-id") && !mode.from_pod && ids != nullptr) {
        who.uid = keep_id_option(mode.text, "uid").value_or(ids->uid);
        who.gid = keep_id_option(mode.text, "gid").value_or(ids->uid);
    } else {
        who = user_of_image(context, unit);
    }
    for (const syntax::UnitEntry* group : all_values(unit, "Container", "GroupAdd")) {
        if (group->value == "keep-groups") who.keeps_groups = true;
        if (const auto number = number_of(group->value)) who.groups.push_back(*number);
    }
    const auto named = [&](std::string_view key) {
        return std::ranges::any_of(all_values(unit, "Container", key),
                                   [](const auto* entry) { return names_override(entry->value); });
    };
    who.overrides = !named("DropCapability") || named("AddCapability");
    return who;
}

May may_access(const Identity& who, const IdMap& map, const Owned& file, uint32_t wanted, uint32_t account_gid,
               std::string* why) {
    const auto answer = [&](May may, std::string_view because) {
        if (why != nullptr) *why = because;
        return may;
    };
    const bool everybody = allows(file.mode, 0, wanted);
    const auto owner = map.to_container(file.uid);
    const bool mapped = owner && map.to_container(file.gid);
    if (!who.uid) {
        if (everybody) return answer(May::yes, "everybody may");
        return mapped || owner ? answer(May::unknown, "only the image knows its user")
                               : answer(May::no, "nobody inside may");
    }
    if (*who.uid == 0 && who.overrides && mapped) {
        return answer(May::yes, owner == 0u ? "it is the owner" : "root inside may read what is mapped");
    }
    if (owner && owner == who.uid) {
        return allows(file.mode, 6, wanted) ? answer(May::yes, "it is the owner")
                                            : answer(May::no, "its mode forbids it");
    }
    const May group = in_group(who, map, file.gid, account_gid);
    const bool by_group = allows(file.mode, 3, wanted);
    if (group == May::unknown && by_group != everybody)
        return answer(May::unknown, "its group may, and only the image knows the user's");
    if (group == May::yes) return by_group ? answer(May::yes, "by its group") : answer(May::no, "its mode forbids it");
    return everybody ? answer(May::yes, "everybody may") : answer(May::no, "its mode forbids it");
}

}  // namespace nagaya::lint
