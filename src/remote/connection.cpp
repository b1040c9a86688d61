#include "remote/connection.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace nagaya::remote {

namespace {

void set_nonblocking(int descriptor) {
    const int flags = fcntl(descriptor, F_GETFL);
    if (flags >= 0) fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

}  // namespace

Connection::Connection(host::Descriptor from, host::Descriptor to) : from_(std::move(from)), to_(std::move(to)) {
    set_nonblocking(from_.get());
    set_nonblocking(to_.get());
}

void Connection::send(const Frame& frame) { send_text(print_frame(frame)); }

void Connection::send_text(std::string_view bytes) {
    if (written_ == out_.size()) {
        out_.clear();
        written_ = 0;
    }
    out_ += bytes;
    said_ = Clock::now();
}

Result<void> Connection::flush() {
    while (waiting() > 0) {
        const ssize_t count = write(to_.get(), out_.data() + written_, waiting());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) break;
        if (count < 0) return fail_errno("writing to the other side");
        written_ += static_cast<size_t>(count);
    }
    if (written_ > payload_limit) {
        out_.erase(0, written_);
        written_ = 0;
    }
    return {};
}

void Connection::close() {
    from_.close();
    to_.close();
}

Result<bool> Connection::fill() {
    std::array<char, 65536> buffer;
    // Not until it is empty: whoever sends without end must not keep us from everything else.
    for (int round = 0; round < 16; ++round) {
        const ssize_t count = read(from_.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return true;
        if (count < 0) return fail_errno("reading from the other side");
        if (count == 0) return false;
        heard_ = Clock::now();
        reader_.add(std::string_view(buffer.data(), static_cast<size_t>(count)));
    }
    return true;
}

int until_next_duty(const Connection& connection) {
    const auto due = std::min(connection.last_said() + keep_alive_every, connection.last_heard() + longest_silence);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - Clock::now()).count();
    return static_cast<int>(std::clamp<int64_t>(left, 0, 60'000));
}

bool keep_alive(Connection& connection) {
    const auto now = Clock::now();
    if (now - connection.last_heard() >= longest_silence) return false;
    // What waits already says that we are here, once it is read.
    if (now - connection.last_said() >= keep_alive_every) connection.send({.type = FrameType::keep_alive});
    return true;
}

}  // namespace nagaya::remote
