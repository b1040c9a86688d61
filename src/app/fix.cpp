#include "app/fix.hpp"

#include <algorithm>

#include "base/diff.hpp"
#include "base/fixes.hpp"
#include "base/text.hpp"

namespace nagaya::app {

namespace {

constexpr size_t most_rounds = 10;  // cures that undo each other must end

/// The path in the tree of a file that findings show as `shown`.
std::string tree_path(const Workspace& workspace, std::string_view shown) {
    if (workspace.shown_below.empty() || !shown.starts_with(workspace.shown_as)) return std::string(shown);
    return concat(workspace.shown_below, shown.substr(workspace.shown_as.size()));
}

/// What one round writes: path in the tree → new text. Fixes of files that are not in the tree (secrets) are left alone.
std::map<std::string, std::string> next_texts(const Workspace& workspace, const CheckOptions& options, size_t& cured) {
    std::vector<Diagnostic> findings = workspace.report.sorted(workspace.sources);
    std::erase_if(findings, [&](const Diagnostic& finding) {
        return !is_wanted(workspace, options, finding) || std::ranges::any_of(finding.fixes, [&](const Fix& fix) {
            if (static_cast<size_t>(fix.at.file) >= workspace.sources.size()) return true;
            const auto file = workspace.tree.find(tree_path(workspace, workspace.sources.path(fix.at.file)));
            return file == workspace.tree.end() || file->second.bytes != workspace.sources.text(fix.at.file);
        });
    });
    const Fixes fixes = apply_fixes(workspace.sources, findings, options.unsafe_fixes ? FixScope::all : FixScope::safe);
    cured += fixes.cured;
    std::map<std::string, std::string> texts;
    for (const FixedFile& file : fixes.files)
        texts[tree_path(workspace, workspace.sources.path(file.file))] = file.text;
    return texts;
}

}  // namespace

Result<Mended> mend(std::unique_ptr<Workspace> workspace, const CheckOptions& options) {
    const model::Tree before = workspace->tree;
    Mended mended;
    for (size_t round = 0; round < most_rounds; ++round) {
        size_t cured = 0;
        const auto texts = next_texts(*workspace, options, cured);
        if (texts.empty()) break;
        model::Tree tree = workspace->tree;
        for (const auto& [path, text] : texts) tree[path].bytes = text;
        auto next = TRY(open_again(*workspace, std::move(tree), options.secrets));
        check(*next);
        if (next->report.errors() > workspace->report.errors()) break;
        mended.cured += cured;
        workspace = std::move(next);
    }
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

std::string print_diff(const Mended& mended) {
    std::string out;
    for (const MendedFile& file : mended.files)
        out += concat("--- ", visible(file.shown), "\n+++ ", visible(file.shown), "\n",
                      unified_diff(file.before, file.after));
    return out;
}

}  // namespace nagaya::app
