// nagaya render tree.
#include <set>

#include "app/render.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "emit/manifest.hpp"
#include "host/tree_output.hpp"

namespace nagaya::app {

namespace {

using host::FileType;
using host::OutputEntry;
using host::OutputTree;

/// The directory that a layout becomes. Named contents leave the bytes of their files out.
OutputTree output_of(const emit::Layout& layout) {
    OutputTree tree;
    tree.emplace(emit::manifest_name, OutputEntry{.mode = 0644, .bytes = emit::print_manifest(layout)});
    for (auto& [name, text] : emit::print_recipes(layout))
        tree.emplace(name, OutputEntry{.mode = 0644, .bytes = std::move(text)});
    tree.emplace(emit::tree_root, OutputEntry{.type = FileType::directory, .mode = 0755});
    for (const auto& [path, placed] : layout.paths) {
        OutputEntry entry;
        if (const auto* directory = std::get_if<state::Directory>(&placed.value)) {
            entry = {.type = FileType::directory, .mode = directory->mode};
        } else if (const auto* file = std::get_if<state::File>(&placed.value)) {
            entry.mode = file->mode;
            if (file->content.filled()) entry.bytes = file->content.bytes_to_write();
        } else {
            entry = {.type = FileType::symlink, .bytes = std::get<state::Symlink>(placed.value).target};
        }
        tree.emplace(concat(emit::tree_root, path), std::move(entry));
    }
    return tree;
}

/// Why the entry is not as the render that made `layout` left it; "" when it is.
std::string_view difference(const std::string& name, const OutputEntry& found, const OutputTree& made,
                            const emit::Layout& layout) {
    const auto wanted = made.find(name);
    // A parent that the tree does not list.
    if (wanted == made.end()) return found.type == FileType::directory ? "" : "was replaced";
    if (found.type != wanted->second.type) return "was replaced";
    const auto placed = layout.paths.find(name.substr(std::min(emit::tree_root.size(), name.size())));
    const auto* file = placed == layout.paths.end() ? nullptr : std::get_if<state::File>(&placed->second.value);
    const bool same = file && name.starts_with(concat(emit::tree_root, '/'))
                          ? sha256(found.bytes) == file->content.digest()
                          : found.type == FileType::directory || found.bytes == wanted->second.bytes;
    return same ? "" : "was changed";
}

/// The paths of a tree and their parents.
std::set<std::string> names_of(const OutputTree& tree) {
    std::set<std::string> names;
    for (const auto& [name, entry] : tree) {
        names.insert(name);
        for (size_t slash = name.rfind('/'); slash != std::string::npos; slash = name.rfind('/', slash - 1))
            if (!names.insert(name.substr(0, slash)).second) break;
    }
    return names;
}

/// The layout of the render that made the directory; one of no host when none did.
Result<emit::Layout> made_layout(const host::OutputDirectory& output) {
    const std::optional<std::string> manifest = TRY(output.read(std::string(emit::manifest_name)));
    if (!manifest) return emit::Layout{};
    Result<emit::Layout> layout = emit::parse_manifest(*manifest);
    return layout ? *std::move(layout) : emit::Layout{};
}

/// May what is in the directory be replaced? If not, the user was told what is in the way.
Result<bool> may_replace(const std::string& directory, const host::OutputDirectory& output, Console& console) {
    constexpr size_t most_told = 5;
    if (TRY(output.is_empty())) return true;
    const emit::Layout layout = TRY(made_layout(output));
    const OutputTree made = layout.host.empty() ? OutputTree{} : output_of(layout);
    const std::set<std::string> known = names_of(made);
    const OutputTree found = TRY(output.look(known, most_told + 1));
    size_t count = 0;
    for (const auto& [name, entry] : found) {
        const std::string_view why =
            known.contains(name) ? difference(name, entry, made, layout) : "is not part of a tree that nagaya rendered";
        if (why.empty()) continue;
        if (++count <= most_told)
            console.err(concat("nagaya: `", visible(concat(directory, '/', name)), "` ", why, '\n'));
    }
    if (count > most_told) console.err("and more\n");
    if (count > 0) console.err("help: choose an empty directory, or remove this one; nothing was written\n");
    return count == 0;
}

}  // namespace

int render_tree(const RenderOptions& options, Console& console) {
    if (options.out.empty() || (options.program != "carry" && options.program != "none")) {
        console.err(options.out.empty() ? "nagaya: render tree: -o DIR says where to\n"
                                        : "nagaya: --program of a tree is `carry` or `none`\n");
        return exit_usage;
    }
    const RenderedHost rendered = open_rendered(options.where, console);
    if (rendered.exit_code != exit_ok) return rendered.exit_code;
    const auto output = host::OutputDirectory::open(options.out);
    if (!output) return tell(output.error(), console);
    const auto free = may_replace(options.out, *output, console);
    if (!free) return tell(free.error(), console);
    if (!*free) return exit_findings;
    const auto layout = layout_of(rendered, options, console);
    if (!layout) return tell(layout.error(), console);
    const OutputTree tree = output_of(*layout);
    if (auto written = output->replace(tree); !written) return tell(written.error(), console);
    console.err(concat("wrote ", plural(layout->paths.size(), "path"), " of host ", layout->host, " to ", options.out,
                       ", and ", emit::manifest_name, " with their owners\n"));
    return exit_ok;
}

}  // namespace nagaya::app
