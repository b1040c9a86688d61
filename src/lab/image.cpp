// The root all hosts stand on: images/KEY/root, made once for each recipe.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "base/text.hpp"
#include "lab/debootstrap.hpp"
#include "lab/files.hpp"
#include "lab/lab.hpp"
#include "lab/parts.hpp"
#include "lab/recipe.hpp"
#include "lab/record.hpp"

namespace nagaya::lab {
namespace {

constexpr std::string_view unfinished = ".new";

Result<> apply_edit(const std::string& root, const ImageEdit& edit) {
    const std::string path = root + edit.path;
    if (unlink(path.c_str()) != 0 && errno != ENOENT) return fail_errno(concat("`", path, "`"));
    if (edit.kind == ImageEdit::Kind::remove) return {};
    TRY(make_directories(path.substr(0, path.rfind('/'))));
    if (edit.kind == ImageEdit::Kind::file) return write_file(path, edit.content);
    if (symlink(edit.content.c_str(), path.c_str()) != 0) return fail_errno(concat("`", path, "`"));
    return {};
}

Result<> build_image(const std::string& directory, const Recipe& recipe, const std::function<bool()>& give_up,
                     const std::function<void(std::string_view)>& say) {
    const std::string root = directory + "/root";
    TRY(make_directories(directory));
    const std::string mirror = TRY(find_mirror());
    std::vector<std::string> options;
    for (const std::string_view pattern : recipe.excluded) options.push_back(concat("path-exclude=", pattern));
    TRY(bootstrap({.suite = recipe.suite,
                   .variant = "apt",
                   .packages = recipe.packages,
                   .dpkg_options = std::move(options),
                   .target = root,
                   .mirror = mirror,
                   .give_up = give_up},
                  say));
    for (const ImageEdit& edit : recipe.edits) TRY(apply_edit(root, edit));
    return {};
}

/// Keys of the images that hosts stand on.
std::set<std::string> images_in_use(const Place& place) {
    std::set<std::string> keys;
    for (const std::string& name : names_in(place.hosts())) {
        const Result<std::string> text = read_file(place.host(name) + "/host.json");
        if (!text) continue;
        if (const Result<HostRecord> record = parse_record(*text)) keys.insert(record->image);
    }
    return keys;
}

Result<std::vector<std::string>> prune(const std::string& directory, const std::set<std::string>& keep) {
    std::vector<std::string> gone;
    for (const std::string& key : names_in(directory)) {
        if (keep.contains(key)) continue;
        TRY(remove_tree(concat(directory, "/", key)));
        gone.push_back(key);
    }
    return gone;
}

}  // namespace

Result<Image> Lab::image_info() const {
    const Place& place = parts_->place;
    Image image{.key = recipe_key(host_recipe()), .directory = {}, .present = false, .others = {}};
    image.directory = place.image(image.key);
    for (const std::string& key : names_in(place.images())) {
        if (key == image.key)
            image.present = true;
        else if (!key.ends_with(unfinished))
            image.others.push_back(key);
    }
    return image;
}

Result<Image> Lab::ensure_image() {
    Image image = TRY(image_info());
    if (image.present) return image;
    const Parts& parts = *parts_;
    const Lock lock = TRY(Lock::take(
        parts.place.lock("image"), [&] { parts.say("another nagaya builds the image, waiting"); }, parts.give_up));
    image = TRY(image_info());
    if (image.present) return image;
    // The lock is ours, so whoever began this died.
    for (const std::string& name : names_in(parts.place.images()))
        if (name.ends_with(unfinished)) TRY(remove_tree(parts.place.image(name)));
    parts.say(concat("building the lab's image ", image.key, " from Debian packages (once, about half a minute)"));
    const std::string temporary = concat(image.directory, unfinished);
    const Result<> built = build_image(temporary, host_recipe(), parts.give_up,
                                       [&](std::string_view line) { parts.say(concat("image: ", line)); });
    if (!built) {
        static_cast<void>(remove_tree(temporary));
        return std::unexpected(built.error());
    }
    if (rename(temporary.c_str(), image.directory.c_str()) != 0) return fail_errno(concat("`", image.directory, "`"));
    parts.say(concat("image ", image.key, " is ready"));
    image.present = true;
    return image;
}

Result<std::vector<std::string>> Lab::prune_images() {
    const Place& place = parts_->place;
    const Lock lock = TRY(Lock::take(place.lock("image")));
    const Lock registry = TRY(Lock::take(place.lock("registry")));
    std::set<std::string> keep = images_in_use(place);
    keep.insert(recipe_key(host_recipe()));
    std::vector<std::string> gone = TRY(prune(place.images(), keep));
    const std::vector<std::string> stores = TRY(prune(place.registries(), {slim_key()}));
    gone.insert(gone.end(), stores.begin(), stores.end());
    return gone;
}

}  // namespace nagaya::lab
