#include "host/unneeded_images.hpp"

#include <algorithm>
#include <map>

#include "base/json.hpp"
#include "base/text.hpp"
#include "host/images_index.hpp"

namespace nagaya::host {
namespace {

using state::Kind;

constexpr size_t most_images = 100'000;

bool is_id(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Are these the lowest layers of those?
bool begins(const std::vector<std::string>& lower, const std::vector<std::string>& layers) {
    return !lower.empty() && lower.size() <= layers.size() && std::equal(lower.begin(), lower.end(), layers.begin());
}

bool may_go(const ImageFacts& image, const Needed& needed) {
    if (image.time >= needed.younger_than || needed.used.contains(image.id)) return false;
    if (!needed.repositories) return true;
    return !image.names.empty() && std::ranges::all_of(image.names, [&](const std::string& name) {
        return needed.repositories->contains(repository_of(name));
    });
}

void note_units(NeededByAccount& accounts, const std::string& account, std::string_view role) {
    if (role.ends_with(".build") || role.ends_with(".kube")) accounts[account].repositories.emplace();
}

void add_state(NeededByAccount& accounts, const state::HostState& state) {
    for (const auto& [id, resource] : state.resources()) {
        if (id.kind == Kind::account) accounts[id.name];
        if (id.kind == Kind::unit) note_units(accounts, id.scope, resource.role);
        const auto* image = std::get_if<state::Image>(&resource.value);
        if (image == nullptr) continue;
        std::set<std::string>& references = accounts[image->account].references;
        references.insert(image->reference);
        references.insert(image->also_tagged.begin(), image->also_tagged.end());
        references.insert(image->bases.begin(), image->bases.end());
        if (!image->id.empty()) references.insert(image->id);
    }
}

void add_record(NeededByAccount& accounts, const state::Deployed& deployed) {
    for (const auto& [id, entry] : deployed.entries) {
        if (id.kind == Kind::account) accounts[id.name];
        if (id.kind == Kind::unit) note_units(accounts, id.scope, entry.role);
        if (id.kind == Kind::image) accounts[id.scope].references.insert(id.name);
    }
}

}  // namespace

NeededByAccount needed_by_account(const std::vector<state::HostState>& kept, const state::Deployed& deployed) {
    NeededByAccount needed;
    for (const state::HostState& state : kept) add_state(needed, state);
    add_record(needed, deployed);
    if (const auto root = needed.find("root"); root != needed.end()) root->second.repositories.emplace();
    for (auto& [account, what] : needed) {
        if (!what.repositories) continue;
        for (const std::string& reference : what.references)
            if (reference.starts_with("localhost/")) what.repositories->insert(repository_of(reference));
    }
    return needed;
}

std::string repository_of(std::string_view reference) {
    reference = reference.substr(0, reference.find('@'));
    const size_t slash = reference.rfind('/');
    const size_t colon = reference.rfind(':');
    const bool has_tag = colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
    return std::string(reference.substr(0, has_tag ? colon : reference.size()));
}

Result<std::vector<ImageFacts>> parse_image_list(std::string_view json) {
    const Json root = TRY(parse_json(json));
    if (root.array().size() > most_images) return fail(ErrorKind::limit, "more than 100,000 images");
    std::vector<ImageFacts> out;
    std::set<std::string> seen;
    for (const Json& entry : root.array()) {
        ImageFacts image{.id = std::string(entry["Id"].text()),
                         .digest = std::string(entry["Digest"].text()),
                         .names = {},
                         .bytes = static_cast<uint64_t>(std::max<int64_t>(entry["Size"].number(), 0)),
                         .time = entry["Created"].number()};
        for (const Json& name : entry["Names"].array()) image.names.emplace_back(name.text());
        if (!is_id(image.id)) return fail(ErrorKind::malformed, "an image without an id");
        // An image with several names can be listed several times.
        if (seen.insert(image.id).second) out.push_back(std::move(image));
    }
    return out;
}

Result<std::set<std::string>> parse_used_images(std::string_view json) {
    const Json root = TRY(parse_json(json));
    std::set<std::string> out;
    for (const Json& entry : root.array())
        if (!entry["ImageID"].text().empty()) out.emplace(entry["ImageID"].text());
    return out;
}

void add_layers(std::vector<ImageFacts>& images, std::string_view text) {
    std::map<std::string_view, ImageFacts*> known;
    for (ImageFacts& image : images) known.emplace(image.id, &image);
    for (const std::string_view line : split(text, '\n')) {
        const std::vector<std::string_view> words = split_words(line);
        const auto image = words.empty() ? known.end() : known.find(words[0]);
        if (image != known.end()) image->second->layers.assign(words.begin() + 1, words.end());
    }
}

std::vector<ImageFacts> unneeded_images(const std::vector<ImageFacts>& images, const Needed& needed) {
    std::vector<StoredImage> stored;
    for (const ImageFacts& image : images)
        stored.push_back({.id = image.id, .digest = image.digest, .names = image.names});
    std::set<std::string_view> named;
    for (const std::string& reference : needed.references)
        if (const StoredImage* image = find_image(stored, reference)) named.insert(image->id);
    std::vector<const ImageFacts*> staying;
    std::vector<const ImageFacts*> others;
    for (const ImageFacts& image : images)
        (named.contains(image.id) || !may_go(image, needed) ? staying : others).push_back(&image);
    std::vector<ImageFacts> going;
    for (const ImageFacts* image : others) {
        const bool is_below =
            std::ranges::any_of(staying, [&](const ImageFacts* stays) { return begins(image->layers, stays->layers); });
        if (!is_below) going.push_back(*image);
    }
    std::ranges::stable_sort(going, std::greater<>(), [](const ImageFacts& image) { return image.layers.size(); });
    return going;
}

}  // namespace nagaya::host
