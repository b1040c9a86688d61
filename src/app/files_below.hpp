// The files directory of a Butane file, through the door of host.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "butane/local_files.hpp"
#include "host/files_directory.hpp"

namespace nagaya::app {

/// The files directory through the door of host.
class FilesBelow : public butane::LocalFiles {
public:
    explicit FilesBelow(std::string directory) : directory_(directory), files_(std::move(directory)) {}

    std::string_view directory() const override { return directory_; }
    std::string_view absolute() const override { return files_.absolute(); }

    std::expected<std::string, butane::FileProblem> read(const std::string& path) const override {
        auto bytes = files_.read(path);
        if (!bytes) return std::unexpected(translated(bytes.error()));
        return std::move(*bytes);
    }
    std::expected<butane::FileKind, butane::FileProblem> kind(const std::string& path, bool follow) const override {
        auto found = files_.kind(path, follow);
        if (!found) return std::unexpected(translated(found.error()));
        return translated(*found);
    }
    std::expected<std::vector<butane::FileEntry>, butane::FileProblem> list(const std::string& path) const override {
        auto entries = files_.list(path);
        if (!entries) return std::unexpected(translated(entries.error()));
        std::vector<butane::FileEntry> out;
        out.reserve(entries->size());
        for (auto& entry : *entries)
            out.push_back(
                {.name = std::move(entry.name), .kind = translated(entry.kind), .executable = entry.executable});
        return out;
    }
    std::expected<std::string, butane::FileProblem> link_target(const std::string& path) const override {
        auto target = files_.link_target(path);
        if (!target) return std::unexpected(translated(target.error()));
        return std::move(*target);
    }

private:
    static butane::FileProblem translated(const host::FilesDirectory::Problem& problem) {
        return {.operation = problem.operation, .reason = problem.reason};
    }
    static butane::FileKind translated(host::FilesDirectory::Kind kind) {
        switch (kind) {
            case host::FilesDirectory::Kind::regular: return butane::FileKind::regular;
            case host::FilesDirectory::Kind::directory: return butane::FileKind::directory;
            case host::FilesDirectory::Kind::symlink: return butane::FileKind::symlink;
            case host::FilesDirectory::Kind::other: break;
        }
        return butane::FileKind::other;
    }

    std::string directory_;
    host::FilesDirectory files_;
};

}  // namespace nagaya::app
