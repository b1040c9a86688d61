#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/owners.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// What a container gives to its user at each start.
struct Claim {
    MountOwner mount;
    Span option;
};

using Claims = std::map<std::string, Claim, std::less<>>;  // by account and directory: the first

/// The option U of the Volume= line, or nothing.
std::optional<Span> owner_option(const Context& context, const model::Host* host, const MountOwner& mount) {
    for (const VolumeLine& volume : context.parts_on(host, *mount.unit).volumes)
        for (const Word& option : volume.options)
            if (volume.entry == mount.entry && option.value == "U") return option.at;
    return std::nullopt;
}

/// Mostly no directory is given away, and whose they are need not be reckoned out.
bool gives_away(const Context& context, const model::Service& service) {
    return std::ranges::any_of(context.units(service), [&](const Unit& unit) {
        return std::ranges::any_of(context.parts_of(unit).mounts, &BindMount::chowned);
    });
}

/// No path is longer (PATH_MAX, limits.h): what is cannot be mounted, and is not held against each directory above it.
constexpr size_t longest_path = 4096;

std::string place_of(const MountOwner& mount) {
    std::string_view source = mount.source;
    while (source.size() > 1 && source.ends_with('/')) source.remove_suffix(1);
    return concat(mount.unit->account(), ":", source);
}

class Rivals {
public:
    Rivals(const RuleInfo& info, Report& report) : info_(info), report_(report) {}

    /// What is given away goes with all below it, so a claim is held against those of the directories above it too.
    void add(Claim claim) {
        const std::string place = place_of(claim.mount);
        for (size_t end = place.size(); end != 0 && end != std::string::npos; end = place.rfind('/', end - 1))
            if (const auto above = claims_.find(std::string_view(place).substr(0, end)); above != claims_.end())
                compare(claim, above->second);
        claims_.try_emplace(place, std::move(claim));
    }

private:
    void compare(const Claim& claim, const Claim& other) {
        if (claim.mount.unit == other.mount.unit || claim.mount.user_on_host == other.mount.user_on_host) return;
        report_.add(
            {.code = info_.code,
             .severity = info_.severity,
             .message = concat("`", claim.mount.unit->name, "` takes `", visible(claim.mount.source), "` from `",
                               other.mount.unit->name, "` at each start: it works as user ", *claim.mount.user,
                               ", and the other as ", *other.mount.user),
             .at = claim.option,
             .labels = {{.at = other.option, .message = "given to the other one here"}},
             .help = "let both work as one user (`User=`), or take the option `U` out of one and open the directory "
                     "to a group of both"});
    }

    const RuleInfo& info_;
    Report& report_;
    Claims claims_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const HostView& view : context.hosts()) {
        Rivals rivals(info, report);
        // Directories before what is in them.
        std::multimap<std::string, Claim> claims;
        for (const model::Service* service : view.services) {
            if (!gives_away(context, *service)) continue;
            for (MountOwner& mount : mount_owners(context, view.host, *service)) {
                if (mount.source.size() > longest_path) continue;
                const auto option =
                    mount.user && mount.user_on_host ? owner_option(context, view.host, mount) : std::nullopt;
                if (option) claims.emplace(place_of(mount), Claim{.mount = mount, .option = *option});
            }
        }
        for (auto& [place, claim] : claims) rivals.add(std::move(claim));
    }
}

}  // namespace

extern const Rule rival_owners = {
    .info =
        {
            .code = "rival-owners",
            .summary = "two containers give one directory to different users",
            .why = "`:U` makes Podman change the owner of a directory and of all in it to the user of the container, "
                   "at each start. When\n"
                   "two containers of an account do so for one directory and work as different users, each start takes "
                   "it away from the\n"
                   "other, which goes on running and fails at the next file that it opens: `permission denied`. Let "
                   "both work as the same\n"
                   "user, or give the directory to one of them and let the other in by a group.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/a.container
[Container]
Image=docker.io/library/nginx:1.27
User=1000
Volume=/srv/shared:/shared:U

[Install]
WantedBy=default.target

== services/web/b.container
[Container]
Image=docker.io/library/nginx:1.27
User=999
Volume=/srv/shared:/shared:U

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/a.container
[Container]
Image=docker.io/library/nginx:1.27
User=1000
Volume=/srv/shared:/shared:U

[Install]
WantedBy=default.target

== services/web/b.container
[Container]
Image=docker.io/library/nginx:1.27
User=1000
Volume=/srv/shared:/shared:U

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
