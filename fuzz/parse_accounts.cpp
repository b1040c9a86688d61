// passwd, group and subid texts: whatever stands in them, the readers end, and what they give is in range.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "host/account_files.hpp"
#include "host/subids.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nagaya::host;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const PasswdEntry& entry : parse_passwd(text)) CHECK(!entry.name.empty());
    for (const GroupEntry& entry : parse_group(text)) CHECK(!entry.name.empty());
    for (const SubidRange& range : parse_subids(text))
        CHECK(range.count > 0 && range.start + (range.count - 1) >= range.start);
    // Writing an account's range gives exactly that range back, once, and doing it again changes nothing.
    const SubidRange wanted{.owner = "web", .start = 100000, .count = 65536};
    const std::string once = with_subids(text, {wanted});
    CHECK(with_subids(once, {wanted}) == once);
    size_t found = 0;
    for (const SubidRange& range : parse_subids(once)) found += range.owner == "web" ? 1 : 0;
    CHECK(found == 1);
    return 0;
}
