// The base protocol of the Language Server Protocol 3.17: JSON-RPC 2.0 messages behind HTTP-like headers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.hpp"

namespace nagaya::lsp {

/// Cuts a stream of bytes into messages. What is no message is skipped to the next header that is one, and told once.
class MessageReader {
public:
    /// The next bytes of the stream.
    void feed(std::string_view bytes);

    struct Message {
        bool broken = false;  ///< no JSON, or a header that says nothing: answer with `parse_error`
        Json json = {};
    };
    /// The next whole message, or nothing until more bytes come.
    std::optional<Message> next();
    /// A length above `most_bytes` was announced, or a header without an end: there is no way to find the next message.
    bool lost() const { return lost_; }

    static constexpr size_t most_bytes = size_t{64} << 20;
    static constexpr size_t most_header = 4096;

private:
    bool find_header();

    std::string bytes_;
    size_t begin_ = 0;       // of what was not read yet
    bool skipping_ = false;  // to the next header that is one
    bool lost_ = false;
};

/// The message with its header.
std::string frame(const Json& message);

// JSON-RPC's codes, and LSP's.
inline constexpr int parse_error = -32700;
inline constexpr int invalid_request = -32600;
inline constexpr int method_not_found = -32601;
inline constexpr int invalid_params = -32602;
inline constexpr int request_cancelled = -32800;
inline constexpr int server_not_initialized = -32002;

Json response(const Json& id, Json result);
Json error_response(const Json& id, int code, std::string_view message);
Json notification(std::string_view method, Json params);

}  // namespace nagaya::lsp
