#include "base/text.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }
bool is_slash(char byte) { return byte == '/' || byte == '\\'; }

bool is_path(std::string_view source) {
    if (source.empty()) return false;
    if (source[0] == '.' || source[0] == '/' || source[0] == '~' || source.starts_with("\\\\")) return true;
    return source.size() > 1 && is_letter(source[0]) && source[1] == ':';
}

void read_options(std::string_view text, Mount& mount) {
    for (const auto option : split(text, ',')) {
        if (option == "ro")
            mount.read_only = true;
        else if (option == "rw")
            mount.read_only = false;
        else if (option == "nocopy")
            mount.nocopy = true;
        else if (option == "z" || option == "Z")
            mount.selinux = option;
        else if (option == "rprivate" || option == "private" || option == "rshared" || option == "shared" ||
                 option == "rslave" || option == "slave")
            mount.propagation = option;
        else
            mount.ignored.push_back(option);
    }
}

}  // namespace

Mount parse_mount(std::string_view text) {
    Mount mount;
    if (text.empty()) return {.error = "an empty mount"};
    if (text.size() <= 2) {
        mount.target = text;
        return mount;
    }
    size_t begin = 0;
    int variables = 0;
    for (size_t i = 0; i <= text.size(); ++i) {
        const bool end = i == text.size();
        if (!end && text[i] == '$' && i + 1 < text.size() && text[i + 1] == '{') ++variables;
        if (!end && text[i] == '}' && variables > 0) --variables;
        if (!(end || text[i] == ':') || variables > 0) continue;
        const std::string_view part = text.substr(begin, i - begin);
        if (!end && part.size() == 1 && is_letter(part[0])) continue;  // a drive
        if (part.empty()) return {.error = "a part between the colons is empty"};
        if (mount.source.empty() && end)
            mount.target = part;
        else if (mount.source.empty())
            mount.source = part;
        else if (mount.target.empty())
            mount.target = part;
        else if (!end)
            return {.error = "too many colons"};
        else
            read_options(part, mount);
        begin = i + 1;
    }
    mount.bind = is_path(mount.source);
    return mount;
}

std::string clean_path(std::string_view path) {
    const bool rooted = path.starts_with('/');
    std::vector<std::string_view> kept;
    size_t ups = 0;  // how many leading parts are ".."
    for (const auto part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") {
            kept.push_back(part);
        } else if (kept.size() > ups) {
            kept.pop_back();
        } else if (!rooted) {
            kept.push_back(part);
            ++ups;
        }
    }
    std::string out = rooted ? "/" : "";
    for (const auto part : kept) {
        if (!out.empty() && out.back() != '/') out += '/';
        out += part;
    }
    return out.empty() ? "." : out;
}

std::string join_path(std::string_view base, std::string_view path) {
    if (path.starts_with('/')) return std::string(path);
    return clean_path(base.empty() ? std::string(path) : concat(base, "/", path));
}

std::string parent_path(std::string_view path) {
    const size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return ".";
    return clean_path(path.substr(0, slash + 1));
}

bool is_windows_path(std::string_view path) {
    if (path.size() > 2 && path[1] == ':') return is_slash(path[2]);
    return path.size() > 2 && is_slash(path[0]) && is_slash(path[1]);
}

}  // namespace nagaya::compose
