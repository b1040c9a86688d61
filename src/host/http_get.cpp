#include "host/http_get.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/text.hpp"

namespace nagaya::host {
namespace {

constexpr size_t most_bytes = size_t{64} << 10;

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

Result<void> send_all(int socket, std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const ssize_t count = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
        if (count >= 0 || errno == EINTR) continue;
        if (errno != EAGAIN) return fail_errno("sending the request");
        TRY(await_events(socket, POLLOUT, deadline));
    }
    return {};
}

/// Reads to the end of the head, with what comes along.
Result<std::string> receive_head(int socket, Deadline deadline) {
    std::string bytes;
    char buffer[4096];
    while (bytes.size() < most_bytes && !bytes.contains("\r\n\r\n")) {
        const ssize_t count = recv(socket, buffer, sizeof buffer, 0);
        if (count == 0) break;
        if (count > 0) bytes.append(buffer, static_cast<size_t>(count));
        if (count > 0 || errno == EINTR) continue;
        if (errno != EAGAIN) return fail_errno("reading the answer");
        TRY(await_events(socket, POLLIN, deadline));
    }
    return bytes;
}

/// "HTTP/1.1 503 Service Unavailable".
Result<HttpAnswer> parse_answer(std::string_view bytes) {
    if (bytes.empty()) return fail(ErrorKind::malformed, "the connection was closed without an answer");
    const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
    const std::optional<uint64_t> status = line.size() >= 12 ? parse_number(line.substr(9, 3)) : std::nullopt;
    if (!line.starts_with("HTTP/1.") || !status || *status < 100 || (line.size() > 12 && line[12] != ' '))
        return fail(ErrorKind::malformed, concat("the answer is no HTTP: `", visible(line.substr(0, 80)), "`"));
    HttpAnswer answer{.status = static_cast<int>(*status), .reason = {}, .body = {}};
    if (line.size() > 13) answer.reason = line.substr(13);
    if (const size_t head = bytes.find("\r\n\r\n"); head != std::string_view::npos)
        answer.body = bytes.substr(head + 4);
    return answer;
}

}  // namespace

Result<HttpAddress> parse_http_url(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (url.starts_with("https://")) return fail(ErrorKind::unsupported, "only http:// is spoken here, not https://");
    if (!url.starts_with(scheme) || !is_printable(url) || url.size() > 2000 || url.contains('@'))
        return fail(ErrorKind::malformed, concat("`", visible(url.substr(0, 200)), "` is no http:// address"));
    std::string_view rest = url.substr(scheme.size());
    rest = rest.substr(0, rest.find('#'));
    const size_t end = std::min(rest.find_first_of("/?"), rest.size());
    HttpAddress address{
        .endpoint = {}, .authority = std::string(rest.substr(0, end)), .target = std::string(rest.substr(end))};
    address.endpoint = TRY(parse_endpoint(address.authority, 80));
    if (!address.target.starts_with('/')) address.target.insert(0, "/");
    return address;
}

Result<HttpAnswer> http_get(const HttpAddress& address, Deadline deadline) {
    const Descriptor socket = TRY(connect_tcp(address.endpoint, deadline));
    TRY(send_all(socket.get(),
                 concat("GET ", address.target, " HTTP/1.1\r\nHost: ", address.authority,
                        "\r\nUser-Agent: nagaya\r\nAccept: */*\r\nConnection: close\r\n\r\n"),
                 deadline));
    const std::string bytes = TRY(receive_head(socket.get(), deadline));
    return parse_answer(bytes);
}

}  // namespace nagaya::host
