// One resource as JSON: reading it ends, no content comes out of it, and what is read is written as it was read.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "state/resource_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nagaya;
    const auto json = parse_json({reinterpret_cast<const char*>(data), size});
    if (!json) return 0;
    const auto read = state::resource_from_json(*json);
    if (!read) return 0;
    const Json written = state::resource_to_json(read->first, read->second);
    const auto again = state::resource_from_json(written);
    CHECK(again && again->first == read->first);
    CHECK(state::resource_to_json(again->first, again->second) == written);
    return 0;
}
