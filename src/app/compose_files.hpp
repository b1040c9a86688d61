// The files of a Compose project on this machine.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "compose/files.hpp"

namespace nagaya::app {

/// Reads with the user's rights. Files are shown relative to the directory it was started in, as the user named them.
class ComposeFiles : public compose::Files {
public:
    explicit ComposeFiles(Sources& sources);
    Read read(std::string_view path) override;
    bool is_file(std::string_view path) override;
    /// `path` as the user sees it.
    std::string shown(std::string_view path) const override;
    /// Every file that was asked for.
    std::set<std::string> read_paths() const;

private:
    Sources& sources_;
    std::string here_;
    std::map<std::string, Read, std::less<>> known_;
};

}  // namespace nagaya::app
