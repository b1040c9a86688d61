// Finds what lowering drops without a word: takes each leaf of a normal form away, then changes it, and compares all that is made of it.
//
//   compose_losses <DIRECTORY:FILE[:FILE…] lines
//
// Prints one line for each kind of leaf that makes no difference, "services.*.mac_address DIRECTORY", and ends with 1 when there are any
// but those listed here with a reason.
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "compose/project.hpp"
#include "compose/quadlet.hpp"

namespace nagaya::compose {
namespace {

/// A leaf that may be without effect, and why: always, or beside a key in one of the mappings it stands in.
struct Silent {
    std::string_view path;
    std::string_view beside;
    std::string_view why;
};
constexpr std::array silent{
    Silent{"name", "", "lowering takes it from the project"},
    Silent{"configs.*.content", "external", "the config is told as lost"},
    Silent{"configs.*.environment", "external", "the config is told as lost"},
    Silent{"configs.*.name", "", "a file has no name in Podman"},
    Silent{"secrets.*.name", "file", "a file has no name in Podman"},
    Silent{"secrets.*.external", "", "it must be in Podman either way"},
    Silent{"services.*.image", "provider", "the service is told as lost"},
    Silent{"models.", "", "told at the service that wants the model"},
    Silent{"networks.*.", "external", "whoever made it has said what it is"},
    Silent{"volumes.*.", "external", "whoever made it has said what it is"},
    Silent{"services.*.build", "provider", "the service is told as lost"},
    Silent{"services.*.depends_on.*.condition", "", "started is what After= says anyway"},
    Silent{"services.*.deploy.replicas", "scale", "both must say the same"},
    Silent{"services.*.deploy.resources.limits.cpus", "cpus", "both must say the same"},
    Silent{"services.*.deploy.resources.limits.memory", "mem_limit", "both must say the same"},
    Silent{"services.*.deploy.resources.limits.pids", "pids_limit", "both must say the same"},
    Silent{"services.*.deploy.resources.reservations.devices[].capabilities[]", "", "CDI gives a card with all it can"},
    Silent{"services.*.gpus[].capabilities[]", "", "CDI gives a card with all it can"},
    Silent{"services.*.expose[]", "", "on a network of Podman's all ports are open"},
    Silent{"services.*.healthcheck.", "disable", "there is no check"},
    Silent{"services.*.links[]", "", "services have their names on the network; other names are told"},
    Silent{"services.*.networks.*.priority", "", "it orders several networks"},
    Silent{"services.*.ports[].mode", "", "only Swarm routes in other ways"},
    Silent{"services.*.ports[].name", "", "it is for readers"},
    Silent{"services.*.profiles[]", "", "which are active was asked before"},
    Silent{"services.*.pull_policy", "build", "an image that is built is not pulled"},
    Silent{"services.*.volumes[].bind.create_host_path", "",
           "directories of the project become data; others must be there"},
    Silent{"services.*.volumes[].consistency", "", "it is for virtual machines of Docker's on other systems"},
};

class DiskFiles : public Files {
public:
    explicit DiskFiles(Sources& sources) : sources_(sources) {}
    Read read(std::string_view path) override {
        std::ifstream file{std::string(path)};
        if (!is_file(path)) return {.file = {}, .error = "No such file or directory", .missing = true};
        std::string text{std::istreambuf_iterator<char>(file), {}};
        return {.file = sources_.add(std::string(path), std::move(text)), .error = "", .missing = false};
    }
    bool is_file(std::string_view path) override { return std::filesystem::is_regular_file(path); }

private:
    Sources& sources_;
};

struct Earlier {
    bool operator()(const Span& one, const Span& other) const {
        return std::tie(one.file, one.begin, one.end) < std::tie(other.file, other.begin, other.end);
    }
};

/// All that is made of a project, as one text. `told` collects where losses are told.
std::string outcome(const Project& project, std::set<Span, Earlier>* told = nullptr) {
    std::string out;
    for (const bool site : {false, true}) {
        Report report;
        const auto made = lower_project(project, {.site = site}, report);
        for (const auto& unit : made.units) out += concat(unit.name, "\n", unit.text);
        for (const auto& file : made.files) out += concat(file.path, "\n", file.text);
        for (const auto& data : made.data) out += concat(data.path, "\n");
        for (const auto& found : report.kept()) {
            out += concat(found.message, "\n", found.help, "\n");
            if (told != nullptr && found.severity != Severity::note) told->insert(found.at);
        }
    }
    return out;
}

/// Names that users choose stand below these.
bool holds_names(std::string_view key) {
    for (const std::string_view known :
         {"services", "networks", "volumes", "secrets", "configs", "models", "depends_on", "environment", "labels",
          "annotations", "args", "sysctls", "ulimits", "driver_opts", "options", "storage_opt", "aux_addresses",
          "additional_contexts"})
        if (key == known) return true;
    return false;
}

/// A service with none has nothing to lose.
bool has_no_containers(const Value& service) {
    const auto* deploy = service.find("deploy");
    const auto* count = service.find("scale") != nullptr ? service.find("scale")
                        : deploy != nullptr              ? deploy->find("replicas")
                                                         : nullptr;
    return count != nullptr && count->is_integer() && count->number <= 0;
}

class Search {
public:
    Search(Project& project, std::string place, std::map<std::string, std::string>& found)
        : project_(project), place_(std::move(place)), found_(found), whole_(outcome(project, &told_)) {}

    void walk(Value& value, const std::string& path, bool names) {
        above_.push_back(&value);
        walk_entries(value, path, names);
        walk_items(value, path);
        above_.pop_back();
    }

private:
    void walk_entries(Value& value, const std::string& path, bool names) {
        if (path == "services.*" && has_no_containers(value)) return;
        for (size_t i = 0; i < value.entries.size(); ++i) {
            const std::string key(value.entries[i].key);
            if (key.starts_with("x-")) continue;
            const std::string below = concat(path, path.empty() ? "" : ".", names ? "*" : std::string_view(key));
            Value& one = value.entries[i].value;
            if (!one.entries.empty() || !one.items.empty()) {
                if (told_.contains(one.at)) continue;
                walk(one, below, !names && holds_names(key));
                continue;
            }
            Entry kept = value.entries[i];
            value.entries.erase(value.entries.begin() + static_cast<ptrdiff_t>(i));
            const bool matters = outcome(project_) != whole_;
            value.entries.insert(value.entries.begin() + static_cast<ptrdiff_t>(i), std::move(kept));
            if (!matters) judge(value.entries[i].value, below);
        }
    }

    void walk_items(Value& value, const std::string& path) {
        for (size_t i = 0; i < value.items.size(); ++i) {
            const std::string below = path + "[]";
            if (!value.items[i].entries.empty() || !value.items[i].items.empty()) {
                if (told_.contains(value.items[i].at)) continue;
                walk(value.items[i], below, false);
                continue;
            }
            Value kept = value.items[i];
            value.items.erase(value.items.begin() + static_cast<ptrdiff_t>(i));
            const bool matters = outcome(project_) != whole_;
            value.items.insert(value.items.begin() + static_cast<ptrdiff_t>(i), std::move(kept));
            if (!matters) judge(value.items[i], below);
        }
    }

    void judge(Value& leaf, const std::string& path) {
        // What is null or empty says nothing when nothing misses it.
        if (leaf.is_null() || leaf.is_mapping() || leaf.is_sequence() || told_.contains(leaf.at) ||
            change_matters(leaf))
            return;
        for (const auto& [known, beside, why] : silent) {
            if (path != known && !(known.ends_with('.') && path.starts_with(known))) continue;
            if (beside.empty()) return;
            for (const Value* mapping : above_)
                if (mapping->find(beside) != nullptr) return;
        }
        found_.emplace(path, place_);
    }

    bool change_matters(Value& value) {
        const Value before = value;
        switch (value.kind) {
            case Value::Kind::boolean: value = Value::of_bool(!before.is_true(), before.at); break;
            case Value::Kind::integer: value.number += 1; break;
            case Value::Kind::real: value.fraction += 1; break;
            case Value::Kind::text: value.text = project_.texts.keep(concat("1", before.text)); break;
            default: return false;
        }
        const bool matters = outcome(project_) != whole_;
        value = before;
        return matters;
    }

    Project& project_;
    std::string place_;
    std::map<std::string, std::string>& found_;
    std::vector<const Value*> above_;  // what the leaf stands in
    std::set<Span, Earlier> told_;
    std::string whole_;
};

int run() {
    std::map<std::string, std::string> found;
    size_t projects = 0;
    for (std::string line; std::getline(std::cin, line);) {
        const auto words = split(line, ':');
        ProjectOptions options{.directory = std::string(words[0]), .profiles = {"*"}};
        for (size_t i = 1; i < words.size(); ++i) options.files.push_back(concat(words[0], "/", words[i]));
        Sources sources;
        DiskFiles files(sources);
        Report report;
        Project project;
        load_project(options, sources, files, report, project);
        if (!project.good || lower_project(project, {}, report).units.empty()) continue;
        ++projects;
        Search(project, line, found).walk(project.file, "", false);
    }
    for (const auto& [path, place] : found) std::cout << path << " " << place << "\n";
    std::cout << projects << " projects\n";
    return found.empty() ? 0 : 1;
}

}  // namespace
}  // namespace nagaya::compose

int main() { return nagaya::compose::run(); }
