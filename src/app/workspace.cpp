#include "app/workspace.hpp"

#include <set>

#include "base/text.hpp"
#include "host/facts.hpp"
#include "host/read_tree.hpp"
#include "host/safe_files.hpp"
#include "lint/allowances.hpp"
#include "lint/follow_ups.hpp"
#include "lint/loose.hpp"
#include "lint/rule.hpp"
#include "load/load.hpp"
#include "lower/lower.hpp"

namespace nagaya::app {

namespace {

/// Of a severity. There are more than are ever shown, because what comes after the rules takes some out: allowances, what the user
/// did not ask about, what only follows from something else.
constexpr size_t most_findings = 100'000;

/// Plain env files stand beside the site, in <secrets_dir>/<service>/<name>; a directory that is not there is no mistake.
Result<model::Tree> read_secrets(const Workspace& workspace, std::string_view elsewhere) {
    if (!elsewhere.empty()) return host::read_tree(std::string(elsewhere));
    const std::string& directory = workspace.site.settings.secrets_dir.value;
    if (directory.empty()) return model::Tree{};
    std::string path = directory.starts_with("/") ? directory : concat(workspace.root, "/", directory);
    Result<model::Tree> secrets = host::read_tree(path);
    if (!secrets && secrets.error().kind == ErrorKind::not_found) return model::Tree{};
    return within(concat("reading the secrets in ", path), std::move(secrets));
}

/// What was sent along with a copy of a site is no part of it.
std::string take_out(model::Tree& tree, std::string_view path) {
    auto node = tree.extract(std::string(path));
    return node.empty() ? std::string() : std::move(node.mapped().bytes);
}

void load(Workspace& workspace, std::string_view stage) {
    workspace.sources = Sources{};
    if (workspace.is_loose()) workspace.sources.rename_below(workspace.shown_below, workspace.shown_as);
    workspace.report = Report(most_findings);
    workspace.stage = stage;
    workspace.site = workspace.is_loose() ? load::load_walked(workspace.tree, workspace.sources, workspace.report)
                                          : load::load_site(workspace.tree, workspace.secrets, stage, workspace.sources,
                                                            workspace.report);
}

/// Another stage is another reading of the same files; the report merges what both found.
void check_stage(Workspace& workspace, const std::string& stage) {
    model::Site site = load::load_site(workspace.tree, workspace.secrets, stage, workspace.sources, workspace.report);
    load::complete_lock(site, workspace.report);
    lint::check_site(site, stage, workspace.sources, workspace.report);
    for (const auto& [name, host] : site.hosts)
        if (host.stage.value == stage) lower::check_host(site, host, workspace.sources, workspace.report);
}

}  // namespace

const model::Host* find_host(const model::Site& site, std::string_view name) {
    if (name.empty() && site.hosts.size() == 1) return &site.hosts.begin()->second;
    const auto found = site.hosts.find(name.empty() ? host::hostname() : std::string(name));
    return found == site.hosts.end() ? nullptr : &found->second;
}

bool is_site(const std::string& root) { return host::exists(concat(root, "/nagaya.toml")); }

Result<std::unique_ptr<Workspace>> open_site(const std::string& root, std::string_view host, std::string_view secrets) {
    model::Tree tree;
    // A directory that is no site may be any directory, / for one: it is not read to find that out.
    if (is_site(root) || !host::exists(root))
        tree = TRY(within(concat("reading the site in ", root), host::read_tree(root)));
    return open_tree(std::move(tree), root, host, secrets);
}

model::Tree loose_tree(LooseQuadlets found, std::string_view podman) {
    model::Tree tree;
    tree["nagaya.toml"].bytes = "[site]\nname = \"quadlets\"\n";
    tree["hosts/host.toml"].bytes = concat("services = [", found.tree.empty() ? "" : "\"quadlets\"", "]\n",
                                           podman.empty() ? "" : concat("podman = \"", podman, "\"\n"));
    // Their paths keep their order, so each comes behind the one before; nothing is copied.
    while (!found.tree.empty()) {
        auto file = found.tree.extract(found.tree.begin());
        file.key().insert(0, loose_below);
        tree.insert(tree.end(), std::move(file));
    }
    return tree;
}

std::unique_ptr<Workspace> open_loose_tree(model::Tree tree, const std::string& directory, std::string shown_as) {
    auto workspace = std::make_unique<Workspace>();
    workspace->root = directory;
    workspace->shown_below = loose_below;
    workspace->shown_as = std::move(shown_as);
    workspace->tree = std::move(tree);
    load(*workspace, "");
    workspace->lock_changed = load::complete_lock(workspace->site, workspace->report);
    return workspace;
}

Result<std::unique_ptr<Workspace>> open_quadlets(const std::string& directory, std::string_view podman) {
    LooseQuadlets found = TRY(within(concat("reading ", directory), find_loose_quadlets(directory)));
    auto notes = std::move(found.notes);
    auto workspace = open_loose_tree(loose_tree(std::move(found), podman), directory,
                                     directory == "." ? "" : concat(directory, directory.ends_with('/') ? "" : "/"));
    workspace->left_out = std::move(notes);
    return workspace;
}

Result<std::unique_ptr<Workspace>> open_again(const Workspace& before, model::Tree tree, std::string_view secrets) {
    if (!before.is_loose()) return open_tree(std::move(tree), before.root, "", secrets);
    return open_loose_tree(std::move(tree), before.root, before.shown_as);
}

Result<std::unique_ptr<Workspace>> open_tree(model::Tree tree, const std::string& root, std::string_view host,
                                             std::string_view secrets) {
    auto workspace = std::make_unique<Workspace>();
    workspace->root = root;
    workspace->tree = std::move(tree);
    workspace->sent_commit = take_out(workspace->tree, commit_file);
    workspace->sent_plan = take_out(workspace->tree, approved_plan_file);
    // The first reading finds where the secrets are and which stage the host has; both are rarely set, so it is mostly the last.
    load(*workspace, "");
    workspace->secrets = TRY(read_secrets(*workspace, secrets));
    const model::Host* meant = find_host(workspace->site, host);
    const std::string stage = meant ? meant->stage.value : "";
    if (!stage.empty() || !workspace->secrets.empty()) load(*workspace, stage);
    workspace->lock_changed = load::complete_lock(workspace->site, workspace->report);
    return workspace;
}

void read_again(Workspace& workspace) {
    load(workspace, std::string(workspace.stage));
    workspace.lock_changed = load::complete_lock(workspace.site, workspace.report);
}

static bool has_drop_ins(const model::Site& site) {
    return std::ranges::any_of(site.services, [](const auto& service) {
        return std::ranges::any_of(service.second.units, &model::UnitSource::drop_in);
    });
}

/// Is there something at `path`, which the Quadlet file or drop-in shown as `file` names?
static bool is_beside(const Workspace& workspace, std::string_view file, std::string_view path) {
    const std::string whole = concat(workspace.root, "/", file.substr(workspace.shown_as.size()));
    std::string_view directory = parent_of(whole);
    // Paths in a drop-in are relative to its unit.
    if (holds_drop_ins(directory.substr(directory.rfind('/') + 1))) directory = parent_of(directory);
    return host::exists(concat(directory, "/", path));
}

static void say_without_site(Workspace& workspace) {
    const auto is_there = [&](std::string_view file, std::string_view path) {
        return is_beside(workspace, file, path);
    };
    workspace.report.rewrite(
        [&](Diagnostic& finding) { return lint::say_without_site(finding, workspace.sources, is_there); });
}

void check(Workspace& workspace) {
    std::set<std::string> other_stages;
    const bool loose = workspace.is_loose();
    if (loose)
        lint::check_site(workspace.site, workspace.sources, workspace.report, lint::rules_of_sites());
    else
        lint::check_site(workspace.site, workspace.stage, workspace.sources, workspace.report);
    for (const auto& [name, host] : workspace.site.hosts) {
        // The host of loose Quadlets is made up: nothing can be wrong for it but drop-ins without a unit.
        if (loose && !has_drop_ins(workspace.site)) break;
        if (host.stage.value == workspace.stage)
            lower::check_host(workspace.site, host, workspace.sources, workspace.report);
        else
            other_stages.insert(host.stage.value);
    }
    for (const std::string& stage : other_stages) check_stage(workspace, stage);
    if (loose) say_without_site(workspace);
    lint::apply_allowances(workspace.site, workspace.sources, workspace.report);
    lint::hold_back_follow_ups(workspace.sources, workspace.report);
}

state::HostState lower(Workspace& workspace, const model::Host& host) {
    return lower::lower_host(workspace.site, host, workspace.sources, workspace.report);
}

Result<void> write_lock(const Workspace& workspace) {
    if (!workspace.lock_changed) return {};
    return within("writing nagaya.lock",
                  host::replace_file(concat(workspace.root, "/nagaya.lock"), load::print_lock(workspace.site.lock)));
}

}  // namespace nagaya::app
