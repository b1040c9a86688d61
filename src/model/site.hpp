// What a site means: settings, hosts and services, with every field knowing where it was written.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"
#include "model/certificates.hpp"
#include "model/lock.hpp"
#include "model/port.hpp"
#include "model/proxy.hpp"
#include "model/secrets.hpp"
#include "model/selinux.hpp"

namespace nagaya::model {

/// Names and their texts, as written under [vars].
using Variables = std::map<std::string, Located<std::string>>;

/// How often what no kept generation needs is removed.
enum class PruneInterval { weekly, daily, never };

/// [[allow]] of nagaya.toml: findings of a rule that the site lives with.
struct Allow {
    Located<std::string> rule;
    std::optional<Located<std::string>> path;  ///< pattern of the files it is for ("services/web/*"); absent: all
    Located<std::string> reason;
    Span at;
};

/// nagaya.toml.
struct SiteSettings {
    Located<std::string> name;
    Located<std::string> prefix;  ///< root units are <prefix>-<service>-<unit>
    Located<std::string> domain;
    Located<std::string> install_root;  ///< default /srv/nagaya
    Located<std::string> data_root;     ///< default /srv/data
    Located<std::string> secrets_dir;  ///< plain env files, relative to the site's root, outside it; default ../secrets
    std::vector<Located<std::string>> recipients;  ///< age(1) keys of people who may read every secret of the site
    Located<uint32_t> first_uid{2000, {}};
    Located<uint32_t> last_uid{2999, {}};
    Located<uint32_t> subid_base{1'000'000, {}};
    Located<uint32_t> subid_size{65'536, {}};
    Located<uint16_t> first_loopback_port{20'000, {}};
    Located<uint16_t> last_loopback_port{20'999, {}};
    Located<uint32_t> kept_generations{10, {}};               ///< that many of the youngest are kept
    Located<uint64_t> kept_ms{uint64_t{7} * 86'400'000, {}};  ///< and whatever is younger
    Located<PruneInterval> prune{PruneInterval::weekly, {}};
    CertificateStore certificates;
    std::vector<Allow> allows;
    Variables vars;
    Span at;  ///< the file
};

enum class MountKind { local, zfs, btrfs, nfs4, virtiofs, fuse };
enum class MountMode { required, automount };

struct Mount {
    Located<std::string> where;
    Located<MountKind> kind{MountKind::local, {}};
    Located<MountMode> mode{MountMode::required, {}};
    std::optional<Located<std::string>> owner;  ///< account or number that must own it (pre-check)
    std::optional<Located<std::string>> group;
    Span at;
};

/// hosts/<name>.toml.
struct Host {
    std::string name;
    Located<std::string> os;                  ///< debian, microos, coreos, nixos, …
    Located<std::string> address;             ///< "" = this machine, "lab://NAME", "ssh://…"
    Located<std::string> stage;               ///< "" or the overlay's name
    Located<std::string> podman;              ///< "5.4"; keys are checked against it
    Located<std::string> host_loopback;       ///< address under which containers reach the host's 127.0.0.1 (pasta)
    std::optional<Located<std::string>> age;  ///< its public key: what it may read is encrypted for that
    std::vector<Located<std::string>> services;
    std::vector<Mount> mounts;
    Firewall firewall;
    /// net.ipv4.ip_unprivileged_port_start of the host, as it says itself; accounts may listen from there on.
    Located<uint16_t> unprivileged_port_start{first_unprivileged_port, {}};
    Variables vars;
    Span at;  ///< the file
};

/// A directory that holds the service's data: <data_root>/<account>/<path>.
struct Data {
    Located<std::string> path;
    Located<uint32_t> owner{0, {}};  ///< uid inside the container
    Located<uint32_t> group{0, {}};  ///< gid inside the container
    Located<uint32_t> mode{0750, {}};
    Located<bool> precheck_mount{true, {}};
    Span at;
};

enum class HookStage { before_build, after_build };

/// A command of the user's, run as declared (the one place where a shell may be what the user names).
struct Hook {
    Located<HookStage> stage{HookStage::before_build, {}};
    Located<bool> as_root{false, {}};
    std::vector<Located<std::string>> command;
    Located<bool> once{false, {}};  ///< a migration: runs once, and again only when its text changes
    Span at;
};

/// What happens to a unit after its files are in place.
enum class StartPolicy {
    automatic,  ///< by [Install] and kind (P10)
    enable,     ///< enabled and started
    start,      ///< started, not enabled
    none,       ///< left alone
};

enum class UnitPlace {
    quadlet,    ///< read by the Quadlet generator
    user_unit,  ///< of the account's service manager
    root_unit,  ///< of the system manager
};

/// A Quadlet file, a further unit, or a drop-in (`name` is then "x.service.d/10-more.conf").
struct UnitSource {
    UnitPlace place;
    std::string name;
    FileId file;
    bool drop_in = false;
};

/// A configuration file below files/ or the image context, carried to the host.
struct ConfigFile {
    std::string path;        ///< relative to files/ (or image/)
    FileId file = {};        ///< of a text file, which may have placeholders; a binary one has an empty text here
    std::string bytes = {};  ///< of a binary file, which is never templated
    bool binary = false;
    bool executable = false;
};

/// An image that is built from the tree: services/<s>/image or images/<name>.
struct ImageSource {
    std::string name;         ///< "localhost/<name>"
    std::string directory;    ///< in the site, for messages
    Span containerfile = {};  ///< the Containerfile, whole
    std::vector<ConfigFile> files = {};
    /// The names N of "localhost/N" that it builds on or copies from, sorted; whether the site has them is a rule's question.
    std::vector<std::string> bases = {};
};

/// What makes a unit count as up, from one [health]. Texts may have placeholders.
struct Health {
    std::optional<Located<std::string>> unit;  ///< as written; absent: the only one that the service starts
    std::optional<Located<std::string>> http;  ///< a URL
    std::optional<Located<std::string>> tcp;   ///< "address:port"
    std::vector<Located<std::string>> command;
    std::optional<Located<uint32_t>> within_ms;
    std::optional<Located<uint32_t>> settle_ms;
    Span at;
};

struct Need {
    Located<std::string> service;
    Located<std::string> condition;  ///< "started" or "healthy"
};

/// services/<name>/.
struct Service {
    std::string name;
    Located<std::string> description;
    Located<std::string> account;  ///< "root" = the system manager, rootful
    std::vector<Located<std::string>> groups;
    std::vector<Port> ports;
    std::vector<Located<std::string>> compose_profiles;
    std::vector<Data> data;
    std::vector<Secret> secrets;  ///< each name once among those of containers, and once among those of root
    std::vector<Need> needs;
    std::vector<Located<std::string>> reaches;  ///< services it may connect to, without an order
    std::vector<Located<std::string>> needs_mounts;
    std::vector<Hook> hooks;
    std::map<std::string, Located<StartPolicy>> start;  ///< by unit name as written
    std::vector<Health> health;
    std::vector<Proxy> proxies;  ///< [proxy], or several [[proxy]]
    std::vector<ProxyFragment> proxy_fragments;
    std::optional<ReverseProxy> reverse_proxy;
    /// Unit name as written → patterns of the inputs that it takes up by a reload ("files/conf.d/*").
    std::map<std::string, std::vector<Located<std::string>>> reload;
    std::vector<Certificate> certificates;
    std::optional<Issuer> issuer;
    Variables vars;
    std::vector<UnitSource> units;
    std::vector<ConfigFile> files;
    std::optional<ImageSource> image;
    Span at;  ///< service.toml, or the service's first file

    bool rootful() const { return account.value == "root"; }
    /// Does the host's reverse proxy hand requests to it?
    /// Does it read copies of its certificates instead of the store? One that says so says it for all of them.
    bool copies_certificates() const {
        return std::ranges::any_of(certificates, [](const Certificate& wanted) { return wanted.is_copied(); });
    }
    bool is_published() const { return !proxies.empty() || !proxy_fragments.empty(); }
};

struct Site {
    SiteSettings settings;
    std::map<std::string, Host, std::less<>> hosts;
    std::map<std::string, Service, std::less<>> services;
    std::map<std::string, ImageSource, std::less<>> images;  ///< images/<name>
    SecretFiles secret_files;                                ///< what the site's own secrets/ holds
    Selinux selinux;
    Lock lock;

    /// The service, host or image of the tree called `name`, or null. An image is either images/<name> or a service's own.
    const Service* find_service(std::string_view name) const;
    const Host* find_host(std::string_view name) const;
    const ImageSource* find_image(std::string_view name) const;
};

}  // namespace nagaya::model
