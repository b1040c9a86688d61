// The record of what is deployed: whatever stands in the file, reading it ends, and what is read is written as it was read.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "state/deployed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto read = nagaya::state::parse_deployed({reinterpret_cast<const char*>(data), size});
    if (!read) return 0;
    const auto again = nagaya::state::parse_deployed(nagaya::state::print_deployed(*read));
    CHECK(again && *again == *read);
    return 0;
}
