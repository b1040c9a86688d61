#include "lsp/messages.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::lsp {
namespace {

/// Content-Length of a header; other fields are read over. Nothing without one.
std::optional<uint64_t> length_of(std::string_view header) {
    constexpr std::string_view field = "content-length:";
    for (const std::string_view line : split(header, '\n')) {
        if (line.size() < field.size()) continue;
        const bool is_length = std::equal(field.begin(), field.end(), line.begin(), [](char wanted, char c) {
            return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
        });
        if (is_length) return parse_number(trim(line.substr(field.size())));
    }
    return std::nullopt;
}

}  // namespace

void MessageReader::feed(std::string_view bytes) {
    if (lost_) return;
    if (begin_ > 0 && begin_ >= bytes_.size() / 2) bytes_.erase(0, std::exchange(begin_, 0));
    bytes_ += bytes;
}

std::optional<MessageReader::Message> MessageReader::next() {
    if (lost_) return std::nullopt;
    const std::string_view left = std::string_view(bytes_).substr(begin_);
    constexpr std::string_view end_of_header = "\r\n\r\n";
    const size_t end = left.substr(0, most_header + end_of_header.size()).find(end_of_header);
    if (end == std::string_view::npos) {
        lost_ = left.size() > most_header;
        return lost_ ? std::optional(Message{.broken = true}) : std::nullopt;
    }
    const auto length = length_of(left.substr(0, end));
    const size_t begin = end + end_of_header.size();
    if (!length) {
        begin_ += begin;
        return Message{.broken = true};
    }
    if (*length > most_bytes) {
        lost_ = true;
        return Message{.broken = true};
    }
    if (left.size() - begin < *length) return std::nullopt;
    auto json = parse_json(left.substr(begin, *length));
    begin_ += begin + *length;
    if (!json) return Message{.broken = true};
    return Message{.json = std::move(*json)};
}

std::string frame(const Json& message) {
    const std::string body = print_json(message, JsonStyle::compact);
    return concat("Content-Length: ", body.size(), "\r\n\r\n", body);
}

Json response(const Json& id, Json result) {
    return JsonObject{{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

Json error_response(const Json& id, int code, std::string_view message) {
    return JsonObject{{"jsonrpc", "2.0"}, {"id", id}, {"error", JsonObject{{"code", code}, {"message", message}}}};
}

Json notification(std::string_view method, Json params) {
    return JsonObject{{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
}

}  // namespace nagaya::lsp
