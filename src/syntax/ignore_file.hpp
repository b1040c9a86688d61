// .dockerignore and .containerignore: which files of a directory are no part of an image's context (dockerignore(5)).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::syntax {

class IgnoreFile {
public:
    /// Nothing is ignored.
    IgnoreFile() = default;
    /// One pattern a line: `*`, `?` and `[…]` within a path's parts, `**` over any number of them; `!` takes back what lines before it ignored;
    /// `#` begins a comment. Every text can be read: a `[` that nothing closes stands for itself.
    explicit IgnoreFile(std::string_view text);

    /// Is the file or directory at `path` ("src/a.c", no "/" first) ignored, by itself or with a directory above it? The last line that fits counts.
    bool ignores(std::string_view path) const;
    /// May something below an ignored directory count all the same? Without a `!` it may not.
    bool takes_back() const { return takes_back_; }

private:
    /// What one step of a pattern fits.
    struct Step {
        enum class Kind : uint8_t { byte, any, set, part, all, directories } kind;
        char byte = 0;
        bool negated = false;
        std::string set = {};  ///< pairs of first and last
    };
    struct Pattern {
        bool taken_back = false;
        std::vector<Step> steps;
    };

    static std::vector<Step> read_steps(std::string_view text);
    static bool fits(const std::vector<Step>& steps, std::string_view path);
    static bool is_byte(const Step& step, char byte);

    std::vector<Pattern> patterns_;
    bool takes_back_ = false;
};

}  // namespace nagaya::syntax
