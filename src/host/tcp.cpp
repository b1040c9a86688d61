#include "host/tcp.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/text.hpp"

namespace nagaya::host {
namespace {

struct FreeAddresses {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Result<Addresses> addresses_of(const Endpoint& endpoint) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* list = nullptr;
    const int code = getaddrinfo(endpoint.host.c_str(), concat(endpoint.port).c_str(), &hints, &list);
    if (code != 0) return fail(ErrorKind::not_found, concat("`", visible(endpoint.host), "`: ", gai_strerror(code)));
    return Addresses(list);
}

Result<Descriptor> connect_to(const addrinfo& address, Deadline deadline) {
    Descriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return fail_errno("socket");
    if (connect(socket.get(), address.ai_addr, address.ai_addrlen) == 0) return socket;
    if (errno != EINPROGRESS) return fail_errno("connecting");
    TRY(await_events(socket.get(), POLLOUT, deadline));
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) return fail_errno("connecting");
    errno = error;
    if (error != 0) return fail_errno("connecting");
    return socket;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text, uint16_t port) {
    const auto malformed = [&] {
        return fail(ErrorKind::malformed, concat("`", visible(text.substr(0, 200)), "` is no address and port"));
    };
    std::string_view host = text;
    std::string_view rest;
    if (text.starts_with('[')) {
        const size_t close = text.find(']');
        if (close == std::string_view::npos) return malformed();
        host = text.substr(1, close - 1);
        rest = text.substr(close + 1);
    } else if (const size_t colon = text.rfind(':'); colon != std::string_view::npos) {
        // An IPv6 address needs brackets: its last group would be taken for a port.
        if (text.find(':') != colon) return malformed();
        host = text.substr(0, colon);
        rest = text.substr(colon);
    }
    std::optional<uint64_t> number = port;
    if (!rest.empty()) number = rest.starts_with(':') ? parse_number(rest.substr(1)) : std::nullopt;
    if (host.empty() || host.size() > 253 || !number || *number == 0 || *number > 65535) return malformed();
    return Endpoint{.host = std::string(host), .port = static_cast<uint16_t>(*number)};
}

Result<void> await_events(int descriptor, short events, Deadline deadline) {
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) return fail(ErrorKind::timeout, "no answer in time");
        pollfd event{descriptor, events, 0};
        const int ready = poll(&event, 1, static_cast<int>(std::min<int64_t>(left.count(), 60'000)));
        if (ready < 0 && errno != EINTR) return fail_errno("poll");
        if (ready > 0) return {};
    }
}

Result<Descriptor> connect_tcp(const Endpoint& endpoint, Deadline deadline) {
    const Addresses list = TRY(addresses_of(endpoint));
    Result<Descriptor> connected = fail(ErrorKind::not_found, concat("`", visible(endpoint.host), "` has no address"));
    for (const addrinfo* address = list.get(); address != nullptr; address = address->ai_next) {
        connected = connect_to(*address, deadline);
        if (connected) break;
    }
    return connected;
}

}  // namespace nagaya::host
