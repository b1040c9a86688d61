// Sources and findings in few words, for the tests of Report and its renderers.
#pragma once

#include <string>
#include <utility>

#include "base/check.hpp"
#include "base/diagnostic.hpp"

namespace nagaya::findings {

/// A place in `text`, marked there by «…»; the marks are taken out before the text is kept.
struct Marked {
    FileId file;
    std::vector<Span> spans;
};

inline Marked add_marked(Sources& sources, std::string path, std::string_view text) {
    const std::string_view open = "«";
    const std::string_view close = "»";
    std::string plain;
    std::vector<std::pair<size_t, size_t>> ranges;
    for (size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with(open)) {
            ranges.emplace_back(plain.size(), plain.size());
            at += open.size();
        } else if (text.substr(at).starts_with(close)) {
            ranges.back().second = plain.size();
            at += close.size();
        } else {
            plain += text[at++];
        }
    }
    Marked marked{.file = sources.add(std::move(path), std::move(plain)), .spans = {}};
    for (const auto& [begin, end] : ranges) {
        marked.spans.push_back(
            Span{.file = marked.file, .begin = static_cast<uint32_t>(begin), .end = static_cast<uint32_t>(end)});
    }
    CHECK(!marked.spans.empty());
    return marked;
}

}  // namespace nagaya::findings
