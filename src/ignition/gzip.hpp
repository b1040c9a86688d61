// gzip (RFC 1952, RFC 1951) in the very bytes that Go's compress/gzip writes at its best level, so that our configs equal
// Butane's. The state is worth keeping: setting it up costs more than compressing a small file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::ignition {

class GzipWriter {
public:
    GzipWriter();
    ~GzipWriter();
    GzipWriter(const GzipWriter&) = delete;
    GzipWriter& operator=(const GzipWriter&) = delete;

    /// `bytes` compressed; the view is good until the next call. At most 1 GiB goes in.
    std::string_view compress(std::string_view bytes);

private:
    class Matcher;
    std::unique_ptr<Matcher> matcher_;
    std::string out_;
};

/// A lower bound of what compress() gives for any input.
inline constexpr size_t smallest_gzip = 24;

}  // namespace nagaya::ignition
