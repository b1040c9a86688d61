#include "lint/owners.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/images.hpp"

namespace nagaya::lint {
namespace {

/// The number behind "name=" in "keep-id:uid=1000,gid=1000".
std::optional<uint32_t> option_of(std::string_view userns, std::string_view name) {
    const size_t colon = userns.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    for (const std::string_view part : split(userns.substr(colon + 1), ',')) {
        if (!part.starts_with(name) || part.size() <= name.size() || part[name.size()] != '=') continue;
        const auto number = parse_number(part.substr(name.size() + 1));
        if (number && *number <= 65'535) return static_cast<uint32_t>(*number);
    }
    return std::nullopt;
}

std::optional<uint32_t> number_of(std::string_view user) {
    const auto number = parse_number(user.substr(0, user.find(':')));
    return number && *number <= UINT32_MAX ? std::optional(static_cast<uint32_t>(*number)) : std::nullopt;
}

/// As whom the program works: User=, what keep-id makes of it, or what is known of the image.
std::optional<uint32_t> user_of(const Context& context, const Unit& unit, std::string_view userns,
                                const model::AccountIds* ids) {
    if (const syntax::UnitEntry* user = last_value(unit, "Container", "User")) return number_of(user->value);
    if (userns.starts_with("keep-id") && ids != nullptr) return option_of(userns, "uid").value_or(ids->uid);
    const auto image = image_of(context, unit);
    if (!image) return std::nullopt;
    if (const model::ImageSource* source = built_image(context.site(), *image);
        source != nullptr && source->containerfile.begin != source->containerfile.end) {
        Report ignored;
        std::optional<uint32_t> user = 0;
        for (const syntax::Instruction& one :
             syntax::parse_containerfile(context.sources(), source->containerfile.file, ignored)) {
            if (one.name == "FROM") user = 0;
            if (one.name == "USER" && !one.words.empty()) user = one.words[0] == "root" ? 0 : number_of(one.words[0]);
        }
        return user;
    }
    if (const KnownImage* known = find_known_image(image->repository)) return known->user;
    return std::nullopt;
}

const model::Data* data_of(const Context& context, const model::Service& service, std::string_view source) {
    const model::Data* longest = nullptr;
    for (const model::Service* other : context.services_of_account(service.account.value)) {
        for (const model::Data& data : other->data) {
            const std::string path =
                concat(context.site().settings.data_root.value, "/", other->account.value, "/", data.path.value);
            if (lies_in(source, path) && (longest == nullptr || data.path.value.size() > longest->path.value.size()))
                longest = &data;
        }
    }
    return longest;
}

void judge_data(MountOwner& mount, const IdMap& map, const IdMap& plain, bool keeps_groups) {
    const model::Data& data = *mount.data;
    mount.owner = plain.to_host(data.owner.value);
    if (!map.known || !mount.owner) return;
    mount.seen_as = map.to_container(*mount.owner);
    if (!mount.user) {
        mount.why = "only the image knows its user";
        return;
    }
    const bool is_owner = mount.user_on_host == mount.owner;
    const bool is_root = *mount.user == 0 && mount.seen_as.has_value();
    const bool in_group = keeps_groups && (data.mode.value & 0050) == 0050;
    const bool all = (data.mode.value & 0005) == 0005;
    mount.may_read = is_owner || is_root || in_group || all ? May::yes : May::no;
    mount.why = is_owner   ? "it is the owner"
                : is_root  ? "root inside may read what is mapped"
                : in_group ? "by its group"
                : all      ? "everybody may"
                      : concat("it belongs to ", mount.seen_as ? concat(*mount.seen_as, " inside") : "nobody inside");
    if (mount.may_read == May::no)
        mount.help = concat("write `owner = ", *mount.user, "` for `", data.path.value, "` under `[[data]]`");
}

void judge(const Context& context, const model::Host* host, MountOwner& mount, const VolumeLine& volume,
           const IdMap& map, const IdMap& plain) {
    const model::Service& service = *mount.unit->service;
    if (mount.user && map.known) mount.user_on_host = map.to_host(*mount.user);
    const model::Mount* lies_on = host != nullptr && volume.is_bind() ? mount_of(*host, volume.source) : nullptr;
    if (!volume.is_bind()) {
        mount.may_read = volume.source.starts_with('%') ? May::unknown : May::yes;
        mount.why =
            volume.source.starts_with('%') ? "known on the host only" : "Podman gives the volume to the image's user";
    } else if (lies_on != nullptr && keeps_no_labels(*lies_on)) {
        mount.may_read = volume.has("U") ? May::no : May::unknown;
        mount.why = "the file server decides";
        if (volume.has("U")) mount.help = "leave `U` out: the server refuses to change owners";
    } else if (volume.has("U")) {
        mount.owner = mount.user_on_host;
        mount.seen_as = mount.user;
        mount.may_read = May::yes;
        mount.why = "`U` gives it to the container's user at each start";
    } else if (mount.data = data_of(context, service, volume.source); mount.data != nullptr) {
        const auto groups = all_values(*mount.unit, "Container", "GroupAdd");
        judge_data(mount, map, plain,
                   std::ranges::any_of(groups, [](const auto* entry) { return entry->value == "keep-groups"; }));
    } else if (lies_in(volume.source, context.site().settings.install_root.value)) {
        mount.owner = 0;
        mount.may_read = May::yes;
        mount.why = "configuration is readable by the account";
    } else {
        mount.why = "nothing in the site says whose it is";
    }
}

}  // namespace

std::optional<uint32_t> IdMap::to_host(uint32_t container) const {
    for (const IdStretch& one : stretches)
        if (container >= one.container && container - one.container < one.count)
            return one.host + (container - one.container);
    return std::nullopt;
}

std::optional<uint32_t> IdMap::to_container(uint32_t host) const {
    for (const IdStretch& one : stretches)
        if (host >= one.host && host - one.host < one.count) return one.container + (host - one.host);
    return std::nullopt;
}

IdMap id_map(std::string_view userns, const model::AccountIds* ids) {
    if (userns.starts_with("auto") || userns.starts_with("ns:") || userns.starts_with("container:"))
        return {.stretches = {}, .known = false};
    if (ids == nullptr) return {.stretches = {{0, 0, UINT32_MAX}}};
    if (userns.starts_with("nomap")) return {.stretches = {{0, ids->subid_start, ids->subid_count}}};
    if (!userns.starts_with("keep-id"))
        return {.stretches = {{0, ids->uid, 1}, {1, ids->subid_start, ids->subid_count}}};
    // The kept id stands at its place among the subordinate ones.
    const uint32_t kept = option_of(userns, "uid").value_or(ids->uid);
    const uint32_t below = std::min(kept, ids->subid_count);
    IdMap map;
    if (below > 0) map.stretches.push_back({0, ids->subid_start, below});
    map.stretches.push_back({kept, ids->uid, 1});
    if (ids->subid_count > below)
        map.stretches.push_back({kept + 1, ids->subid_start + below, ids->subid_count - below});
    return map;
}

std::vector<MountOwner> mount_owners(const Context& context, const model::Host* host, const model::Service& service) {
    std::vector<MountOwner> mounts;
    const auto& accounts = context.site().lock.accounts;
    const auto found = accounts.find(service.account.value);
    const model::AccountIds* ids = service.rootful() || found == accounts.end() ? nullptr : &found->second;
    if (!service.rootful() && ids == nullptr) return mounts;
    const IdMap plain = id_map("", ids);
    const Expansion expansion(context.site(), host, service);
    for (const Unit& unit : context.units(service)) {
        if (unit.kind != UnitKind::container) continue;
        const syntax::UnitEntry* userns = last_value(unit, "Container", "UserNS");
        IdMap map = id_map(userns == nullptr ? "" : std::string_view(userns->value), ids);
        if (last_value(unit, "Container", "UIDMap") != nullptr || last_value(unit, "Container", "SubUIDMap") != nullptr)
            map = {.stretches = {}, .known = false};
        const auto user = user_of(context, unit, userns == nullptr ? "" : std::string_view(userns->value), ids);
        for (const VolumeLine& volume : volumes_of(context.sources(), expansion, unit)) {
            MountOwner mount{
                .unit = &unit, .entry = volume.entry, .source = volume.source, .target = volume.target, .user = user};
            judge(context, host, mount, volume, map, plain);
            mounts.push_back(std::move(mount));
        }
    }
    return mounts;
}

}  // namespace nagaya::lint
