// Any bytes: the placeholders are those that a slow reading of the rule finds, and substitution touches nothing else.
#include <cstdint>

#include "base/check.hpp"
#include "base/text.hpp"
#include "syntax/placeholder.hpp"

namespace {

using namespace nagaya;
using namespace nagaya::syntax;

// The name of a placeholder that begins at `text`, or "".
std::string_view name_at(std::string_view text) {
    if (!text.starts_with("@@")) return {};
    const std::string_view rest = text.substr(2);
    const size_t length = std::min(rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), rest.size());
    const bool is_name = length >= 1 && length <= 64 && rest[0] >= 'A' && rest[0] <= 'Z';
    return is_name && rest.substr(length).starts_with("@@") ? rest.substr(0, length) : std::string_view();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(data, data + size);
    const std::vector<Placeholder> found = find_placeholders(text);
    size_t next = 0;
    std::string expected;
    for (size_t at = 0; at < text.size();) {
        const std::string_view name = name_at(std::string_view(text).substr(at));
        if (name.empty()) {
            expected += text[at++];
            continue;
        }
        CHECK(next < found.size() && found[next].begin == at && found[next].name == name);
        at += name.size() + 4;
        CHECK(found[next++].end == at);
        expected += concat('<', name, '>');
    }
    CHECK(next == found.size());
    CHECK(substitute(text, [](const Placeholder& one) { return concat('<', one.name, '>'); }) == expected);
    CHECK(substitute(text, [](const Placeholder&) { return std::nullopt; }) == text);
    return 0;
}
