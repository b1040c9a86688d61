// A site on disk, read and checked: what every use case starts from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/loose_quadlets.hpp"
#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "model/site.hpp"
#include "model/tree.hpp"
#include "state/host_state.hpp"

namespace nagaya::app {

// Files in a copy of a site that was sent to another host.
constexpr std::string_view commit_file = ".nagaya-commit";       ///< from which commit it was made
constexpr std::string_view approved_plan_file = ".nagaya-plan";  ///< what was approved, to be done and nothing else

/// A site as one stage sees it, with what was found wrong. The Sources outlive everything that points into them.
struct Workspace {
    std::string root;   ///< the site's directory
    std::string stage;  ///< whose overlays are in `site`
    model::Tree tree;
    model::Tree secrets;  ///< "service/name" → text of plain env files beside the site
    Sources sources;
    Report report;
    model::Site site;
    std::string sent_commit;  ///< of a copy that was sent to this host: the commit it was made from (site_commit.hpp)
    std::string sent_plan;    ///< and the plan that was approved where it came from (plan_file.hpp); "" = none
    /// Files that were no site, and became one in memory: below `shown_below` in the tree, and shown below `shown_as`; both
    /// end in "/", or are "".
    std::string shown_below = {};
    std::string shown_as = {};
    bool loose_compose =
        false;  ///< a Compose file that is in no site: `root` is its path, and all that is found is in the report
    /// Files that look like units and were not read, and what is told of them.
    std::vector<std::pair<std::string, std::string>> left_out = {};
    bool is_loose() const { return !shown_below.empty(); }

    bool lock_changed = false;  ///< ids or ports were handed out that nagaya.lock does not have yet
};

/// Reads the site below `root` for `stage` (the stage of `host` when that is given and the site has it). Findings are in the
/// report; a failure means that the directory itself could not be read.
/// `secrets` says where plain env files are, "" = where nagaya.toml says.
Result<std::unique_ptr<Workspace>> open_site(const std::string& root, std::string_view host,
                                             std::string_view secrets = "");

/// The same of files that are in memory already; only the secrets are read from disk.
Result<std::unique_ptr<Workspace>> open_tree(model::Tree tree, const std::string& root, std::string_view host,
                                             std::string_view secrets = "");

/// The Quadlet files and drop-ins that Podman finds in `directory`, which is no site: one service of one account on a host with
/// `podman` ("" = a usual one). What a site would add, such as ids, is made up.
Result<std::unique_ptr<Workspace>> open_quadlets(const std::string& directory, std::string_view podman);

/// What such files are in the tree of their made-up site, and the tree around them: its host has `podman`.
constexpr std::string_view loose_below = "services/quadlets/";
model::Tree loose_tree(LooseQuadlets found, std::string_view podman);
/// The same of such a tree. Findings call the files `shown_as`, a directory with its "/", and their path below it.
std::unique_ptr<Workspace> open_loose_tree(model::Tree tree, const std::string& directory, std::string shown_as);

/// The same site or directory with other texts.
Result<std::unique_ptr<Workspace>> open_again(const Workspace& before, model::Tree tree, std::string_view secrets);

/// The host that `name` means: the one called so; for "" the only one, or the one called like this machine; else null.
const model::Host* find_host(const model::Site& site, std::string_view name);

/// Does `root` hold a site (a nagaya.toml)?
bool is_site(const std::string& root);

/// Reads the site again from `workspace.tree` and `workspace.secrets`, which were changed in memory; what was found is found anew.
void read_again(Workspace& workspace);

/// Runs every rule, lowers every host so that what only shows there is found too, and takes out what the site allows.
void check(Workspace& workspace);

/// The desired state of one host; its findings go to the workspace's report.
state::HostState lower(Workspace& workspace, const model::Host& host);

/// Writes nagaya.lock when ids were handed out. The file is replaced in one step.
Result<void> write_lock(const Workspace& workspace);

}  // namespace nagaya::app
