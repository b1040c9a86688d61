#include "host/requirements.hpp"

#include "base/text.hpp"
#include "host/listening_ports.hpp"
#include "host/process.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

using state::Requirement;

struct Checking {
    const state::HostState& desired;
    const state::HostState& observed;
    const AccountDatabase& database;
    std::vector<ListeningPort> ports;
    std::set<std::string> mounts;
};

std::string name_of_user(const AccountDatabase& database, uint32_t uid) {
    for (const auto& [name, entry] : database.accounts)
        if (entry.uid == uid) return name;
    return concat(uid);
}

std::string name_of_group(const AccountDatabase& database, uint32_t gid) {
    for (const auto& [name, entry] : database.groups)
        if (entry.gid == gid) return name;
    return concat(gid);
}

Problem problem(const Requirement& requirement, std::string message, std::string help) {
    return {.service = requirement.service,
            .message = std::move(message),
            .help = std::move(help),
            .origin = requirement.origin};
}

/// An octal escape (\040) is how mountinfo writes blanks.
std::string unescaped(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool octal_digits = text[i] == '\\' && i + 3 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '3';
        if (!octal_digits) {
            out += text[i];
            continue;
        }
        out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
        i += 3;
    }
    return out;
}

std::vector<Problem> check_mounted(const Requirement& requirement, const Checking& checking) {
    const std::string& where = requirement.subject;
    if (!checking.mounts.contains(where))
        return {problem(requirement, concat("nothing is mounted at `", where, "`"),
                        "mount it, or take it out of the host's mounts")};
    const Result<std::optional<FileStatus>> seen = look_at(where);
    if (!seen || !*seen) return {problem(requirement, concat("`", where, "` cannot be looked at"), "")};
    std::vector<Problem> out;
    const std::string owner = name_of_user(checking.database, (*seen)->owner.uid);
    const std::string group = name_of_group(checking.database, (*seen)->owner.gid);
    if (!requirement.owner.empty() && owner != requirement.owner && concat((*seen)->owner.uid) != requirement.owner)
        out.push_back(problem(requirement,
                              concat("`", where, "` belongs to `", owner, "`, not to `", requirement.owner, "`"),
                              concat("chown ", requirement.owner, " ", where)));
    if (!requirement.group.empty() && group != requirement.group && concat((*seen)->owner.gid) != requirement.group)
        out.push_back(problem(requirement,
                              concat("`", where, "` belongs to group `", group, "`, not to `", requirement.group, "`"),
                              concat("chgrp ", requirement.group, " ", where)));
    return out;
}

/// Does the socket belong to one of the accounts of this site, to a subid of one, or, as root's, to a root unit of ours
/// that runs?
bool is_ours(const ListeningPort& port, const Requirement& requirement, const Checking& checking) {
    for (const state::HostState* state : {&checking.desired, &checking.observed})
        for (const auto& [id, resource] : state->resources()) {
            const auto* account = std::get_if<state::Account>(&resource.value);
            if (account == nullptr) continue;
            if (port.uid == account->uid) return true;
            if (port.uid >= account->subid_start && port.uid - account->subid_start < account->subid_count) return true;
        }
    if (port.uid != 0) return false;
    for (const auto& [id, resource] : checking.observed.resources()) {
        const auto* unit = std::get_if<state::Unit>(&resource.value);
        if (unit != nullptr && unit->account == "root" && unit->active && resource.service == requirement.service)
            return true;
    }
    return false;
}

std::vector<Problem> check_port(const Requirement& requirement, const Checking& checking) {
    const bool udp = requirement.detail == "udp";
    for (const ListeningPort& port : checking.ports) {
        if (port.udp != udp || concat(port.port) != requirement.subject || is_ours(port, requirement, checking))
            continue;
        const std::string holder = holder_of_socket(port.inode);
        return {problem(requirement,
                        concat("port ", requirement.subject, "/", udp ? "udp" : "tcp", " is taken by ",
                               holder.empty() ? concat("uid ", port.uid) : holder),
                        "stop that program, or give the service another port")};
    }
    return {};
}

std::vector<Problem> check_unprivileged(const Requirement& requirement) {
    const Result<std::optional<SeenFile>> seen = read_file("/proc/sys/net/ipv4/ip_unprivileged_port_start", 64);
    const auto start = parse_number(seen && *seen ? trim((*seen)->bytes) : std::string_view());
    const auto wanted = parse_number(requirement.subject);
    if (!start || !wanted || *start <= *wanted) return {};
    return {problem(requirement, concat("accounts may listen from port ", *start, " on, not on ", *wanted),
                    concat("write `net.ipv4.ip_unprivileged_port_start=", *wanted,
                           "` into /etc/sysctl.d/50-ports.conf, and run `sysctl --system`"))};
}

std::vector<Problem> check_one(const Requirement& requirement, const Checking& checking) {
    switch (requirement.kind) {
        case Requirement::Kind::mounted: return check_mounted(requirement, checking);
        case Requirement::Kind::port_free: return check_port(requirement, checking);
        case Requirement::Kind::program:
            if (find_program(requirement.subject) || exists(requirement.subject)) return {};
            return {problem(requirement, concat("the program `", requirement.subject, "` is not installed"),
                            requirement.detail)};
        case Requirement::Kind::unprivileged_port: return check_unprivileged(requirement);
        case Requirement::Kind::secret: break;
    }
    return {
        problem(requirement, concat("the secrets file `", requirement.subject, "` is missing"), requirement.detail)};
}

}  // namespace

std::set<std::string> parse_mount_points(std::string_view mountinfo) {
    std::set<std::string> out;
    for (const std::string_view line : split(mountinfo, '\n')) {
        const std::vector<std::string_view> words = split_words(line);
        if (words.size() > 4) out.insert(unescaped(words[4]));
    }
    return out;
}

std::vector<Problem> unmet_requirements(const state::HostState& desired, const state::HostState& observed,
                                        const AccountDatabase& database) {
    const Result<std::optional<SeenFile>> mounts = read_file("/proc/self/mountinfo", size_t{16} << 20);
    const Checking checking{.desired = desired,
                            .observed = observed,
                            .database = database,
                            .ports = listening_ports(),
                            .mounts = parse_mount_points(mounts && *mounts ? std::string_view((*mounts)->bytes) : "")};
    std::vector<Problem> out;
    for (const Requirement& requirement : desired.requirements)
        for (Problem& found : check_one(requirement, checking)) out.push_back(std::move(found));
    return out;
}

}  // namespace nagaya::host
