// A generation's document, and so every kind of resource: whatever stands in the file, reading it ends, and what is read is
// written as it was read.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "state/generation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto read = nagaya::state::parse_generation({reinterpret_cast<const char*>(data), size});
    if (!read) return 0;
    const std::string text = nagaya::state::print_generation(*read);
    const auto again = nagaya::state::parse_generation(text);
    CHECK(again && nagaya::state::print_generation(*again) == text && again->deployed == read->deployed);
    for (const std::string& digest : nagaya::state::contents_of(*read)) CHECK(digest.size() == 64);
    return 0;
}
