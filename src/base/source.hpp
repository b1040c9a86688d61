// The user's files in memory, and places in them.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nagaya {

/// Names a file of one `Sources`.
enum class FileId : uint32_t {};

/// A half-open range of bytes in a file. Lines and columns exist only when printing.
struct Span {
    FileId file{};
    uint32_t begin = 0;
    uint32_t end = 0;

    bool operator==(const Span&) const = default;
    auto operator<=>(const Span&) const = default;
};

/// A value that knows where it was written. A default that nobody wrote has the span of what it belongs to.
template <class T>
struct Located {
    T value{};
    Span at{};

    bool operator==(const Located&) const = default;
};

/// Line and column, both from 1; the column counts code points, as editors and SARIF do.
struct Position {
    uint32_t line = 1;
    uint32_t column = 1;
};

/// Every file that was read, by id. Ids are handed out in order of `add`; text never moves, so views into it stay valid as
/// long as the Sources live.
class Sources {
public:
    /// Keeps `text` under `path` (relative to the site, as shown to the user).
    /// A file that is added again as it was keeps its id, so that two readings of a site find the same mistake once.
    FileId add(std::string path, std::string text);
    /// From now on, paths that begin with `from` are kept with `to` in its place.
    void rename_below(std::string from, std::string to);

    std::string_view path(FileId file) const;
    std::string_view text(FileId file) const;
    /// The bytes of `span`.
    std::string_view text(Span span) const;
    /// Where the byte `offset` stands; an offset past the end is the end.
    Position position(FileId file, uint32_t offset) const;
    /// The line that holds `offset`, without its line break.
    std::string_view line_at(FileId file, uint32_t offset) const;
    size_t size() const { return files_.size(); }

private:
    struct File {
        std::string path;
        std::string text;
        mutable std::vector<uint32_t> line_starts;  // filled at the first question
    };
    const File& file(FileId id) const;
    static void index_lines(const File& file);

    std::deque<File> files_;
    std::string renamed_from_;
    std::string renamed_to_;
    std::unordered_map<std::string_view, FileId> by_path_;  // views of the paths in files_, which do not move
};

}  // namespace nagaya
