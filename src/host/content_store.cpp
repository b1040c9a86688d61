#include "host/content_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <map>
#include <thread>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "host/safe_files.hpp"
#include "host/seal_key.hpp"

namespace nagaya::host {
namespace {

constexpr size_t largest_content = size_t{1} << 30;
constexpr size_t digest_size = 64;
constexpr size_t most_threads = 16;

// Stands in the store while names in it may not be durable. It need not be durable itself: what is seen after a power failure
// came from the disk, and only a process that was killed leaves names that are in memory alone.
constexpr std::string_view marker = "unsettled";

std::unexpected<Error> trouble(const std::string& path) { return fail_errno(concat("`", path, "`")); }

/// Digests come from documents: they must not lead anywhere else.
Result<void> check_digest(std::string_view digest) {
    const bool sound = digest.size() == digest_size && std::ranges::all_of(digest, [](char c) {
                           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                       });
    if (!sound) return fail(ErrorKind::malformed, concat("`", visible(digest.substr(0, 80)), "` is no digest"));
    return {};
}

std::string directory_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

Result<void> sync_path(const std::string& path) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file || fsync(file.get()) != 0) return trouble(path);
    return {};
}

/// Syncs files or directories, many at once.
Result<void> sync_all(const std::vector<std::string>& paths) {
    std::atomic<size_t> next = 0;
    std::mutex mutex;
    Result<void> outcome;
    const auto work = [&] {
        for (size_t i = next++; i < paths.size(); i = next++) {
            Result<void> synced = sync_path(paths[i]);
            if (synced) continue;
            const std::lock_guard lock(mutex);
            outcome = std::move(synced);
        }
    };
    {
        std::vector<std::jthread> workers;
        for (size_t i = 1; i < std::min(paths.size(), most_threads); ++i) workers.emplace_back(work);
        work();
    }
    return outcome;
}

Result<void> write_new(const std::string& path, std::string_view bytes) {
    const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (file && write_all(file.get(), bytes)) return {};
    const auto failure = trouble(path);
    unlink(path.c_str());
    return failure;
}

/// True when the directory was not there before.
Result<bool> make_own_directory(const std::string& path) {
    if (mkdir(path.c_str(), 0700) == 0) return true;
    if (errno == EEXIST) return false;
    return trouble(path);
}

}  // namespace

ContentStore::~ContentStore() {
    for (const Pending& object : pending_) unlink(object.temporary.c_str());
    if (!pending_.empty() && unsettled_.empty()) unlink(concat(directory_, "/", marker).c_str());
}

Result<const SealKey*> ContentStore::key(bool may_make) {
    if (!key_) {
        key_ = TRY(may_make ? make_seal_key(key_directory_) : read_seal_key(key_directory_));
        // What was sealed with a key that was lost is not found, and kept anew.
        key_name_ = sha256(concat("nagaya seal key ",
                                  std::string_view(reinterpret_cast<const char*>(key_->data()), key_->size())))
                        .substr(0, 8);
    }
    return &*key_;
}

Result<std::string> ContentStore::path_of(const state::Content& content, bool may_make_key) {
    const std::string& digest = content.digest();
    TRY(check_digest(digest));
    const std::string path = concat(directory_, "/", digest.substr(0, 2), "/", digest.substr(2));
    if (!content.is_secret()) return path;
    TRY(key(may_make_key));
    return concat(path, ".", key_name_);
}

/// A killed process left names that may not be durable, and files that never got one.
Result<void> ContentStore::settle_after_kill() {
    struct stat status{};
    if (lstat(concat(directory_, "/", marker).c_str(), &status) != 0) return {};
    for (const std::string& name : TRY(list_directory(directory_))) {
        if (name.size() != 2) continue;
        const std::string below = concat(directory_, "/", name);
        for (const std::string& file : TRY(list_directory(below)))
            if (file.starts_with('.')) unlink(concat(below, "/", file).c_str());
        unsettled_.insert(below);
    }
    unsettled_.insert(directory_);
    return {};
}

Result<void> ContentStore::put(const std::string& place, std::string_view bytes) {
    if (TRY(make_own_directory(directory_))) unsettled_.insert(directory_of(directory_));
    if (pending_.empty()) TRY(write_new(concat(directory_, "/", marker), ""));
    const std::string below = directory_of(place);
    if (TRY(make_own_directory(below))) unsettled_.insert(directory_);
    const std::string temporary = concat(below, "/.", next_++);
    TRY(write_new(temporary, bytes));
    pending_.push_back({.temporary = temporary, .place = place});
    pending_places_.insert(place);
    return {};
}

Result<void> ContentStore::keep(const state::Content& content) {
    const std::lock_guard lock(mutex_);
    const std::string place = TRY(path_of(content, true));
    if (pending_places_.contains(place)) return {};
    if (!content.filled())
        return fail(ErrorKind::not_found, concat("the content ", content.digest(), " has no bytes to keep"));
    if (!std::exchange(looked_, true)) TRY(settle_after_kill());
    const size_t size = content.size() + (content.is_secret() ? seal_overhead : 0);
    struct stat status{};
    if (lstat(place.c_str(), &status) == 0 && static_cast<size_t>(status.st_size) == size) return {};
    if (!content.is_secret()) return put(place, content.bytes_to_write());
    const SealKey* key = TRY(this->key(true));
    const SealNonce nonce = TRY(random_nonce());
    return put(place, seal(*key, nonce, content.bytes_to_write(), content.digest()));
}

Result<void> ContentStore::sync() {
    const std::lock_guard lock(mutex_);
    const std::vector<Pending> pending = std::exchange(pending_, {});
    std::set<std::string> directories = std::exchange(unsettled_, {});
    pending_places_.clear();
    if (pending.empty() && directories.empty()) return {};
    std::vector<std::string> files;
    for (const Pending& object : pending) files.push_back(object.temporary);
    Result<void> outcome = sync_all(files);
    for (const Pending& object : pending) {
        if (outcome && rename(object.temporary.c_str(), object.place.c_str()) != 0) outcome = trouble(object.place);
        if (!outcome) unlink(object.temporary.c_str());
        directories.insert(directory_of(object.place));
    }
    if (outcome) outcome = sync_all({directories.begin(), directories.end()});
    if (!outcome) {
        // Names that were given may not last: they are settled with the next ones.
        unsettled_.merge(directories);
        return outcome;
    }
    unlink(concat(directory_, "/", marker).c_str());
    return {};
}

Result<void> ContentStore::fill(state::Content& content) {
    if (content.filled()) return {};
    const std::lock_guard lock(mutex_);
    const std::string place = TRY(path_of(content, false));
    std::optional<SeenFile> seen = TRY(read_file(place, largest_content + seal_overhead));
    if (!seen) return fail(ErrorKind::not_found, concat("the content ", content.digest(), " is not kept any more"));
    if (content.is_secret()) {
        const SealKey* key = TRY(this->key(false));
        seen->bytes = TRY(within(concat("opening `", place, "`"), open_sealed(*key, seen->bytes, content.digest())));
    }
    if (!content.fill(std::move(seen->bytes)))
        return fail(ErrorKind::malformed, concat("`", place, "` is damaged: it is not what its name says"));
    return {};
}

Result<std::vector<std::string>> ContentStore::list() {
    std::set<std::string> digests;
    for (const std::string& name : TRY(list_directory(directory_))) {
        if (name.size() != 2) continue;
        for (const std::string& file : TRY(list_directory(concat(directory_, "/", name)))) {
            std::string digest = name + file.substr(0, file.find('.'));
            if (check_digest(digest)) digests.insert(std::move(digest));
        }
    }
    return std::vector<std::string>(digests.begin(), digests.end());
}

Result<uint64_t> ContentStore::remove(const std::string& digest) {
    TRY(check_digest(digest));
    const std::lock_guard lock(mutex_);
    uint64_t freed = 0;
    const std::string below = concat(directory_, "/", digest.substr(0, 2));
    for (const std::string& file : TRY(list_directory(below))) {
        if (file.substr(0, file.find('.')) != digest.substr(2)) continue;
        const std::string path = concat(below, "/", file);
        struct stat status{};
        if (lstat(path.c_str(), &status) != 0) continue;
        if (unlink(path.c_str()) != 0) return trouble(path);
        freed += static_cast<uint64_t>(status.st_size);
    }
    return freed;
}

}  // namespace nagaya::host
