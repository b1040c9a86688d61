// `data:` URLs (RFC 2397): how a config carries a file's bytes in itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ignition/config.hpp"

namespace nagaya::ignition {

enum class Compress { never, when_smaller };

/// The bytes as a resource: percent-encoded, as base64, or (Compress::when_smaller) gzip as base64, whichever is shortest,
/// with `compression` "gzip" or "", the same choice and the same bytes as Butane's.
Resource data_resource(std::string_view bytes, Compress compress = Compress::when_smaller);

/// Only the URL, never compressed: for content whose compression the user has settled.
std::string plain_data_url(std::string_view bytes);

/// The bytes with all but RFC 2396's unreserved characters as %XX.
std::string escape_data(std::string_view bytes);

/// The bytes that a `data:` URL carries. The message of a failure is the one that Ignition gives.
Result<std::string> decode_data_url(std::string_view url);

/// What is wrong with a `data:` URL, in Ignition's words, or nothing.
std::optional<std::string> check_data_url(std::string_view url);

/// The bytes of standard base64 with padding; line breaks are skipped. `position` is where it breaks off if it is not that.
struct Base64Decoded {
    std::string bytes;
    std::optional<size_t> position;
};
Base64Decoded decode_base64(std::string_view text);

/// Standard base64 with padding.
void append_base64(std::string& out, std::string_view bytes);

}  // namespace nagaya::ignition
