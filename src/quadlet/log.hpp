// What the generator says, line by line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nagaya::quadlet {

/// One line, without the prefix "quadlet-generator[PID]: ".
struct Remark {
    enum class Kind { debug, warning, error } kind;
    std::string text;
    bool bare = false;  ///< written to standard error as it is: no prefix, and no line's end of its own
};

struct Log {
    std::vector<Remark> remarks;

    void debug(std::string text) { remarks.push_back({Remark::Kind::debug, std::move(text)}); }
    void warn(std::string text) { remarks.push_back({Remark::Kind::warning, std::move(text)}); }
    void warn_bare(std::string text) { remarks.push_back({Remark::Kind::warning, std::move(text), true}); }
    void error(std::string text) { remarks.push_back({Remark::Kind::error, std::move(text)}); }
};

/// Text as Go's %q writes it.
std::string quoted(std::string_view text);

}  // namespace nagaya::quadlet
