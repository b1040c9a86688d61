#include "lint/owners.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/bind_mounts.hpp"

namespace nagaya::lint {
namespace {

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

/// What judging a mount needs to know of its container.
struct Inside {
    const Context& context;
    const model::Host* host;
    IdMap map;            ///< of the container
    std::string unknown;  ///< why it is not known
    IdMap plain;          ///< that numbers under [[data]] are meant in
    Identity who;
    uint32_t account_gid = 0;
    bool rootful = false;
};

void judge_access(MountOwner& mount, const Inside& inside, const Owned& file) {
    mount.owner = file.uid;
    if (!inside.map.known) {
        mount.why = inside.unknown;
        return;
    }
    mount.seen_as = inside.map.to_container(file.uid);
    mount.may_read = may_access(inside.who, inside.map, file, 5, inside.account_gid, &mount.why);
    mount.may_write = may_access(inside.who, inside.map, file, 2, inside.account_gid, nullptr);
    if (mount.may_read == May::no && mount.seen_as != mount.user)
        mount.why = concat("it belongs to ", mount.seen_as ? concat(*mount.seen_as, " inside") : "nobody inside");
}

void judge_data(MountOwner& mount, const Inside& inside) {
    const model::Data& data = *mount.data;
    const auto uid = inside.plain.to_host(data.owner.value);
    const auto gid = inside.plain.to_host(data.group.value);
    if (!uid || !gid) return;
    judge_access(mount, inside, {.uid = *uid, .gid = *gid, .mode = data.mode.value});
    if (mount.may_write != May::no || !mount.user_on_host) return;
    mount.right_owner = inside.plain.to_container(*mount.user_on_host);
    if (mount.right_owner && *mount.right_owner != data.owner.value)
        mount.help = concat("write `owner = ", *mount.right_owner, "` for `", data.path.value, "` under `[[data]]`");
}

/// `U` is a chown inside the user namespace: of what is mapped there.
void judge_given(MountOwner& mount, const Inside& inside, bool is_configuration) {
    if (is_configuration && !inside.rootful) {
        mount.owner = 0;
        mount.may_read = mount.may_write = May::no;
        mount.why = "`U` cannot give root's files away: it does not start";
        mount.help = "leave `U` out: configuration is readable for all users inside";
    } else if (mount.data == nullptr && !inside.rootful) {
        mount.why = "`U` can give it only if it belongs to the account or its ids";
    } else {
        mount.owner = mount.user_on_host;
        mount.seen_as = mount.user;
        mount.may_read = mount.may_write = May::yes;
        mount.why = "`U` gives it to the container's user at each start";
    }
}

void judge_bind(MountOwner& mount, const VolumeLine& volume, const Inside& inside) {
    const model::Site& site = inside.context.site();
    const bool is_configuration = lies_in(volume.source, site.settings.install_root.value);
    mount.data = data_of(inside.context, *mount.unit->service, volume.source);
    if (const model::Mount* lies_on = inside.host != nullptr ? mount_of(*inside.host, volume.source) : nullptr;
        lies_on != nullptr && keeps_no_labels(*lies_on)) {
        mount.data = nullptr;
        mount.why = "the file server decides";
        if (!volume.has("U")) return;
        mount.may_read = mount.may_write = May::no;
        mount.help = "leave `U` out: the server refuses to change owners";
    } else if (volume.has("idmap") && !inside.rootful) {
        mount.may_read = mount.may_write = May::no;
        mount.why = "mounts with mapped ids need root: it does not start";
        mount.help = "leave `idmap` out";
    } else if (volume.has("U")) {
        judge_given(mount, inside, is_configuration);
    } else if (mount.data != nullptr) {
        judge_data(mount, inside);
    } else if (is_configuration) {
        judge_access(mount, inside, {.uid = 0, .gid = 0, .mode = 0755});
        mount.why = "configuration is readable by the account";
    } else {
        mount.why = "nothing in the site says whose it is";
    }
}

void judge(MountOwner& mount, const VolumeLine& volume, const Inside& inside) {
    if (mount.user && inside.map.known) {
        mount.user_on_host = inside.map.to_host(*mount.user);
        if (!mount.user_on_host) {
            mount.may_read = mount.may_write = May::no;
            mount.why = concat("user ", *mount.user, " is outside the account's ids: it does not start");
            mount.help = "choose a smaller `User=`, or a larger `size` under [accounts] subids";
            return;
        }
    }
    if (volume.source.starts_with('%')) {
        mount.why = "known on the host only";
    } else if (volume.is_bind()) {
        judge_bind(mount, volume, inside);
    } else {
        mount.may_read = mount.may_write = May::yes;
        mount.why = "Podman gives a new volume to the container's user, or as the image has it there";
        if (volume.has("U")) {
            mount.owner = mount.user_on_host;
            mount.seen_as = mount.user;
            mount.why = "`U` gives it to the container's user at each start";
        }
    }
    mount.read_only = volume.has("ro");
    if (mount.read_only) mount.may_write = May::no;
}

/// Why the ids of a container are not known.
std::string reason_of(const NamespaceMode& mode, const model::AccountIds* ids) {
    if (mode.own_map) return "its own map chooses the ids";
    if (!mode.text.starts_with("auto")) return "another namespace chooses the ids";
    const auto size = keep_id_option(mode.text, "size");
    return concat("Podman chooses ", size ? concat(*size) : "as many as the image needs", " of the ids ",
                  ids == nullptr ? "of `containers` in /etc/subuid"
                                 : concat(ids->subid_start, "–", ids->subid_start + (ids->subid_count - 1)));
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
    const uint32_t kept = keep_id_option(userns, "uid").value_or(ids->uid);
    const uint32_t below = std::min(kept, ids->subid_count);
    IdMap map;
    if (below > 0) map.stretches.push_back({0, ids->subid_start, below});
    map.stretches.push_back({kept, ids->uid, 1});
    if (ids->subid_count > below)
        map.stretches.push_back({kept + 1, ids->subid_start + below, ids->subid_count - below});
    return map;
}

IdMap own_id_map(std::span<const std::string> lines, const model::AccountIds* ids) {
    IdMap map{.stretches = {}, .known = !lines.empty()};
    // The ids that a map may draw on, in order.
    const std::vector<IdStretch> own = id_map("", ids).stretches;
    for (const std::string& line : lines) {
        std::vector<std::string_view> parts = split(line, ':');
        if (parts.size() == 2) parts.emplace_back("1");
        const bool of_host = parts.size() == 3 && parts[1].starts_with('@');
        if (of_host) parts[1].remove_prefix(1);
        std::array<uint64_t, 3> numbers{};
        for (size_t i = 0; i < 3; ++i) {
            const auto number = parts.size() == 3 ? parse_number(parts[i]) : std::nullopt;
            if (!number || *number > UINT32_MAX) return {.stretches = {}, .known = false};
            numbers[i] = static_cast<uint64_t>(*number);
        }
        auto [container, from, count] = numbers;
        for (const IdStretch& one : own) {
            const uint64_t begin = of_host ? one.host : one.container;
            if (count == 0 || from < begin || from - begin >= one.count) continue;
            const uint64_t taken = std::min(count, one.count - (from - begin));
            map.stretches.push_back({.container = static_cast<uint32_t>(container),
                                     .host = static_cast<uint32_t>(one.host + (from - begin)),
                                     .count = static_cast<uint32_t>(taken)});
            container += taken;
            count -= taken;
            // What follows is counted in the account's ids.
            from = one.container + (from - begin) + taken;
            if (of_host && count > 0) return {.stretches = {}, .known = false};
        }
        if (count > 0 || container > uint64_t{UINT32_MAX} + 1) return {.stretches = {}, .known = false};
    }
    return map;
}

std::vector<UnitIds> unit_ids(const Context& context, const model::Service& service, const model::AccountIds* ids) {
    std::vector<UnitIds> found;
    for (const Unit& unit : context.units(service)) {
        if (unit.kind != UnitKind::container && unit.kind != UnitKind::kube) continue;
        UnitIds one{.unit = &unit, .mode = namespace_mode(context, unit)};
        one.map = one.mode.own_map ? own_id_map(one.mode.lines, ids) : id_map(one.mode.text, ids);
        if (!one.map.known) one.unknown = reason_of(one.mode, ids);
        found.push_back(std::move(one));
    }
    return found;
}

std::vector<MountOwner> mount_owners(const Context& context, const model::Host* host, const model::Service& service) {
    std::vector<MountOwner> mounts;
    const auto& accounts = context.site().lock.accounts;
    const auto found = accounts.find(service.account.value);
    const model::AccountIds* ids = service.rootful() || found == accounts.end() ? nullptr : &found->second;
    if (!service.rootful() && ids == nullptr) return mounts;
    const IdMap plain = id_map("", ids);
    for (const UnitIds& one : unit_ids(context, service, ids)) {
        const Unit& unit = *one.unit;
        if (unit.kind != UnitKind::container) continue;
        const Inside inside{.context = context,
                            .host = host,
                            .map = one.map,
                            .unknown = one.unknown,
                            .plain = plain,
                            .who = identity_of(context, unit, one.mode, ids),
                            .account_gid = ids == nullptr ? 0 : ids->uid,
                            .rootful = ids == nullptr};
        for (const VolumeLine& volume : context.parts_on(host, unit).volumes) {
            MountOwner mount{.unit = &unit,
                             .entry = volume.entry,
                             .source = std::string(volume.source),
                             .target = std::string(volume.target),
                             .user = inside.who.uid};
            judge(mount, volume, inside);
            mounts.push_back(std::move(mount));
        }
    }
    return mounts;
}

}  // namespace nagaya::lint
