#include "load/makefile_tree.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "load/names.hpp"
#include "syntax/toml.hpp"

namespace nagaya::load {

namespace {

struct Move {
    std::string_view from;  ///< below the service's directory
    std::string_view to;
};
// The first that fits; longer ones stand before what they begin with.
constexpr std::array<Move, 4> moves = {{{.from = "home/.config/containers/systemd/", .to = ""},
                                        {.from = "home/.config/systemd/user/", .to = "units/user/"},
                                        {.from = "systemd/", .to = "units/root/"},
                                        {.from = "container/", .to = "image/"}}};

/// "multi-user.target.wants/x.service": systemctl makes such links from [Install].
bool is_enablement(std::string_view path) { return path.contains(".wants/") || path.contains(".requires/"); }

bool is_env_file(std::string_view path) {
    const std::string_view file = path.substr(path.rfind('/') + 1);
    return file.ends_with(".env") || file == ".env" || file.starts_with(".env.");
}

/// Is this what makes a directory a service?
bool marks_service(std::string_view rest) {
    return rest == "Makefile" || rest.starts_with("home/") || rest.starts_with("container/") ||
           rest.starts_with("systemd/");
}

class Importer {
public:
    explicit Importer(const model::Tree& tree) : tree_(tree) {}

    ImportedTree run(std::string_view name, std::string_view host) {
        for (const auto& [path, file] : tree_) {
            const size_t slash = path.find('/');
            if (slash != std::string::npos && marks_service(std::string_view(path).substr(slash + 1)))
                add_service(path.substr(0, slash));
        }
        for (const auto& [path, file] : tree_) take(path, file);
        std::string list;
        for (const auto& [directory, service] : made_.services) {
            list += concat(list.empty() ? "" : ", ", syntax::toml_string(service));
            if (service != directory)
                made_.files.try_emplace(concat("services/", service, "/service.toml"),
                                        concat("[account]\nname = ", syntax::toml_string(directory), "\n"));
        }
        made_.files["nagaya.toml"] = concat("[site]\nname = ", syntax::toml_string(name), "\n");
        made_.files[concat("hosts/", host, ".toml")] = concat("services = [", list, "]\n");
        return std::move(made_);
    }

private:
    void add_service(const std::string& directory) {
        if (made_.services.contains(directory) || refused_.contains(directory)) return;
        std::string service = directory;
        std::ranges::replace(service, '_', '-');
        const bool taken = std::ranges::any_of(made_.services, [&](const auto& one) { return one.second == service; });
        if (is_name(service) && is_account_name(directory) && !taken) {
            made_.services.emplace(directory, std::move(service));
            return;
        }
        refused_.insert(directory);
        made_.left_behind.emplace(directory + "/", "its name cannot be that of a service and its account");
    }

    void take(const std::string& path, const model::TreeFile& file) {
        const size_t slash = path.find('/');
        const auto service =
            slash == std::string::npos ? made_.services.end() : made_.services.find(path.substr(0, slash));
        if (service == made_.services.end()) {
            if (slash == std::string::npos || !refused_.contains(path.substr(0, slash)))
                leave(path, "it belongs to no service");
            return;
        }
        const std::string_view rest = std::string_view(path).substr(slash + 1);
        if (!file.problem.empty()) return leave(path, file.problem);
        if (rest == "Makefile") return leave(path, "what it does besides deploying is yours to say, with [[hook]]");
        if (is_env_file(rest))
            return leave(path, "it may hold secrets: list it under [secrets], and `nagaya secret set`");
        if (is_enablement(rest)) return leave(path, "systemd makes such links from [Install]");
        const std::optional<std::string> place = place_of(rest);
        if (!place) return leave(path, "nagaya has no place for it in the account's home");
        made_.files[concat("services/", service->second, '/', *place)] =
            rest.starts_with("home/") || rest.starts_with("systemd/") ? with_new_places(file.bytes) : file.bytes;
    }

    /// Units name the service's own files by where they were put; now these are below files/.
    static std::string with_new_places(std::string_view text) {
        constexpr std::string_view before = "@@SERVICE_PATH@@/";
        std::string out;
        for (size_t at = 0; at < text.size();) {
            const size_t found = std::min(text.find(before, at), text.size());
            out += text.substr(at, found - at);
            at = found;
            if (found == text.size()) break;
            out += concat(before, "files/");
            at += before.size();
        }
        return out;
    }

    static std::optional<std::string> place_of(std::string_view rest) {
        for (const Move& move : moves)
            if (rest.starts_with(move.from)) return concat(move.to, rest.substr(move.from.size()));
        if (rest.starts_with("home/")) return std::nullopt;
        // README.md and the like stay where they are read.
        return rest.contains('/') ? concat("files/", rest) : std::string(rest);
    }

    void leave(const std::string& path, std::string why) { made_.left_behind.emplace(path, std::move(why)); }

    const model::Tree& tree_;
    ImportedTree made_;
    std::set<std::string> refused_;
};

}  // namespace

ImportedTree import_makefile_tree(const model::Tree& tree, std::string_view name, std::string_view host) {
    return Importer(tree).run(name, host);
}

}  // namespace nagaya::load
