// Any bytes as an Ignition config: what is read and printed is read again as the same.
#include <cstdint>

#include "base/check.hpp"
#include "ignition/deployable.hpp"
#include "ignition/merge.hpp"
#include "ignition/print.hpp"
#include "ignition/read.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nagaya::ignition;
    const std::string text(data, data + size);
    ConfigRead read = read_config(text, experimental);
    if (!read.error.empty()) return 0;
    for (const UnknownKey& unknown : read.unknown) print_path(unknown.in);
    const std::string printed = print(read.config, Layout::pretty);
    ConfigRead again = read_config(printed, experimental);
    CHECK(again.error.empty() && print(again.config, Layout::pretty) == printed);
    Findings findings;
    validate(read.config, experimental, findings);
    find_duplicates(read.config, findings);
    find_undeployable(read.config, findings);
    lowest_version(read.config);
    merge(read.config, again.config);
    return 0;
}
