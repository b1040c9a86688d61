// Any bytes as JSON: what is read prints and reads back the same, in both styles.
#include "base/json.hpp"

#include <cstdint>

#include "base/check.hpp"

using namespace nagaya;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto parsed = parse_json(std::string(data, data + size));
    if (!parsed) {
        CHECK(parsed.error().kind == ErrorKind::malformed && !parsed.error().message.empty());
        return 0;
    }
    for (const JsonStyle style : {JsonStyle::compact, JsonStyle::indented}) {
        const auto again = parse_json(print_json(*parsed, style));
        CHECK(again.has_value() && *again == *parsed);
    }
    return 0;
}
