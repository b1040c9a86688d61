#include "syntax/readable.hpp"

#include <algorithm>
#include <cstdint>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace nagaya::syntax {
namespace {

// The first byte that is NUL or no UTF-8; the size if there is none.
size_t find_unreadable(std::string_view text) {
    const size_t nul = std::min(text.find('\0'), text.size());
    for (size_t at = count_ascii(text); at < nul; at += count_ascii(text, at)) {
        const CodePoint point = decode_utf8(text.substr(at));
        if (!point.valid) return at;
        at += point.length;
    }
    return nul;
}

}  // namespace

std::optional<std::string_view> readable_text(const Sources& sources, FileId file, std::string_view code,
                                              Report& report) {
    const std::string_view text = sources.text(file);
    if (text.size() > max_file_bytes) {
        report.add({.code = code,
                    .message = concat("the file has ", text.size(), " bytes, more than the limit of ", max_file_bytes),
                    .at = {.file = file, .begin = 0, .end = 0}});
        return std::nullopt;
    }
    const size_t bad = find_unreadable(text);
    if (bad == text.size()) return text;
    const uint32_t at = static_cast<uint32_t>(bad);
    const bool nul = text[bad] == '\0';
    report.add({.code = code,
                .message = nul ? "the file has a NUL byte" : "the file is not UTF-8",
                .at = {.file = file, .begin = at, .end = at + 1},
                .help = nul ? "is this a binary file?" : "save it as UTF-8"});
    return std::nullopt;
}

}  // namespace nagaya::syntax
