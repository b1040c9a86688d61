#include "host/seal_key.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

Result<void> fill_randomly(std::span<unsigned char> bytes) {
    // Up to 256 bytes come whole, once the kernel's generator is seeded (getrandom(2)).
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return fail_errno("getrandom");
    return {};
}

/// Writes a new key beside its place and links it there, which only one can do.
Result<void> put_new_key(const std::string& directory, const std::string& path) {
    SealKey key{};
    TRY(fill_randomly(key));
    const std::string temporary = concat(path, ".", getpid());
    TRY(write_file(temporary, std::string_view(reinterpret_cast<const char*>(key.data()), key.size()),
                   {.uid = geteuid(), .gid = getegid()}, 0600));
    const bool linked = link(temporary.c_str(), path.c_str()) == 0 || errno == EEXIST;
    const auto trouble = fail_errno(concat("`", path, "`"));
    unlink(temporary.c_str());
    if (!linked) return trouble;
    const Descriptor opened = TRY(open_directory(directory));
    if (fsync(opened.get()) != 0) return fail_errno(concat("`", directory, "`"));
    return {};
}

}  // namespace

Result<SealKey> read_seal_key(std::string_view directory) {
    const std::string path = concat(directory, "/seal.key");
    const std::optional<SeenFile> seen = TRY(read_file(path, 64));
    if (!seen) return fail(ErrorKind::not_found, concat("`", path, "` is not there"));
    SealKey key{};
    if (seen->bytes.size() != key.size())
        return fail(ErrorKind::malformed, concat("`", path, "` is no key: it has not ", key.size(), " bytes"));
    if (seen->status.owner.uid != geteuid() || (seen->status.mode & 077) != 0)
        return fail(ErrorKind::denied, concat("`", path, "` can be read by others than its owner"));
    std::ranges::copy(seen->bytes, key.begin());
    return key;
}

Result<SealKey> make_seal_key(std::string_view directory) {
    Result<SealKey> key = read_seal_key(directory);
    if (key || key.error().kind != ErrorKind::not_found) return key;
    TRY(put_new_key(std::string(directory), concat(directory, "/seal.key")));
    return read_seal_key(directory);
}

Result<SealNonce> random_nonce() {
    SealNonce nonce{};
    TRY(fill_randomly(nonce));
    return nonce;
}

}  // namespace nagaya::host
