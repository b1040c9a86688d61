// Any bytes as an env file: every place is right, and what was read without findings prints and reads back the same.
#include <cstdint>

#include "base/text.hpp"
#include "syntax/env_file.hpp"
#include "well_formed.hpp"

namespace {

using namespace nagaya;
using namespace nagaya::syntax;

std::string printed(const std::vector<EnvEntry>& entries) {
    std::string out;
    for (const EnvEntry& entry : entries) out += concat(entry.name, '=', entry.value, "\r\n");
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Sources sources;
    Report report;
    const FileId file = sources.add("file.env", std::string(data, data + size));
    const std::vector<EnvEntry> entries = parse_env_file(sources, file, report);
    fuzz::check_report(sources, report);
    for (const EnvEntry& entry : entries) {
        CHECK(sources.text(entry.name_at) == entry.name && !entry.name.empty());
        CHECK(sources.text(entry.value_at) == entry.value && !entry.value.contains('\n'));
    }
    if (report.has_errors()) return 0;
    const std::string once = printed(entries);
    const std::vector<EnvEntry> again = parse_env_file(sources, sources.add("again.env", once), report);
    // Every line break became two bytes, so a file at the limit may now be over it.
    CHECK(!report.has_errors() || once.size() > size);
    CHECK(report.has_errors() || printed(again) == once);
    return 0;
}
