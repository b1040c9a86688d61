// What the server answers about a place of a file. Pure: the site's files, a path and an offset in; JSON of LSP 3.17 out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "lint/quadlet_keys.hpp"
#include "lsp/documents.hpp"
#include "lsp/place.hpp"
#include "model/tree.hpp"

namespace nagaya::lsp {

/// The files of the site as the editor has them, and the release of Podman that keys are offered for: the oldest of the hosts.
struct Files {
    const model::Tree& tree;
    lint::PodmanVersion podman = {};
    Encoding encoding = Encoding::utf16;
    bool loose = false;  ///< Quadlet files that are in no site: there are no variables

    std::string_view text(std::string_view path) const;
};

/// CompletionItem[]: sections, keys, and the values that are known of a key: words, booleans, names of files and services,
/// variables.
JsonArray complete(const Files& files, const Spot& spot);

/// Hover of a key or table: what it means, its values, its default, since when it is there. Null elsewhere.
Json hover(const Files& files, const Spot& spot);

/// Where what the word at the place names is defined: a path and an offset in that file.
struct Target {
    std::string path;
    size_t begin = 0;
    size_t end = 0;

    auto operator<=>(const Target&) const = default;
};
std::optional<Target> find_definition(const Files& files, const Spot& spot);

/// Every place in the site that means what the word at the place means; where it means nothing, what is declared there: the variable, the
/// port, or the file. In order of paths, after the declaration if that is wanted.
std::vector<Target> find_references(const Files& files, const Spot& spot, bool with_declaration);

/// The services, units, images and hosts whose names hold `query`, in any case. Views lead into the tree.
struct NamedFile {
    std::string_view name;
    std::string_view path;
};
std::vector<NamedFile> find_named_files(const Files& files, std::string_view query);

/// DocumentSymbol[]: the headers of the file, each with the lines below it.
JsonArray outline(FileType type, const Lines& lines, std::string_view text);

/// What is told of a key of systemd's own that people often write; which keys there are and what their values may be stands in
/// lint/unit_keys.hpp.
struct Directive {
    std::string_view section;
    std::string_view key;
    std::string_view meaning;
    std::string_view examples = {};  ///< values that are usual, where others may stand; parted by blanks
};
/// Null for the others.
const Directive* find_directive(std::string_view section, std::string_view key);

}  // namespace nagaya::lsp
