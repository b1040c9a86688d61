// Frames over two descriptors that do not block.
#pragma once

#include <chrono>

#include "host/descriptor.hpp"
#include "remote/frame.hpp"

namespace nagaya::remote {

using Clock = std::chrono::steady_clock;

/// Each side says something at least this often, and takes the other for gone after the silence.
constexpr std::chrono::seconds keep_alive_every{5};
constexpr std::chrono::seconds longest_silence{30};

/// Both directions, with what has not been cut into frames or not been written yet. For one thread.
class Connection {
public:
    /// `from` and `to` are set to not block.
    Connection(host::Descriptor from, host::Descriptor to);

    int from() const { return from_.get(); }
    int to() const { return to_.get(); }
    /// Bytes that wait to be written: poll `to` for POLLOUT while there are any.
    size_t waiting() const { return out_.size() - written_; }
    Clock::time_point last_heard() const { return heard_; }
    Clock::time_point last_said() const { return said_; }

    /// Puts the frame behind what waits.
    void send(const Frame& frame);
    void send_text(std::string_view bytes);
    /// Writes what can be written now. A failure means that nobody reads any more.
    Result<void> flush();
    /// Reads what has arrived; false at the end of the stream.
    Result<bool> fill();
    /// Ends both directions; nothing else may be called afterwards.
    void close();
    /// The next frame of what was read.
    Result<std::optional<Frame>> next() { return reader_.next(); }
    /// What was read, for whoever looks at it before the first frame.
    FrameReader& reader() { return reader_; }

private:
    host::Descriptor from_;
    host::Descriptor to_;
    FrameReader reader_;
    std::string out_;
    size_t written_ = 0;
    Clock::time_point heard_ = Clock::now();
    Clock::time_point said_ = Clock::now();
};

/// How long poll(2) may wait before something is due at `connection`, in milliseconds.
int until_next_duty(const Connection& connection);

/// Says that this side is here when it was silent for a while; false when the other side was silent too long.
bool keep_alive(Connection& connection);

}  // namespace nagaya::remote
