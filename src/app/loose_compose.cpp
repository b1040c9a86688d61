#include "app/loose_compose.hpp"

#include <unistd.h>

#include <map>

#include "app/compose_files.hpp"
#include "base/text.hpp"
#include "compose/quadlet.hpp"
#include "compose/short_forms.hpp"
#include "host/own_directory.hpp"
#include "host/user_file.hpp"

namespace nagaya::app {

namespace {

/// Where they are in the tree of their made-up site.
constexpr std::string_view compose_below = "services/compose/";

/// The disk's files with the editor's texts over them.
class EditedFiles : public ComposeFiles {
public:
    EditedFiles(const model::Tree& tree, std::string_view directory, Sources& sources)
        : ComposeFiles(sources), tree_(tree), start_(concat(directory, "/")), sources_(sources) {}

    Read read(std::string_view path) override {
        const auto open = find(path);
        if (open == tree_.end()) return ComposeFiles::read(path);
        const auto known = read_.find(path);
        if (known != read_.end()) return known->second;
        return read_
            .emplace(path, Read{.file = sources_.add(open->first, open->second.bytes), .error = "", .missing = false})
            .first->second;
    }
    bool is_file(std::string_view path) override { return find(path) != tree_.end() || ComposeFiles::is_file(path); }

private:
    model::Tree::const_iterator find(std::string_view path) const {
        return path.starts_with(start_) ? tree_.find(concat(compose_below, path.substr(start_.size()))) : tree_.end();
    }

    const model::Tree& tree_;
    std::string start_;
    Sources& sources_;
    std::map<std::string, Read, std::less<>> read_;
};

/// The first of the names in the directory that is a file, or "".
std::string first_of(const std::string& directory, std::string_view end, compose::Files& files) {
    for (const std::string_view name : {"compose", "docker-compose"})
        for (const std::string_view extension : {".yaml", ".yml"})
            if (std::string path = concat(directory, "/", name, end, extension); files.is_file(path)) return path;
    return "";
}

std::vector<std::string> project_files(const std::string& path, const std::string& directory, compose::Files& files) {
    const std::string base = first_of(directory, "", files);
    const std::string over = first_of(directory, ".override", files);
    if (path != base && path != over) return {path};
    std::vector<std::string> found;
    for (const std::string& file : {base, over})
        if (!file.empty()) found.push_back(file);
    return found;
}

void check_project(const std::string& path, Sources& sources, compose::Files& files, Report& report) {
    compose::ProjectOptions options;
    options.directory = compose::parent_path(path);
    options.files = project_files(path, options.directory, files);
    options.profiles = {"*"};
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view variable = *entry;
        const size_t sign = variable.find('=');
        if (sign != std::string_view::npos)
            options.environment.emplace(variable.substr(0, sign), variable.substr(sign + 1));
    }
    options.environment.insert_or_assign("PWD", options.directory);
    if (const auto home = options.environment.find("HOME"); home != options.environment.end())
        options.home = home->second;
    compose::Project project;
    compose::load_project(options, sources, files, report, project);
    if (project.good) (void)compose::lower_project(project, {}, report);
}

}  // namespace

std::unique_ptr<Workspace> open_loose_compose(const std::string& path) {
    auto workspace = std::make_unique<Workspace>();
    workspace->root = path;
    workspace->loose_compose = true;
    ComposeFiles files(workspace->sources);
    check_project(host::absolute_path(path).value_or(path), workspace->sources, files, workspace->report);
    return workspace;
}

nagaya::lsp::SitePorts ports_to_loose_compose(const std::string& directory) {
    const auto check = [directory](const model::Tree& tree, const std::set<std::string>& open) {
        const auto workspace = std::make_shared<Workspace>();
        for (const std::string& path : open) {
            EditedFiles files(tree, directory, workspace->sources);
            check_project(concat(directory, "/", path.substr(compose_below.size())), workspace->sources, files,
                          workspace->report);
        }
        return nagaya::lsp::Findings{.sources = std::shared_ptr<const Sources>(workspace, &workspace->sources),
                                     .diagnostics = workspace->report.sorted(workspace->sources)};
    };
    return {
        .read = []() -> Result<model::Tree> {
            model::Tree tree;
            tree["nagaya.toml"].bytes = "[site]\nname = \"compose\"\n";
            return tree;
        },
        .check_all = [check](const model::Tree& tree, const std::set<std::string>& open)
            -> Result<nagaya::lsp::Findings> { return check(tree, open); },
        .check_one = [check](const model::Tree& tree, const std::string& path) -> std::optional<nagaya::lsp::Findings> {
            return check(tree, {path});
        },
        .podman = [] { return lint::PodmanVersion{}; },
        .loose_below = std::string(compose_below)};
}

}  // namespace nagaya::app
