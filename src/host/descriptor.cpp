#include "host/descriptor.hpp"

#include <poll.h>

#include <cerrno>

namespace nagaya::host {

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = write(descriptor, bytes.data(), bytes.size());
        if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
        if (count >= 0 || errno == EINTR) continue;
        if (errno != EAGAIN) return false;
        // A terminal that somebody else made non-blocking.
        pollfd event{descriptor, POLLOUT, 0};
        poll(&event, 1, -1);
    }
    return true;
}

}  // namespace nagaya::host
