// storage.trees: files and links of a local directory, and with owners or modes its directories too.
#include <utility>

#include "base/text.hpp"
#include "butane/node_index.hpp"
#include "butane/translation.hpp"
#include "ignition/clean_path.hpp"

namespace nagaya::butane {

namespace {

using ignition::Place;
using ignition::Step;

constexpr size_t deepest = 100;
constexpr size_t most_entries = 200'000;
constexpr std::string_view exists = "matching filesystem node has existing contents or different type";

bool given(const Text& text) { return text && !text->empty(); }

class TreeWalk {
public:
    TreeWalk(const Tree& tree, size_t number, const LocalFiles& files, NodeIndex& nodes, ignition::Storage& storage,
             Origins& origins, ignition::Compress compress)
        : tree_(tree), files_(files), nodes_(nodes), storage_(storage), origins_(origins), compress_(compress) {
        origin_ = {Step::of("storage"), Step::of("trees"), Step::of(number)};
    }

    std::vector<std::string> run() {
        auto root = find_local(&files_, tree_.local);
        if (!root) return {std::move(root.error())};
        shown_root_ = root->shown;
        inside_root_ = root->inside;
        auto target = files_.kind(root->inside, true);
        if (!target) return {describe(target.error(), root->shown)};
        if (*target != FileKind::directory) return {"root of tree must be a directory"};
        base_ = given(tree_.path) ? *tree_.path : "/";
        auto itself = files_.kind(root->inside, false);
        visit("", itself ? *itself : FileKind::directory, false, 0);
        return std::move(problems_);
    }

private:
    std::string inside(const std::string& relative) const {
        if (relative.empty()) return inside_root_;
        return inside_root_.empty() ? relative : concat(inside_root_, "/", relative);
    }
    std::string shown(const std::string& relative) const {
        return relative.empty() ? shown_root_ : concat(shown_root_, "/", relative);
    }
    std::string destination(const std::string& relative) const {
        return ignition::clean_path(concat(base_, "/", relative));
    }
    void refuse(std::string message) { problems_.push_back(std::move(message)); }
    void note(std::string_view list, size_t index, std::initializer_list<std::string_view> more = {}) {
        ignition::Path path = {Step::of("storage"), Step::of(list), Step::of(index)};
        for (std::string_view name : more) path.push_back(Step::of(name));
        origins_[std::move(path)] = {.source = origin_};
    }

    void visit(const std::string& relative, FileKind kind, bool executable, size_t depth) {
        if (++visited_ > most_entries || depth > deepest) {
            if (!std::exchange(too_much_, true))
                refuse(concat("the tree has more than ", most_entries, " entries, or is deeper than ", deepest));
            return;
        }
        switch (kind) {
            case FileKind::directory: visit_directory(relative, depth); break;
            case FileKind::regular: visit_file(relative, executable); break;
            case FileKind::symlink: visit_link(relative); break;
            case FileKind::other: refuse("trees may only contain files, directories, and symlinks"); break;
        }
    }

    void visit_directory(const std::string& relative, size_t depth) {
        auto entries = files_.list(inside(relative));
        if (!entries) {
            refuse(describe(entries.error(), shown(relative)));
            return;
        }
        if (tree_.dir_mode || ignition::populated(tree_.user) || ignition::populated(tree_.group))
            add_directory(destination(relative));
        for (const FileEntry& entry : *entries) {
            if (too_much_) return;
            visit(relative.empty() ? entry.name : concat(relative, "/", entry.name), entry.kind, entry.executable,
                  depth + 1);
        }
    }

    void add_directory(std::string path) {
        if (nodes_.has(path)) {
            refuse(std::string(exists));
            return;
        }
        size_t index = nodes_.add(ignition::Directory{.group = tree_.group,
                                                      .path = std::move(path),
                                                      .user = tree_.user,
                                                      .mode = tree_.dir_mode ? tree_.dir_mode : Number(0755)});
        note("directories", index);
    }

    void visit_file(const std::string& relative, bool executable) {
        std::string path = destination(relative);
        size_t index = nodes_.file(path);
        bool is_new = index == NodeIndex::nowhere;
        if (is_new) {
            if (nodes_.has(path)) {
                refuse(std::string(exists));
                return;
            }
            index = nodes_.add(ignition::File{.group = tree_.group, .path = std::move(path), .user = tree_.user});
            note("files", index);
        } else if (given(storage_.files[index].contents.source)) {
            refuse(std::string(exists));
            return;
        }
        auto bytes = files_.read(inside(relative));
        if (!bytes) {
            refuse(describe(bytes.error(), shown(relative)));
            return;
        }
        ignition::File& file = storage_.files[index];
        if (given(file.contents.compression)) {
            file.contents.source = ignition::plain_data_url(*bytes);
        } else {
            ignition::Resource made = ignition::data_resource(*bytes, compress_);
            file.contents.source = std::move(made.source);
            file.contents.compression = std::move(made.compression);
            if (!is_new) note("files", index, {"contents", "compression"});
        }
        if (!is_new) note("files", index, {"contents", "source"});
        if (file.mode) return;
        file.mode = tree_.file_mode ? *tree_.file_mode : executable ? 0755 : 0644;
        if (!is_new) note("files", index, {"mode"});
    }

    void visit_link(const std::string& relative) {
        std::string path = destination(relative);
        size_t index = nodes_.link(path);
        if (index == NodeIndex::nowhere) {
            if (nodes_.has(path)) {
                refuse(std::string(exists));
                return;
            }
            index = nodes_.add(ignition::Link{.group = tree_.group, .path = std::move(path), .user = tree_.user});
            note("links", index);
        } else if (given(storage_.links[index].target)) {
            refuse(std::string(exists));
            return;
        }
        auto target = files_.link_target(inside(relative));
        if (!target) {
            refuse(describe(target.error(), shown(relative)));
            return;
        }
        storage_.links[index].target = std::move(*target);
        note("links", index, {"target"});
    }

    const Tree& tree_;
    const LocalFiles& files_;
    NodeIndex& nodes_;
    ignition::Storage& storage_;
    Origins& origins_;
    ignition::Compress compress_;
    ignition::Path origin_;
    std::string shown_root_;
    std::string inside_root_;
    std::string base_;
    std::vector<std::string> problems_;
    size_t visited_ = 0;
    bool too_much_ = false;
};

}  // namespace

void Translation::add_trees() {
    if (file_.storage.trees.empty()) return;
    NodeIndex nodes(config_.storage);
    Origins origins;
    Place root;
    Place storage = root.in("storage");
    Place trees = storage.in("trees");
    for (size_t index = 0; index < file_.storage.trees.size(); ++index) {
        if (!files_) {
            error(trees.in(index), find_local(nullptr, "").error());
            return;
        }
        TreeWalk walk(file_.storage.trees[index], index, *files_, nodes, config_.storage, origins, compress());
        for (std::string& problem : walk.run()) error(trees.in(index), std::move(problem));
    }
    provenance_.add(std::move(origins));
}

}  // namespace nagaya::butane
