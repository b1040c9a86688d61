// Files that stand in memory.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "compose/files.hpp"

namespace nagaya::compose {

class MemoryFiles : public Files {
public:
    MemoryFiles(Sources& sources, std::map<std::string, std::string, std::less<>> texts)
        : sources_(sources), texts_(std::move(texts)) {}

    Read read(std::string_view path) override {
        const auto found = texts_.find(path);
        if (found == texts_.end()) return {.file = {}, .error = "No such file or directory", .missing = true};
        return {.file = sources_.add(found->first, found->second), .error = "", .missing = false};
    }
    bool is_file(std::string_view path) override { return texts_.contains(path); }

private:
    Sources& sources_;
    std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace nagaya::compose
