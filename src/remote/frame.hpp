// What goes over the connection between nagaya and its agent on a host: frames of several channels, one after another. Pure.
//
// A frame is: u32 length of what follows (little-endian), u32 channel, u8 type, payload. docs/formats/session.md tells the rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya::remote {

/// Raised when frames or messages change; both sides must have the same.
constexpr uint32_t protocol_version = 1;

/// Longest payload of a frame.
constexpr size_t payload_limit = size_t{256} << 10;

/// What the agent writes before its first frame. A host's login scripts may have written something before.
constexpr std::string_view preamble = "\nnagaya-agent\n";

enum class FrameType : uint8_t {
    hello = 1,   ///< both ways, first: Hello
    site,        ///< to the agent, channel = number of the site: u8 last, then a piece of a packed Site
    ready,       ///< from the agent: that site is in place
    run,         ///< to the agent: Run; the channel is the program's from now on
    output,      ///< from the agent: bytes of standard output
    errors,      ///< from the agent: bytes of standard error
    exit,        ///< from the agent: Exit; the channel is free again
    input,       ///< to the agent: bytes for standard input; an empty one ends it
    taken,       ///< from the agent: u32, how many bytes of input the program has taken
    signal,      ///< to the agent: u8, a signal's number, for the program's process group
    resize,      ///< to the agent: u32 columns, u32 rows of the terminal
    keep_alive,  ///< both ways, now and then: I am still here
    refuse,  ///< from the agent: text; the site or program of this channel is not to be had, or (channel 0) nothing is
    report,  ///< from the agent: a piece of the program's report, before its exit
};

struct Frame {
    uint32_t channel = 0;
    FrameType type = FrameType::keep_alive;
    std::string payload = {};
    bool operator==(const Frame&) const = default;
};

/// The frame as bytes. The payload keeps the limit.
std::string print_frame(const Frame& frame);

/// Cuts a stream of bytes into frames.
class FrameReader {
public:
    void add(std::string_view bytes);
    /// The next frame that has arrived whole; nothing when there is none yet. `malformed` for what is no frame; there is no
    /// way on after that.
    Result<std::optional<Frame>> next();

private:
    std::string buffer_;
    size_t begin_ = 0;
};

}  // namespace nagaya::remote
