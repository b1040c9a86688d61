// Contents by digest: <directory>/ab/cdef…, files 0600 in directories 0700. A secret is sealed and its file is called
// cdef….KEY, after the key it was sealed with.
//
// What stands under its name is whole and on the disk: an object is written under another name, and `sync` brings it to the
// disk before it gives it its name. Files are synced many at once: the disk's journal then takes them together (300 files:
// 1.0 s one by one, 0.02 s with 16 threads).
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/seal.hpp"
#include "state/content.hpp"

namespace nagaya::host {

/// Written by one process at a time (the apply lock); safe to use from several threads.
class ContentStore {
public:
    /// `directory` is the store's, made when it is first written to; its parent must be there by then. `key_directory` has
    /// the key (host/seal_key.hpp).
    ContentStore(std::string directory, std::string key_directory)
        : directory_(std::move(directory)), key_directory_(std::move(key_directory)) {}
    /// Forgets what was kept and not synced.
    ~ContentStore();
    ContentStore(const ContentStore&) = delete;
    ContentStore& operator=(const ContentStore&) = delete;

    /// Puts the content into the store, unless it is there. Durable after the next `sync`.
    Result<void> keep(const state::Content& content);
    /// Makes durable what was kept before the call; after a failure that is gone again.
    Result<void> sync();
    /// As apply::Storage::fill.
    Result<void> fill(state::Content& content);

    /// The digests of all that is there, sorted.
    Result<std::vector<std::string>> list();
    /// Removes a content in every form; how many bytes that freed. Absent is 0.
    Result<uint64_t> remove(const std::string& digest);

private:
    /// An object that is written but has not its name yet.
    struct Pending {
        std::string temporary;
        std::string place;
    };

    Result<std::string> path_of(const state::Content& content, bool may_make_key);
    Result<void> settle_after_kill();
    Result<void> put(const std::string& place, std::string_view bytes);
    Result<const SealKey*> key(bool may_make);

    std::string directory_;
    std::string key_directory_;
    std::mutex mutex_;  // everything below
    std::optional<SealKey> key_;
    std::string key_name_;
    bool looked_ = false;  // for what a killed process left
    uint64_t next_ = 0;
    std::vector<Pending> pending_;
    std::set<std::string> pending_places_;
    std::set<std::string> unsettled_;  // directories in which names may not be durable yet
};

}  // namespace nagaya::host
