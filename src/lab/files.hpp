// Small files of the lab's own directory and of /proc and /sys. Root's files only: no account can write below them while
// they are used (a host's disk is written before its first boot; later only the host itself writes there).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "host/descriptor.hpp"

namespace nagaya::lab {

Result<std::string> read_file(const std::string& path);
/// Replaces the file at once (temporary name, rename).
Result<> write_file(const std::string& path, std::string_view content, mode_t mode = 0644);
/// One write(2), as the files of /proc/sys and cgroupfs want it.
Result<> write_kernel_file(const std::string& path, std::string_view content);
/// With parents, 0755.
Result<> make_directories(const std::string& path);
/// Names in a directory, sorted; none when it does not exist.
std::vector<std::string> names_in(const std::string& directory);
bool exists(const std::string& path);
bool is_directory(const std::string& path);
/// A tree with everything in it, on one file system; a tree that is not there is fine.
Result<> remove_tree(const std::string& path);

/// Holds a lock file (flock(2)) until it is destroyed; the kernel lets go of it when the process dies.
class Lock {
public:
    /// Waits, calling `on_wait` once first if there is something to wait for; a failure when `give_up` becomes true.
    static Result<Lock> take(const std::string& path, const std::function<void()>& on_wait = {},
                             const std::function<bool()>& give_up = {});
    /// Waits no longer than `patience`; nothing when somebody else still holds it.
    static Result<std::optional<Lock>> try_take(const std::string& path, std::chrono::milliseconds patience = {});
    /// Does somebody hold it?
    static Result<bool> is_held(const std::string& path);

private:
    explicit Lock(host::Descriptor descriptor) : descriptor_(std::move(descriptor)) {}
    host::Descriptor descriptor_;
};

}  // namespace nagaya::lab
