#include "base/source.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.hpp"
#include "base/utf8.hpp"

namespace nagaya {

FileId Sources::add(std::string path, std::string text) {
    // Spans are 32 bits; whoever reads files refuses them long before this.
    CHECK(text.size() < std::numeric_limits<uint32_t>::max());
    CHECK(files_.size() < std::numeric_limits<uint32_t>::max());
    if (!renamed_from_.empty() && path.starts_with(renamed_from_)) path.replace(0, renamed_from_.size(), renamed_to_);
    const auto known = by_path_.find(path);
    if (known != by_path_.end() && file(known->second).text == text) return known->second;
    const FileId id{static_cast<uint32_t>(files_.size())};
    const File& added = files_.emplace_back(File{.path = std::move(path), .text = std::move(text), .line_starts = {}});
    by_path_.insert_or_assign(added.path, id);
    return id;
}

void Sources::rename_below(std::string from, std::string to) {
    renamed_from_ = std::move(from);
    renamed_to_ = std::move(to);
}

const Sources::File& Sources::file(FileId id) const {
    const auto index = static_cast<size_t>(id);
    CHECK(index < files_.size());
    return files_[index];
}

std::string_view Sources::path(FileId id) const { return file(id).path; }

std::string_view Sources::text(FileId id) const { return file(id).text; }

std::string_view Sources::text(Span span) const {
    const std::string_view all = file(span.file).text;
    CHECK(span.begin <= span.end && span.end <= all.size());
    return all.substr(span.begin, span.end - span.begin);
}

void Sources::index_lines(const File& file) {
    if (!file.line_starts.empty()) return;
    file.line_starts.push_back(0);
    for (uint32_t i = 0; i < file.text.size(); ++i) {
        if (file.text[i] == '\n') file.line_starts.push_back(i + 1);
    }
}

Position Sources::position(FileId id, uint32_t offset) const {
    const File& in = file(id);
    index_lines(in);
    offset = std::min(offset, static_cast<uint32_t>(in.text.size()));
    const auto after = std::upper_bound(in.line_starts.begin(), in.line_starts.end(), offset);
    const uint32_t start = *std::prev(after);
    const std::string_view before = std::string_view(in.text).substr(start, offset - start);
    return {.line = static_cast<uint32_t>(after - in.line_starts.begin()),
            .column = static_cast<uint32_t>(count_code_points(before)) + 1};
}

std::string_view Sources::line_at(FileId id, uint32_t offset) const {
    const File& in = file(id);
    index_lines(in);
    offset = std::min(offset, static_cast<uint32_t>(in.text.size()));
    const uint32_t start = *std::prev(std::upper_bound(in.line_starts.begin(), in.line_starts.end(), offset));
    const std::string_view rest = std::string_view(in.text).substr(start);
    std::string_view line = rest.substr(0, rest.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace nagaya
