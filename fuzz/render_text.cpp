// Any text with any places marked in it: rendering ends, marks something, and prints nothing that steers a terminal.
#include <algorithm>
#include <cstdint>

#include "base/check.hpp"
#include "base/diagnostic.hpp"
#include "base/text.hpp"

using namespace nagaya;

namespace {

// The first bytes say where; the rest is the file.
Span take_span(std::string_view& bytes, FileId file, size_t size) {
    const auto take = [&] {
        const auto byte = bytes.empty() ? uint8_t{0} : static_cast<uint8_t>(bytes.front());
        bytes.remove_prefix(bytes.empty() ? 0 : 1);
        return byte;
    };
    const auto begin = std::min<size_t>(size, take() * 3u);
    const auto end = std::min<size_t>(size, begin + take());
    return {.file = file, .begin = static_cast<uint32_t>(begin), .end = static_cast<uint32_t>(end)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view places(reinterpret_cast<const char*>(data), std::min<size_t>(size, 8));
    const std::string text(data + places.size(), data + size);
    Sources sources;
    const FileId file = sources.add("a.toml", text);
    Report report;
    const Span at = take_span(places, file, text.size());
    const Span label = take_span(places, file, text.size());
    report.add({.code = "x",
                .message = text.substr(0, 40),
                .at = at,
                .labels = {{.at = label, .message = "here"}},
                .help = text,
                .fixes = {{.at = label, .replacement = "y"}}});
    const std::string out = render_text(sources, report, {});
    CHECK(is_text(out) && out.contains('^') && out.contains('-'));
    CHECK(std::ranges::none_of(out, [](char c) { return c != '\n' && static_cast<unsigned char>(c) < 0x20; }));
    CHECK(!render_json(sources, report).empty());
    return 0;
}
