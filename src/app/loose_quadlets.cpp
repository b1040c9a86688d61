#include "app/loose_quadlets.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "app/disk_files.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "host/safe_files.hpp"
#include "lint/unit.hpp"
#include "lint/unit_keys.hpp"
#include "quadlet/search.hpp"
#include "syntax/drop_in_directories.hpp"

namespace nagaya::app {
namespace {

using lint::UnitKind;
using quadlet::Entry;

constexpr size_t largest_file = size_t{4} << 20;
constexpr size_t largest_tree = size_t{512} << 20;
constexpr size_t most_files = 100'000;

bool is_quadlet(std::string_view name) { return lint::kind_of(name) != UnitKind::plain; }

/// Of an empty file, which is what a link to /dev/null is, the generator makes these; of others it makes nothing.
bool may_be_empty(std::string_view name) {
    const UnitKind kind = lint::kind_of(name);
    return kind == UnitKind::volume || kind == UnitKind::network || kind == UnitKind::pod;
}

/// Plain units, and files that are nearly called like Quadlet files, are not passed over in silence.
std::optional<std::string> reason_of_leaving(std::string_view name) {
    const std::string extension(lint::extension_of(name));
    const std::vector<std::string> quadlets = {".container", ".pod",   ".volume", ".network",
                                               ".kube",      ".image", ".build",  ".artifact"};
    if (!lint::own_section_of(name).empty() || extension == ".target")
        return "it is no Quadlet file, and belongs into a site";
    if (const auto meant = extension.size() > 3 ? nearest(extension, quadlets) : std::nullopt)
        return concat("did you mean `", *meant, "`?");
    return std::nullopt;
}

/// The disk, of which no more directories are listed once many entries were.
class FewFiles : public DiskFiles {
public:
    explicit FewFiles(size_t most_listed) : left_(most_listed) {}

    std::expected<std::vector<Entry>, quadlet::FileTrouble> list(const std::string& path) override {
        if (left_ == 0) return std::vector<Entry>();
        auto entries = DiskFiles::list(path);
        if (entries) left_ -= std::min(left_, entries->size());
        return entries;
    }

private:
    size_t left_;
};

class Search {
public:
    Search(std::string real, std::string_view shown, size_t most_listed)
        : files_(most_listed),
          real_(std::move(real)),
          shown_(shown == "." ? "" : concat(shown, shown.ends_with('/') ? "" : "/")) {}

    Result<LooseQuadlets> run() {
        quadlet::Log log;
        quadlet::Listings listings;
        const auto directories = quadlet::directories_below(real_, files_, log, listings);
        if (directories.empty()) leave(real_, "Podman reads no directory whose name ends in .d");
        for (const std::string& directory : directories) {
            const auto listed = listings.find(directory);
            if (listed != listings.end())
                TRY(take(directory, listed->second));
            else if (const auto again = files_.list(directory); again)
                TRY(take(directory, *again));
            else if (!again.error().missing)
                leave(directory, last_words(again.error().message));
        }
        if (found_.tree.empty()) leave(real_, "it holds no Quadlet files");
        return std::move(found_);
    }

private:
    Result<void> take(const std::string& directory, const std::vector<Entry>& entries) {
        bool any = directory == real_;
        for (const Entry& entry : entries) {
            const std::string path = below(directory, entry.name);
            if (is_quadlet(entry.name)) {
                any = true;
                TRY(take_unit(path, entry));
            } else if (entry.kind != Entry::Kind::file && holds_drop_ins(entry.name)) {
                TRY(take_drop_ins(path, entry.name));
            }
        }
        // Far from Quadlet files a .service or a .build may be anything.
        for (const Entry& entry : any ? entries : std::vector<Entry>())
            if (const auto why = is_quadlet(entry.name) || entry.kind == Entry::Kind::directory
                                     ? std::nullopt
                                     : reason_of_leaving(entry.name))
                leave(below(directory, entry.name), *why);
        return {};
    }

    Result<void> take_unit(const std::string& path, const Entry& entry) {
        const auto [first, is_first] = chosen_.emplace(entry.name, path);
        if (!is_first) {
            leave(path, concat("Podman reads `", visible(shown(first->second)), "` in its place"));
            return {};
        }
        if (entry.kind == Entry::Kind::link && !may_be_empty(entry.name) && files_.real_path(path) == "/dev/null") {
            leave(path, "as a link to /dev/null it keeps Podman from making a unit of that name");
            return {};
        }
        return put(path, entry, "; Podman then drops all Quadlet files of this directory");
    }

    Result<void> take_drop_ins(const std::string& directory, const std::string& name) {
        const auto entries = files_.list(directory);
        if (!entries) {
            if (!entries.error().missing) leave(directory, last_words(entries.error().message));
            return {};
        }
        for (const Entry& entry : *entries) {
            const bool conf = entry.name.ends_with(".conf");
            if (!conf && entry.kind == Entry::Kind::directory) continue;
            // The first of equal drop-ins wins.
            if (chosen_.emplace(concat(name, "/", entry.name), directory).second)
                TRY(put(below(directory, entry.name), entry, ""));
        }
        return {};
    }

    Result<void> put(const std::string& path, const Entry& entry, std::string_view outcome) {
        const auto at = found_.tree.try_emplace(relative(path)).first;
        auto bytes = files_.read(path, entry.kind == Entry::Kind::file);
        if (!bytes)
            at->second.problem = concat(trouble_of(bytes.error()), outcome);
        else if (bytes->size() > largest_file)
            at->second.problem = "is larger than 4 MiB";
        else
            at->second.bytes = *std::move(bytes);
        bytes_ += at->second.bytes.size();
        if (bytes_ > largest_tree) return fail(ErrorKind::limit, "the files are larger than 512 MiB in all");
        if (found_.tree.size() > most_files) return fail(ErrorKind::limit, "there are more than 100,000 files");
        return {};
    }

    static std::string below(std::string_view directory, std::string_view name) {
        return concat(directory == "/" ? "" : directory, "/", name);
    }

    static std::string last_words(std::string_view message) {
        const size_t colon = message.rfind(": ");
        return std::string(message.substr(colon == std::string_view::npos ? 0 : colon + 2));
    }

    static std::string trouble_of(const quadlet::FileTrouble& trouble) {
        if (trouble.missing) return "is a symbolic link to nothing";
        const std::string words = last_words(trouble.message);
        return words.starts_with("is a ") ? words : concat("cannot be read: ", words);
    }

    /// From the directory; ".." leads out of it where a link did.
    std::string relative(std::string_view path) const {
        if (path == real_) return "";
        std::string up;
        std::string top = below(real_, "");
        while (!path.starts_with(top)) {
            up += "../";
            top.resize(top.rfind('/', top.size() - 2) + 1);
        }
        return concat(up, path.substr(top.size()));
    }
    std::string shown(std::string_view path) const { return concat(shown_, relative(path)); }

    void leave(std::string_view path, std::string_view why) { found_.notes.emplace_back(shown(path), why); }

    FewFiles files_;
    std::string real_;
    std::string shown_;
    std::map<std::string, std::string> chosen_;  ///< by name: the file, or the directory of a drop-in
    LooseQuadlets found_;
    size_t bytes_ = 0;
};

}  // namespace

bool holds_drop_ins(std::string_view name) { return is_quadlet(concat(".", syntax::drop_in_type(name))); }

std::string loose_directory(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (!host::is_directory(path)) path = std::string(parent_of(path));
    // "/etc/containers/systemd", and "…/users/1000" in it, for an account alone.
    constexpr std::string_view place = "/containers/systemd/";
    if (const size_t at = (path + "/").find(place); at != std::string::npos) {
        const size_t end = at + place.size() - 1;
        const std::string_view below = std::string_view(path).substr(std::min(path.size(), end + 1));
        constexpr std::string_view users = "users";
        const size_t next = below.find('/', users.size() + 1);
        return path.substr(0, below == users || below.starts_with("users/")
                                  ? std::min(path.size(), next == std::string_view::npos ? path.size() : end + 1 + next)
                                  : end);
    }
    return std::string(holds_drop_ins(path.substr(path.rfind('/') + 1)) ? parent_of(path) : path);
}

Result<LooseQuadlets> find_loose_quadlets(const std::string& directory, size_t most_listed) {
    DiskFiles files;
    const auto real = files.real_path(directory);
    if (!real) return fail(ErrorKind::io, real.error().message);
    if (const auto readable = files.list(*real); !readable) return fail(ErrorKind::io, readable.error().message);
    return Search(*real, directory, most_listed).run();
}

}  // namespace nagaya::app
