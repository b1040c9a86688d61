// A site in one text, read: for every test of this room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "load/load.hpp"

namespace nagaya::load {

/// Files one after another, each headed by a line "== path"; "== path (problem)" is a file that could not be read, and
/// "== path [x]" an executable one.
inline model::Tree tree_of(std::string_view text) {
    model::Tree tree;
    model::TreeFile* file = nullptr;
    for (std::string_view line : split(text, '\n')) {
        if (!line.starts_with("== ")) {
            if (file != nullptr) file->bytes += concat(line, '\n');
            continue;
        }
        line.remove_prefix(3);
        const size_t problem = line.find(" (");
        const bool executable = line.ends_with(" [x]");
        const std::string_view path = line.substr(0, executable ? line.size() - 4 : problem);
        file = &tree[std::string(path)];
        file->executable = executable;
        if (problem != std::string_view::npos) file->problem = line.substr(problem + 2, line.size() - problem - 3);
    }
    // The line break before the next heading belongs to the file; the one after the last line of all is split's.
    if (file != nullptr && file->bytes.ends_with('\n')) file->bytes.pop_back();
    return tree;
}

constexpr std::string_view smallest_site = "== nagaya.toml\n[site]\nname = \"home\"\n";

/// A loaded site with all that belongs to it.
struct Loaded {
    Sources sources;
    Report report;
    model::Site site;

    /// One line per finding: "code path:line:column `text it marks` message".
    std::vector<std::string> findings() const {
        std::vector<std::string> lines;
        for (const Diagnostic& finding : report.sorted(sources)) {
            const Position position = sources.position(finding.at.file, finding.at.begin);
            const std::string_view marked = sources.text(finding.at);
            lines.push_back(concat(finding.code, ' ', sources.path(finding.at.file), ':', position.line, ':',
                                   position.column, ' ', marked.empty() ? "" : concat('<', visible(marked), "> "),
                                   finding.message));
        }
        return lines;
    }
    std::vector<std::string> codes() const {
        std::vector<std::string> found;
        for (const Diagnostic& finding : report.sorted(sources)) found.emplace_back(finding.code);
        return found;
    }
    /// The help of the only finding.
    std::string help() const {
        const std::vector<Diagnostic> all = report.sorted(sources);
        return all.size() == 1 ? all.front().help : concat("(", all.size(), " findings)");
    }
    const model::Service& service(std::string_view name) const { return site.services.at(std::string(name)); }
    std::string_view text(FileId file) const { return sources.text(file); }
};

inline Loaded load_tree(const model::Tree& tree, std::string_view stage = "", const model::Tree& secrets = {}) {
    Loaded loaded;
    loaded.site = load_site(tree, secrets, stage, loaded.sources, loaded.report);
    return loaded;
}

/// Loads the files of `text` and the smallest nagaya.toml, unless `text` has one.
inline Loaded load(std::string_view text, std::string_view stage = "") {
    model::Tree tree = tree_of(smallest_site);
    for (auto& [path, file] : tree_of(text)) tree[path] = std::move(file);
    return load_tree(tree, stage);
}

/// The only service's settings, from the text of its service.toml.
inline Loaded load_manifest(std::string_view text) { return load(concat("== services/web/service.toml\n", text)); }

using Lines = std::vector<std::string>;

}  // namespace nagaya::load
