// The disk as the Quadlet generator reads it.
#pragma once

#include "quadlet/files.hpp"

namespace nagaya::app {

/// An errno in Go's words: "permission denied".
std::string go_error(int error);

/// Errors are worded as Go words them: "open /x: no such file or directory".
class DiskFiles : public quadlet::Files {
public:
    std::expected<std::string, quadlet::FileTrouble> real_path(const std::string& path) override;
    std::expected<std::vector<quadlet::Entry>, quadlet::FileTrouble> list(const std::string& path) override;
    std::expected<std::string, quadlet::FileTrouble> read(const std::string& path, bool plain) override;
    bool exists(const std::string& path) override;
    bool is_directory(const std::string& path) override;
};

}  // namespace nagaya::app
