#include "app/fix.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

#include "app/disk_files.hpp"
#include "app/meant_files.hpp"
#include "base/diff.hpp"
#include "base/fixes.hpp"
#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"

namespace nagaya::app {

namespace {

constexpr size_t most_checks = 50;  // cures that undo each other must end

/// The path in the tree of a file that findings show as `shown`.
std::string tree_path(const Workspace& workspace, std::string_view shown) {
    if (workspace.shown_below.empty() || !shown.starts_with(workspace.shown_as)) return std::string(shown);
    return concat(workspace.shown_below, shown.substr(workspace.shown_as.size()));
}

/// The path without links.
Result<std::string> real_path(const std::string& path) {
    auto real = DiskFiles().real_path(path);
    if (!real) return fail(ErrorKind::io, real.error().message);
    return *std::move(real);
}

/// What is told of a finding wherever its place has moved to.
std::string name_of(const Workspace& workspace, const Diagnostic& finding) {
    return concat(workspace.sources.path(finding.at.file), "\n", finding.code, "\n", finding.message);
}

/// The findings that may be fixed, in order. Fixes of files that are not in the tree (secrets) are left alone.
std::vector<Diagnostic> fixable(const Workspace& workspace, const CheckOptions& options,
                                const std::set<std::string>& refused) {
    std::vector<Diagnostic> findings = workspace.report.sorted(workspace.sources);
    const MeantFiles meant(workspace, options.paths);
    std::map<FileId, bool> mendable;  // a file is compared once, however many findings it has
    const auto is_mendable = [&](FileId id) {
        const auto [known, fresh] = mendable.try_emplace(id, false);
        if (!fresh || static_cast<size_t>(id) >= workspace.sources.size()) return known->second;
        const auto file = workspace.tree.find(tree_path(workspace, workspace.sources.path(id)));
        return known->second = file != workspace.tree.end() && file->second.bytes == workspace.sources.text(id);
    };
    std::erase_if(findings, [&](const Diagnostic& finding) {
        const bool safe = options.unsafe_fixes || std::ranges::all_of(finding.fixes, &Fix::safe);
        return finding.fixes.empty() || !safe || !meant.has(finding) || refused.contains(name_of(workspace, finding)) ||
               !std::ranges::all_of(finding.fixes, [&](const Fix& fix) { return is_mendable(fix.at.file); });
    });
    return findings;
}

/// The site with the fixes of these findings, checked; null when they change nothing.
Result<std::unique_ptr<Workspace>> with_fixes(const Workspace& workspace, std::span<const Diagnostic> findings,
                                              const CheckOptions& options, size_t& cured) {
    const Fixes fixes = apply_fixes(workspace.sources, findings, FixScope::all);
    cured = fixes.cured;
    if (fixes.files.empty()) return std::unique_ptr<Workspace>();
    model::Tree tree = workspace.tree;
    for (const FixedFile& file : fixes.files)
        tree[tree_path(workspace, workspace.sources.path(file.file))].bytes = file.text;
    auto next = TRY(open_again(workspace, std::move(tree), options.secrets));
    check(*next);
    return next;
}

}  // namespace

// When all fixes together leave more errors than before, fewer are tried, down to the first alone, which is then refused.
Result<Mended> mend(std::unique_ptr<Workspace> workspace, const CheckOptions& options) {
    const model::Tree before = workspace->tree;
    Mended mended;
    std::set<std::string> refused;
    size_t most = SIZE_MAX;  // findings in a round
    for (size_t checks = 0; checks < most_checks; ++checks) {
        std::vector<Diagnostic> findings = fixable(*workspace, options, refused);
        if (findings.size() > most) findings.resize(most);
        size_t cured = 0;
        auto next = TRY(with_fixes(*workspace, findings, options, cured));
        if (!next) break;
        if (next->report.errors() <= workspace->report.errors()) {
            mended.cured += cured;
            workspace = std::move(next);
            most = SIZE_MAX;
        } else if (findings.size() > 1) {
            most = findings.size() / 2;
        } else {
            refused.insert(name_of(*workspace, findings.front()));
            most = SIZE_MAX;
        }
    }
    mended.refused = refused.size();
    CheckOptions all = options;
    all.unsafe_fixes = true;
    mended.unsafe = options.unsafe_fixes ? 0 : fixable(*workspace, all, refused).size();
    for (const auto& [path, file] : workspace->tree) {
        const auto old = before.find(path);
        if (old == before.end() || old->second.bytes == file.bytes) continue;
        std::string shown = path;
        if (!workspace->shown_below.empty() && path.starts_with(workspace->shown_below))
            shown = concat(workspace->shown_as, std::string_view(path).substr(workspace->shown_below.size()));
        mended.files.push_back({.path = path, .shown = shown, .before = old->second.bytes, .after = file.bytes});
    }
    mended.workspace = std::move(workspace);
    return mended;
}

Result<void> write_mended(const Mended& mended) {
    const Workspace& site = *mended.workspace;
    const std::string root = TRY(real_path(site.root));
    std::map<std::string, std::string> texts;
    for (const MendedFile& file : mended.files) {
        const std::string_view below = site.shown_below;
        const std::string path = concat(site.root, "/", below.empty() ? file.path : file.path.substr(below.size()));
        // The answer may have taken its time.
        if (host::read_own_file(path) != file.before)
            return fail(ErrorKind::failed, concat("`", file.path, "` was changed meanwhile; nothing was written"));
        const std::string target = TRY(real_path(path));
        if (!target.starts_with(concat(root, "/")))
            return fail(ErrorKind::unsupported,
                        concat("`", file.path, "` is a link that leaves the site; nothing was written"));
        const auto [known, fresh] = texts.emplace(target, file.after);
        if (!fresh && known->second != file.after)
            return fail(ErrorKind::unsupported, concat("`", file.path,
                                                       "` is another name of a file that would be fixed "
                                                       "in another way; nothing was written"));
    }
    for (const auto& [path, text] : texts) TRY(host::replace_file(path, text));
    return {};
}

std::string print_diff(const Mended& mended) {
    std::string out;
    for (const MendedFile& file : mended.files)
        out += concat("--- ", visible(file.shown), "\n+++ ", visible(file.shown), "\n",
                      unified_diff(file.before, file.after));
    return out;
}

}  // namespace nagaya::app
