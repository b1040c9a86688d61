#include "lsp/messages.hpp"

#include <algorithm>

#include "base/foreign_json.hpp"
#include "base/text.hpp"

namespace nagaya::lsp {
namespace {

constexpr std::string_view field = "content-length:";
constexpr std::string_view end_of_header = "\r\n\r\n";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Where the field's name stands from `from` on, in any case.
size_t find_field(std::string_view text, size_t from) {
    const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), field.begin(),
                                   field.end(), [](char c, char wanted) { return lower(c) == wanted; });
    return found == text.end() ? std::string_view::npos : static_cast<size_t>(found - text.begin());
}

/// Content-Length of a header; other fields are read over. Nothing without one.
std::optional<uint64_t> length_of(std::string_view header) {
    for (const std::string_view line : split(header, '\n'))
        if (find_field(line.substr(0, field.size()), 0) == 0) return parse_number(trim(line.substr(field.size())));
    return std::nullopt;
}

}  // namespace

void MessageReader::feed(std::string_view bytes) {
    if (lost_) return;
    if (begin_ > 0 && begin_ >= bytes_.size() / 2) bytes_.erase(0, std::exchange(begin_, 0));
    bytes_ += bytes;
}

/// Drops what cannot begin a header; false when there is nothing that can.
bool MessageReader::find_header() {
    const std::string_view left = std::string_view(bytes_).substr(begin_);
    const size_t at = find_field(left, 0);
    begin_ += at == std::string_view::npos ? left.size() - std::min(left.size(), field.size() - 1) : at;
    return at != std::string_view::npos;
}

std::optional<MessageReader::Message> MessageReader::next() {
    while (!lost_) {
        if (skipping_ && !find_header()) return std::nullopt;
        const std::string_view left = std::string_view(bytes_).substr(begin_);
        const size_t end = left.substr(0, most_header + end_of_header.size()).find(end_of_header);
        if (end == std::string_view::npos && left.size() <= most_header) return std::nullopt;
        const auto length = end == std::string_view::npos ? std::nullopt : length_of(left.substr(0, end));
        if (length && *length <= most_bytes) {
            const size_t begin = end + end_of_header.size();
            if (left.size() - begin < *length) return std::nullopt;
            auto json = parse_foreign_json(left.substr(begin, *length));
            begin_ += begin + *length;
            skipping_ = false;
            return json ? Message{.json = std::move(*json)} : Message{.broken = true};
        }
        lost_ = length.has_value() || (!skipping_ && end == std::string_view::npos);
        const bool is_new = !std::exchange(skipping_, true);
        // A header that says nothing of use has been read; of what was skipped only its first byte.
        begin_ += is_new && !lost_ ? end + end_of_header.size() : 1;
        if (is_new || lost_) return Message{.broken = true};
    }
    return std::nullopt;
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
