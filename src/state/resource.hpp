// The things a host is made of, as plain comparable data. Desired and observed state use the same types.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/source.hpp"
#include "state/content.hpp"
#include "state/health.hpp"

namespace nagaya::state {

/// A service account. Its group has the same name and number.
struct Account {
    std::string name;
    uint32_t uid = 0;
    std::string home;   ///< created 0750
    std::string shell;  ///< no login shell
    uint32_t subid_start = 0;
    uint32_t subid_count = 0;
    std::set<std::string> groups;  ///< supplementary groups that it must be in (others are left alone)
    /// Those of them that are made if they are not there → the number that they must have.
    std::map<std::string, uint32_t> group_ids = {};
    bool linger = true;

    bool operator==(const Account&) const = default;
};

struct Owner {
    uint32_t uid = 0;
    uint32_t gid = 0;
    bool operator==(const Owner&) const = default;
};

struct Directory {
    Owner owner;
    uint32_t mode = 0755;
    bool keep = false;  ///< holds data: never removed without --purge
    // Of a desired one: what the site does not name counts only when the directory is made. Images that keep data set the
    // owner and mode of their directory themselves.
    bool any_user = false;
    bool any_group = false;
    bool any_mode = false;

    /// Is `found` as this one says?
    bool accepts(const Directory& found) const {
        return (any_user || owner.uid == found.owner.uid) && (any_group || owner.gid == found.owner.gid) &&
               (any_mode || mode == found.mode);
    }
    bool operator==(const Directory& other) const { return owner == other.owner && mode == other.mode; }
};

struct File {
    Owner owner;
    uint32_t mode = 0644;
    Content content;
    bool operator==(const File&) const = default;
};

struct Symlink {
    std::string target;
    bool operator==(const Symlink&) const = default;
};

/// An image in one account's (or root's) storage, present or not; a built one carries its content key in its tag, so the
/// reference names the content.
struct Image {
    std::string account;                   ///< "root" for the system's storage
    std::string reference;                 ///< "docker.io/library/debian:12", "localhost/web:1f2e…"
    std::string build_context;             ///< directory on the host, "" for an image that is pulled
    std::vector<std::string> also_tagged;  ///< further names the build gives it, such as localhost/web:latest
    std::vector<std::string> bases;        ///< references of this account that must be there before the build
    /// 64 hex digits. Observed: what the reference names. Desired: what it must name (going back to a generation), "" = any.
    std::string id = {};
    bool operator==(const Image& other) const { return account == other.account && reference == other.reference; }
};

/// Something that Podman keeps after the unit that created it has stopped, so that a changed definition needs it to be made
/// anew. A volume never is: it holds data.
struct PodmanObject {
    enum class Kind { network, volume, pod } kind = Kind::network;
    std::string name;  ///< as podman knows it
    bool operator==(const PodmanObject&) const = default;
};

/// A unit of one service manager. `inputs` is what it was last started with: label for people → digest.
struct Unit {
    std::string account;  ///< whose manager; "root" = the system manager
    std::string name;     ///< "nginx.service"
    bool active = false;  ///< is (or shall be) active
    bool enabled = false;
    bool momentary = false;     ///< a oneshot that ends by itself: being inactive is no difference once it was started
    bool failed = false;        ///< observed only
    std::string triggers = {};  ///< of a socket: the service that its Service= names, else ""
    std::map<std::string, std::string> inputs;
    // Desired only, and not compared:
    std::vector<Probe> probes = {};            ///< what makes it count as up; none: settled
    std::set<std::string> reloaded_by = {};    ///< labels of inputs whose change it takes up by a reload
    std::optional<PodmanObject> creates = {};  ///< what its start creates in Podman, if not a container
    /// A service whose starts end first, however they end; the unit itself comes after all others of its own service.
    std::string comes_after = {};
    bool comes_first = false;  ///< all others of its service are started after it
    bool only_looks = false;   ///< runs at boot to find out whether others are up: that it failed is over once they are
    // Observed only:
    bool masked = false;
    uint32_t restarts = 0;  ///< automatic ones (NRestarts)
};

/// A declared command; observed ones are those that are recorded as done.
struct Hook {
    std::string account;  ///< who runs it; "root"
    std::vector<std::string> command;
    std::string directory;
    std::vector<std::string> environment;  ///< NAME=value
    bool before_build = true;
    bool once = false;
    std::string digest;     ///< of who runs what and when
    uint32_t position = 0;  ///< its place among the hooks of its service; not compared
    bool operator==(const Hook& other) const { return digest == other.digest; }
};

/// The kinds, in the order in which they come into being.
enum class Kind { account, directory, file, symlink, hook, image, unit };

/// "account", "directory", …
std::string_view name(Kind kind);
/// The kind called `text`, or nothing.
std::optional<Kind> find_kind(std::string_view text);

/// What names a resource: its kind, whose it is (an account for images, units and hooks, else ""), and its path or name.
struct ResourceId {
    Kind kind;
    std::string scope;
    std::string name;

    auto operator<=>(const ResourceId&) const = default;
    /// "file /etc/x", "unit web.service of web".
    std::string text() const;
};

struct Resource {
    std::string service;  ///< the service it belongs to
    Span origin;          ///< the user's line it comes from (provenance); meaningless when observed
    std::string role;     ///< short name for people: "files/site.conf", "web.container"; may be empty
    std::variant<Account, Directory, File, Symlink, Hook, Image, Unit> value;

    Kind kind() const { return static_cast<Kind>(index_to_kind()); }

private:
    size_t index_to_kind() const;
};

}  // namespace nagaya::state
