// The file that apply's journal is written to: appended to, synced, cut.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

/// One journal, for one thread at a time.
class JournalFile {
public:
    explicit JournalFile(std::string path) : path_(std::move(path)) {}

    /// Its bytes; "" when it is not there.
    Result<std::string> read() const;
    /// Makes the file if need be. What could not be written whole is taken off again.
    Result<void> append(std::string_view bytes);
    /// The first `size` bytes stay; 0 removes the file. Durable.
    Result<void> cut(size_t size);
    /// For fdatasync(2) beside further appends; -1 when nothing was appended. Open until `cut` to 0.
    int descriptor() const { return file_.get(); }

private:
    Result<void> open();

    std::string path_;
    Descriptor file_;
    uint64_t size_ = 0;  ///< of what was written whole
    bool torn_ = false;  ///< something half written stands behind it
};

}  // namespace nagaya::host
