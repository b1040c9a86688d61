#include "base/text.hpp"
#include "lsp/answers.hpp"
#include "lsp/documents.hpp"

namespace nagaya::lsp {
namespace {

constexpr int kind_namespace = 3;
constexpr size_t most_symbols = 1000;

struct Header {
    std::string name;
    size_t begin = 0;
    size_t end = 0;  // of its line
};

/// "[Container]", "[[port]]"; an open array of TOML is none.
std::vector<Header> headers_of(std::string_view text) {
    std::vector<Header> headers;
    size_t begin = 0;
    for (const std::string_view whole : split(text, '\n')) {
        const std::string_view line = trim(whole);
        if (line.starts_with('[') && line.contains(']') && !line.contains('"') && !line.contains(',')) {
            const std::string_view name = line.substr(line.starts_with("[[") ? 2 : 1);
            headers.push_back({.name = std::string(trim(name.substr(0, name.find(']')))),
                               .begin = begin,
                               .end = begin + whole.size() - (whole.ends_with('\r') ? 1 : 0)});
            if (headers.back().name.empty() || headers.size() > most_symbols) headers.pop_back();
        }
        begin += whole.size() + 1;
    }
    return headers;
}

}  // namespace

JsonArray outline(FileType type, const Lines& lines, std::string_view text) {
    JsonArray symbols;
    if (type != FileType::toml && type != FileType::unit) return symbols;
    const std::vector<Header> headers = headers_of(text);
    for (size_t i = 0; i < headers.size(); ++i) {
        const size_t end = i + 1 < headers.size() ? headers[i + 1].begin : text.size();
        symbols.push_back(JsonObject{{"name", headers[i].name},
                                     {"kind", kind_namespace},
                                     {"range", lines.range(headers[i].begin, end)},
                                     {"selectionRange", lines.range(headers[i].begin, headers[i].end)}});
    }
    return symbols;
}

}  // namespace nagaya::lsp
