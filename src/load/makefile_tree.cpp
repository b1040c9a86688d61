#include "load/makefile_tree.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "load/names.hpp"
#include "load/reading.hpp"
#include "load/unit_types.hpp"
#include "syntax/toml.hpp"

namespace nagaya::load {

namespace {

constexpr std::string_view quadlets = "home/.config/containers/systemd/";
constexpr std::string_view user_units = "home/.config/systemd/user/";
constexpr std::string_view root_units = "systemd/";
constexpr std::string_view image = "container/";

/// "multi-user.target.wants/x.service": systemctl makes such links from [Install].
bool is_enablement(std::string_view path) { return path.contains(".wants/") || path.contains(".requires/"); }

bool is_env_file(std::string_view path) {
    const std::string_view file = path.substr(path.rfind('/') + 1);
    return file.ends_with(".env") || file == ".env" || file.starts_with(".env.") || file.starts_with(".env-");
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
        if (!place) {
            const bool home = rest.starts_with("home/") && !rest.starts_with(quadlets) && !rest.starts_with(user_units);
            return leave(path, home ? "nagaya has no place for it in the account's home" : "it is not a unit");
        }
        const std::string to = concat("services/", service->second, '/', *place);
        const bool unit = rest.starts_with("home/") || rest.starts_with(root_units);
        const bool names_images = unit || rest.starts_with(image);
        std::string text = unit ? with_new_places(file.bytes) : file.bytes;
        if (names_images && is_text(text)) text = with_new_images(std::move(text));
        if (!made_.files.emplace(to, std::move(text)).second)
            return leave(path, concat(to, " comes from elsewhere already"));
        if (file.executable) made_.executables.insert(to);
    }

    /// Units name the service's own files by where they were put; now these are below files/ and image/.
    static std::string with_new_places(std::string_view text) {
        constexpr std::string_view before = "@@SERVICE_PATH@@/";
        std::string out;
        for (size_t at = 0; at < text.size();) {
            const size_t found = std::min(text.find(before, at), text.size());
            out += text.substr(at, found - at);
            at = found;
            if (found == text.size()) break;
            at += before.size();
            const bool of_image = text.substr(at).starts_with(image);
            out += concat(before, of_image ? "image/" : "files/");
            if (of_image) at += image.size();
        }
        return out;
    }

    /// `localhost/nginx_rp:dev` is the image that the service's directory was built as; here it is called like the service.
    std::string with_new_images(std::string text) const {
        constexpr std::string_view local = "localhost/";
        size_t at = 0;
        while ((at = text.find(local, at)) != std::string::npos) {
            const size_t begin = at + local.size();
            size_t end = begin;
            while (end < text.size() && (is_account_name(concat("a", text[end])))) ++end;
            const auto known = made_.services.find(text.substr(begin, end - begin));
            at = begin;
            if (known == made_.services.end()) continue;
            if (text.compare(end, 4, ":dev") == 0 && !is_account_name(concat("a", text.substr(end + 4, 1)))) end += 4;
            text.replace(begin, end - begin, known->second);
        }
        return text;
    }

    /// "sub/x.container.d/10.conf" is "x.container.d/10.conf": Quadlet looks into directories, and a site has none.
    static std::string_view without_directories(std::string_view path) {
        const size_t last = path.rfind('/');
        if (last == std::string_view::npos) return path;
        const size_t before = path.rfind('/', last - 1);
        const size_t begin = before == std::string_view::npos ? 0 : before + 1;
        return path.substr(path.substr(begin, last - begin).ends_with(".d") ? begin : last + 1);
    }

    /// A unit or a drop-in of one.
    static bool is_unit_of(std::string_view path, bool (*is_name)(std::string_view),
                           bool (*is_type)(std::string_view)) {
        const size_t slash = path.find('/');
        if (slash == std::string_view::npos) return is_name(path);
        std::string_view unit = path.substr(0, slash);
        if (!unit.ends_with(".d") || !path.ends_with(".conf")) return false;
        unit.remove_suffix(2);
        return is_name(unit) || is_type(unit);
    }

    static std::optional<std::string> place_of(std::string_view rest) {
        if (rest.starts_with(quadlets) || rest.starts_with(user_units)) {
            const bool searched = rest.starts_with(quadlets);
            const auto path =
                searched ? without_directories(rest.substr(quadlets.size())) : rest.substr(user_units.size());
            if (searched && is_unit_of(path, is_quadlet_name, is_quadlet_type)) return std::string(path);
            // The deployment hands units of systemd that stand beside the Quadlets to the account's manager as well.
            if (is_unit_of(path, is_plain_unit_name, is_unit_type)) return concat("units/user/", path);
            return std::nullopt;
        }
        if (rest.starts_with(root_units)) {
            const auto path = rest.substr(root_units.size());
            return is_unit_of(path, is_plain_unit_name, is_unit_type) ? std::optional(concat("units/root/", path))
                                                                      : std::nullopt;
        }
        if (rest.starts_with(image)) return concat("image/", rest.substr(image.size()));
        if (rest.starts_with("home/")) return std::nullopt;
        // README.md and the like stay where they are read.
        return is_note(rest) && !rest.contains('/') ? std::string(rest) : concat("files/", rest);
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
