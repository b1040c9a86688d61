#include "host/storage.hpp"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "base/text.hpp"
#include "host/content_store.hpp"
#include "host/journal_file.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

constexpr size_t largest_generation = size_t{256} << 20;

state::Owner ourselves() { return {.uid = geteuid(), .gid = getegid()}; }

std::string directory_of(std::string_view prefix, std::string_view root) { return concat(root, "/", prefix); }
std::string store_of(std::string_view prefix, std::string_view root) { return concat(root, "/", prefix, "/store"); }
std::string generations_of(std::string_view prefix, std::string_view root) {
    return concat(root, "/", prefix, "/generations");
}
std::string generation_path(std::string_view prefix, uint64_t number, std::string_view root) {
    return concat(generations_of(prefix, root), "/", number, ".json");
}

Result<void> sync_directory(const std::string& path) {
    const Descriptor opened = TRY(open_directory(path));
    if (fsync(opened.get()) != 0) return fail_errno(concat("`", path, "`"));
    return {};
}

class DiskStorage final : public apply::Storage {
public:
    DiskStorage(std::string_view prefix, std::string_view root)
        : prefix_(prefix),
          root_(root),
          directory_(host::directory_of(prefix, root)),
          store_(store_of(prefix, root), std::string(root)),
          journal_(directory_ + "/journal") {}

    Result<std::string> read_journal() override {
        const std::lock_guard lock(mutex_);
        return within("reading the journal", journal_.read());
    }

    Result<void> append(std::string_view bytes) override {
        TRY(prepare());
        const std::lock_guard lock(mutex_);
        if (broken_) return std::unexpected(*broken_);
        TRY(within("writing the journal", journal_.append(bytes)));
        ++written_;
        return {};
    }

    Result<void> keep(const state::Content& content) override {
        TRY(prepare());
        TRY(within("keeping what going back needs", store_.keep(content)));
        const std::lock_guard lock(mutex_);
        ++written_;
        return {};
    }

    Result<void> fill(state::Content& content) override { return store_.fill(content); }

    /// The first that comes does it for all who have written by then; who comes meanwhile waits for the next.
    Result<void> sync() override {
        std::unique_lock lock(mutex_);
        const uint64_t mine = written_;
        while (durable_ < mine) {
            if (broken_) return std::unexpected(*broken_);
            if (syncing_) {
                changed_.wait(lock);
                continue;
            }
            syncing_ = true;
            const uint64_t reached = written_;
            const int journal = journal_.descriptor();
            lock.unlock();
            Result<void> outcome = sync_now(journal);
            lock.lock();
            syncing_ = false;
            // After a failed fsync the kernel may call lost pages clean (fsync(2)): a second try would prove nothing.
            if (outcome) durable_ = reached;
            if (!outcome) broken_ = std::move(outcome.error());
            changed_.notify_all();
        }
        return {};
    }

    Result<void> cut_journal(size_t size) override {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !syncing_; });
        TRY(within("cutting the journal", journal_.cut(size)));
        if (size == 0) broken_.reset();
        return {};
    }

    Result<void> write_generation(uint64_t number, std::string_view text) override {
        TRY(prepare());
        TRY(make_directory(generations_of(prefix_, root_), ourselves(), 0700));
        TRY(within("writing a generation",
                   write_file(generation_path(prefix_, number, root_), text, ourselves(), 0600, Durability::durable)));
        return sync_directory(directory_);
    }

    Result<std::string> read_generation(uint64_t number) override {
        std::optional<SeenFile> seen = TRY(read_file(generation_path(prefix_, number, root_), largest_generation));
        if (!seen) return fail(ErrorKind::not_found, concat("there is no generation ", number));
        if (seen->bytes.size() < seen->status.size)
            return fail(ErrorKind::limit,
                        concat("generation ", number, " is larger than ", largest_generation >> 20, " MiB"));
        return std::move(seen->bytes);
    }

    Result<void> remember(const state::Deployed& deployed) override {
        TRY(prepare());
        const std::lock_guard lock(record_mutex_);
        return within("writing the record", write_deployed(prefix_, deployed, root_));
    }
    Result<state::Deployed> recall() override { return read_deployed(prefix_, root_); }

private:
    /// Our directory, with names that last.
    Result<void> prepare() {
        const std::lock_guard lock(prepare_mutex_);
        if (prepared_) return {};
        TRY(make_directory(directory_, ourselves(), 0700));
        TRY(sync_directory(root_));
        TRY(sync_directory(directory_));
        prepared_ = true;
        return {};
    }

    Result<void> sync_now(int journal) {
        TRY(within("keeping what going back needs", store_.sync()));
        if (journal >= 0 && fdatasync(journal) != 0) return fail_errno(concat("`", directory_, "/journal`"));
        return {};
    }

    std::string prefix_;
    std::string root_;
    std::string directory_;
    std::mutex prepare_mutex_;
    bool prepared_ = false;
    std::mutex record_mutex_;

    ContentStore store_;  // guards itself
    std::mutex mutex_;    // everything below; not held while the disk is waited for
    std::condition_variable changed_;
    JournalFile journal_;
    uint64_t written_ = 0;  // appends and keeps so far
    uint64_t durable_ = 0;  // how many of them are durable
    bool syncing_ = false;
    std::optional<Error> broken_;
};

}  // namespace

std::unique_ptr<apply::Storage> make_storage(std::string_view prefix, std::string_view root) {
    return std::make_unique<DiskStorage>(prefix, root);
}

Result<std::vector<uint64_t>> list_generations(std::string_view prefix, std::string_view root) {
    std::vector<uint64_t> numbers;
    for (const std::string_view name : TRY(list_directory(generations_of(prefix, root)))) {
        if (!name.ends_with(".json")) continue;
        const std::optional<uint64_t> number = parse_number(name.substr(0, name.size() - 5));
        if (number && concat(*number, ".json") == name) numbers.push_back(*number);
    }
    std::ranges::sort(numbers);
    return numbers;
}

Result<void> remove_generation(std::string_view prefix, uint64_t number, std::string_view root) {
    const std::string directory = generations_of(prefix, root);
    if (!exists(directory)) return {};
    TRY(remove_file(generation_path(prefix, number, root)));
    return sync_directory(directory);
}

Result<std::vector<std::string>> list_contents(std::string_view prefix, std::string_view root) {
    return ContentStore(store_of(prefix, root), std::string(root)).list();
}

Result<uint64_t> remove_content(std::string_view prefix, const std::string& digest, std::string_view root) {
    return ContentStore(store_of(prefix, root), std::string(root)).remove(digest);
}

}  // namespace nagaya::host
