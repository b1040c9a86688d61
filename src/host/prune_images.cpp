#include "host/prune_images.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <map>
#include <mutex>
#include <thread>

#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/deployed_record.hpp"
#include "host/podman.hpp"
#include "host/podman_storage.hpp"
#include "host/process.hpp"
#include "host/unneeded_images.hpp"

namespace nagaya::host {
namespace {

using state::Kind;

/// An account whose storage is looked at.
struct Account {
    PasswdEntry entry;
    Needed needed;
};

/// What other sites on this host have is theirs, in root's storage above all.
Result<void> add_other_records(NeededByAccount& accounts) {
    for (const std::string& prefix : TRY(deployed_prefixes())) {
        const state::Deployed deployed = TRY(read_deployed(prefix));
        for (const auto& [id, entry] : deployed.entries)
            if (const auto ours = accounts.find(id.scope); id.kind == Kind::image && ours != accounts.end())
                ours->second.references.insert(id.name);
    }
    return {};
}

Command podman(const PasswdEntry& account, std::vector<std::string> words) {
    words.insert(words.begin(), "podman");
    Command command = as_account(account, std::move(words));
    command.timeout = std::chrono::minutes(2);
    return command;
}

/// When the image came into the storage: its own date is that of whoever made it.
int64_t arrival(const std::string& storage, const ImageFacts& image) {
    struct stat status{};
    const std::string path = concat(storage, "/overlay-images/", image.id);
    return lstat(path.c_str(), &status) == 0 ? std::max<int64_t>(image.time, status.st_mtime) : image.time;
}

Result<void> look_at_layers(const PasswdEntry& account, std::vector<ImageFacts>& images) {
    std::vector<std::string> words{"image", "inspect", "--format", std::string(image_layers_format)};
    for (const ImageFacts& image : images) words.push_back(image.id);
    if (images.empty()) return {};
    const Completed inspected = TRY(run_ok(podman(account, std::move(words))));
    add_layers(images, inspected.output);
    return {};
}

/// The size of the largest image that this one was built on: its layers are counted there.
uint64_t bytes_below(const ImageFacts& image, const std::vector<ImageFacts>& images) {
    uint64_t bytes = 0;
    for (const ImageFacts& other : images)
        if (other.layers.size() < image.layers.size() &&
            std::equal(other.layers.begin(), other.layers.end(), image.layers.begin()))
            bytes = std::max(bytes, other.bytes);
    return bytes;
}

Result<std::vector<ImageFacts>> find_unneeded(Account& account, uint64_t age_s) {
    const PasswdEntry& entry = account.entry;
    const std::string storage = entry.uid == 0 ? storage_of_root() : storage_of_account(entry.home);
    // Containers first: one that begins meanwhile has an image that was there before.
    const Completed containers =
        TRY(run_ok(podman(entry, {"ps", "--all", "--external", "--no-trunc", "--format", "json"})));
    account.needed.used = TRY(parse_used_images(containers.output));
    const Completed listed = TRY(run_ok(podman(entry, {"images", "--all", "--no-trunc", "--format", "json"})));
    std::vector<ImageFacts> images = TRY(parse_image_list(listed.output));
    for (ImageFacts& image : images) image.time = arrival(storage, image);
    TRY(look_at_layers(entry, images));
    const int64_t now = std::time(nullptr);
    account.needed.younger_than =
        now - std::min<int64_t>(now, static_cast<int64_t>(std::min<uint64_t>(age_s, INT64_MAX)));
    std::vector<ImageFacts> unneeded = unneeded_images(images, account.needed);
    for (ImageFacts& image : unneeded) image.bytes -= std::min(image.bytes, bytes_below(image, images));
    return unneeded;
}

/// Without force: an image that a container has by now stays, and so do its names if podman says so.
Result<void> remove_image(const PasswdEntry& account, const ImageFacts& image) {
    if (image.names.size() > 1) TRY(run_ok(podman(account, {"untag", image.id})));
    TRY(run_ok(podman(account, {"rmi", "--no-prune", image.id})));
    return {};
}

/// One account's part.
PrunedImages prune_account(Account& account, uint64_t age_s, bool dry_run) {
    PrunedImages pruned;
    const std::string& name = account.entry.name;
    const Result<std::vector<ImageFacts>> unneeded = find_unneeded(account, age_s);
    if (!unneeded) pruned.problems.push_back(concat("images of ", name, ": ", unneeded.error().text()));
    if (!unneeded) return pruned;
    for (const ImageFacts& image : *unneeded) {
        PrunedImage gone{.account = name,
                         .id = image.id,
                         .name = image.names.empty() ? image.id.substr(0, 12) : image.names.front(),
                         .bytes = image.bytes};
        const Result<void> removed = dry_run ? Result<void>{} : remove_image(account.entry, image);
        if (!removed)
            pruned.problems.push_back(concat("image ", gone.name, " of ", name, ": ", removed.error().text()));
        if (!removed) continue;
        pruned.bytes += gone.bytes;
        pruned.images.push_back(std::move(gone));
    }
    return pruned;
}

/// Accounts whose index of images has nothing but what is needed are not asked: podman takes a while for each.
bool has_candidates(const Account& account) {
    const PasswdEntry& entry = account.entry;
    const Result<std::vector<StoredImage>> stored = entry.uid == 0 ? images_of_root() : images_of_account(entry.home);
    if (!stored) return true;
    std::set<std::string> needed;
    for (const std::string& reference : account.needed.references)
        if (const StoredImage* image = find_image(*stored, reference)) needed.insert(image->id);
    return std::ranges::any_of(*stored, [&](const StoredImage& image) { return !needed.contains(image.id); });
}

Result<std::vector<Account>> accounts_to_look_at(const std::vector<state::HostState>& kept,
                                                 const state::Deployed& deployed) {
    NeededByAccount needed = needed_by_account(kept, deployed);
    TRY(add_other_records(needed));
    const AccountDatabase database = TRY(read_account_database());
    std::vector<Account> accounts;
    for (auto& [name, what] : needed) {
        const PasswdEntry* entry = database.find(name);
        if (entry == nullptr || (entry->uid == 0 && name != "root")) continue;
        Account account{.entry = *entry, .needed = std::move(what)};
        if (has_candidates(account)) accounts.push_back(std::move(account));
    }
    return accounts;
}

}  // namespace

Result<PrunedImages> prune_images(const std::vector<state::HostState>& kept, const state::Deployed& deployed,
                                  uint64_t age_s, bool dry_run) {
    std::vector<Account> accounts = TRY(accounts_to_look_at(kept, deployed));
    std::vector<PrunedImages> found(accounts.size());
    std::atomic<size_t> next = 0;
    const auto work = [&] {
        for (size_t i = next++; i < accounts.size(); i = next++) found[i] = prune_account(accounts[i], age_s, dry_run);
    };
    {
        std::vector<std::jthread> workers;
        for (size_t i = 1; i < std::min<size_t>(accounts.size(), 4); ++i) workers.emplace_back(work);
        work();
    }
    PrunedImages out;
    for (PrunedImages& one : found) {
        out.bytes += one.bytes;
        std::ranges::move(one.images, std::back_inserter(out.images));
        std::ranges::move(one.problems, std::back_inserter(out.problems));
    }
    return out;
}

}  // namespace nagaya::host
