#include "host/touched_directories.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {

namespace {

Result<void> sync_directory(const std::string& path) {
    const Result<Descriptor> directory = open_directory(path);
    if (!directory && directory.error().kind == ErrorKind::not_found) return {};
    // What an account has put in the way of its own directory is not ours to make durable.
    if (!directory && directory.error().kind == ErrorKind::denied) return {};
    if (!directory) return std::unexpected(directory.error());
    if (fsync(directory->get()) != 0) return fail_errno(concat("`", path, "`"));
    return {};
}

}  // namespace

void TouchedDirectories::note(std::string_view path) {
    const size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return;
    const std::lock_guard lock(mutex_);
    directories_.emplace(path.substr(0, std::max<size_t>(slash, 1)));
}

Result<void> TouchedDirectories::settle() {
    std::set<std::string> touched;
    {
        const std::lock_guard lock(mutex_);
        touched.swap(directories_);
    }
    const std::vector<std::string> paths(touched.begin(), touched.end());
    std::vector<Result<void>> results(paths.size());
    std::atomic<size_t> next = 0;
    const auto work = [&] {
        for (size_t i = next++; i < paths.size(); i = next++) results[i] = sync_directory(paths[i]);
    };
    {
        std::vector<std::jthread> workers;
        for (size_t i = 1; i < std::min<size_t>(paths.size(), 8); ++i) workers.emplace_back(work);
        work();
    }
    for (size_t i = 0; i < paths.size(); ++i) {
        if (results[i]) continue;
        const std::lock_guard lock(mutex_);
        directories_.insert(paths.begin(), paths.end());  // for the next try
        return within("making changes durable", results[i]);
    }
    return {};
}

}  // namespace nagaya::host
