#include "app/lsp_loose.hpp"

#include <algorithm>
#include <unordered_set>

#include "app/loose_compose.hpp"
#include "app/loose_quadlets.hpp"
#include "app/workspace.hpp"
#include "base/text.hpp"
#include "host/safe_files.hpp"
#include "lint/unit.hpp"
#include "load/compose_file.hpp"

namespace nagaya::app {

namespace {

/// A file may have been opened in a home directory: no more is listed of it.
constexpr size_t most_listed = 20'000;
/// So many files are checked at each keystroke, and so many at a pause; of more than these the open ones with what they name.
constexpr size_t most_at_once = 100;
constexpr size_t most_at_a_pause = 2'000;

using Words = std::unordered_set<std::string>;

/// Everything in the text that may be a unit's name.
void add_words(std::string_view text, Words& words) {
    const auto is_of_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_.-@\\").contains(c);
    };
    for (size_t i = 0; i < text.size();) {
        size_t end = i;
        while (end < text.size() && is_of_name(text[end])) ++end;
        std::string word(text.substr(i, end - i));
        i = end + 1;
        if (word.size() < 3 || !word.contains('.')) continue;
        // "x@1.service" is made of "x@.container".
        if (const size_t at = word.find('@'); at != std::string::npos)
            words.insert(concat(word.substr(0, at + 1), word.substr(word.rfind('.'))));
        words.insert(std::move(word));
    }
}

/// "web.container" of ".../web.container" and of ".../web.container.d/10-more.conf".
std::string_view unit_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    const std::string_view directory = path.substr(0, slash);
    const std::string_view above = directory.substr(directory.rfind('/') + 1);
    return holds_drop_ins(above) ? above.substr(0, above.size() - 2) : path.substr(slash + 1);
}

/// The files of these units, and of those that their texts name.
model::Tree part_for(const model::Tree& tree, const std::set<std::string>& paths) {
    Words wanted;
    for (const std::string& path : paths) wanted.emplace(unit_of(path));
    const auto is_wanted = [&](std::string_view path) {
        const std::string unit(unit_of(path));
        return wanted.contains(unit) || !unit.contains('.') || !path.starts_with(loose_below) ||
               (lint::kind_of(unit) != lint::UnitKind::plain && wanted.contains(lint::generated_name(unit)));
    };
    model::Tree part;
    // Twice more for what the named ones name, such as a pod's networks, and those.
    for (int turn = 0; turn < 3; ++turn) {
        Words named;
        for (const auto& [path, file] : tree)
            if (!part.contains(path) && is_wanted(path)) {
                part.emplace(path, file);
                add_words(file.bytes, named);
            }
        wanted.merge(named);
    }
    return part;
}

class LooseChecker {
public:
    explicit LooseChecker(std::string directory) : directory_(std::move(directory)) {}

    /// A directory that is not there yet holds nothing.
    Result<model::Tree> read() const {
        if (!host::is_directory(directory_)) return loose_tree({}, "");
        LooseQuadlets found = TRY(within(concat("reading ", directory_), find_loose_quadlets(directory_, most_listed)));
        return loose_tree(std::move(found), "");
    }

    nagaya::lsp::Findings check(const model::Tree& tree, const std::set<std::string>& open, size_t most) const {
        model::Tree checked = tree.size() > most ? part_for(tree, open) : tree;
        checked["hosts/host.toml"].bytes = "services = [\"quadlets\"]\n";
        // The files keep their names of the tree.
        std::shared_ptr<Workspace> workspace =
            open_loose_tree(std::move(checked), directory_, std::string(loose_below));
        app::check(*workspace);
        return {.sources = std::shared_ptr<const Sources>(workspace, &workspace->sources),
                .diagnostics = workspace->report.sorted(workspace->sources)};
    }

private:
    std::string directory_;
};

}  // namespace

std::string directory_of_loose(const std::string& path) {
    const std::string name = path.substr(path.rfind('/') + 1);
    const std::string directory = path.substr(0, path.rfind('/'));
    if (load::is_compose_name(name)) return directory + "/";
    const bool drop_in = name.ends_with(".conf") && holds_drop_ins(directory.substr(directory.rfind('/') + 1));
    return drop_in || lint::kind_of(name) != lint::UnitKind::plain ? loose_directory(path) : "";
}

nagaya::lsp::SitePorts ports_to_loose(const std::string& directory) {
    if (directory.ends_with('/')) return ports_to_loose_compose(directory.substr(0, directory.size() - 1));
    const auto checker = std::make_shared<const LooseChecker>(directory);
    return {.read = [checker] { return checker->read(); },
            .check_all = [checker](const model::Tree& tree, const std::set<std::string>& open)
                -> Result<nagaya::lsp::Findings> { return checker->check(tree, open, most_at_a_pause); },
            .check_one = [checker](const model::Tree& tree, const std::string& path)
                -> std::optional<nagaya::lsp::Findings> { return checker->check(tree, {path}, most_at_once); },
            .podman = [] { return lint::PodmanVersion{}; },
            .loose_below = std::string(loose_below)};
}

}  // namespace nagaya::app
