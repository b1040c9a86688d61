// Where the generator's files come from: the disk, or a tree in memory. The port belongs to its user; app brings the disk.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::quadlet {

/// Why a path could not be read: "open /etc/x: permission denied".
struct FileTrouble {
    std::string message;
    bool missing = false;  ///< nothing is there; often no trouble at all
};

struct Entry {
    std::string name;
    enum class Kind {
        file,
        directory,
        link,
        other,  ///< a pipe, a device
    } kind = Kind::file;
};

class Files {
public:
    virtual ~Files() = default;
    /// The path without links; all of it must exist.
    virtual std::expected<std::string, FileTrouble> real_path(const std::string& path) = 0;
    /// What a directory holds, sorted by name in byte order.
    virtual std::expected<std::vector<Entry>, FileTrouble> list(const std::string& path) = 0;
    /// `plain`: a directory listed it as a file, not as a link; it may be read with fewer questions.
    virtual std::expected<std::string, FileTrouble> read(const std::string& path, bool plain) = 0;
    /// Does the path, or what it links to, exist?
    virtual bool exists(const std::string& path) = 0;
    virtual bool is_directory(const std::string& path) = 0;
};

/// Files in memory by absolute path; directories are what their paths say. No links.
class MemoryFiles : public Files {
public:
    explicit MemoryFiles(std::map<std::string, std::string> files) : files_(std::move(files)) {}
    std::expected<std::string, FileTrouble> real_path(const std::string& path) override;
    std::expected<std::vector<Entry>, FileTrouble> list(const std::string& path) override;
    std::expected<std::string, FileTrouble> read(const std::string& path, bool plain) override;
    bool exists(const std::string& path) override;
    bool is_directory(const std::string& path) override;

private:
    std::map<std::string, std::string> files_;
};

}  // namespace nagaya::quadlet
