// Any bytes as a plain unit and as a Quadlet file: every place is right, and what was read without findings prints and
// reads back the same.
#include <cstdint>

#include "base/text.hpp"
#include "syntax/unit_file.hpp"
#include "well_formed.hpp"

namespace {

using namespace nagaya;
using namespace nagaya::syntax;

std::string printed(const UnitFile& unit) {
    std::string out;
    for (const UnitSection& section : unit.sections) {
        out += concat('[', section.name, "]\n");
        for (const UnitEntry& entry : section.entries) out += concat(entry.key, '=', entry.value, '\n');
    }
    return out;
}

void check_places(const Sources& sources, const UnitFile& unit) {
    for (const UnitSection& section : unit.sections) {
        CHECK(sources.text(section.at) == section.name);
        for (const UnitEntry& entry : section.entries) {
            // A key may go on in the next line, too.
            const std::string_view written = sources.text(entry.key_at);
            CHECK((written == entry.key || written.contains('\n')) && !entry.key.empty());
            fuzz::check_span(sources, entry.value_at);
            CHECK((entry.value_at.begin == entry.value_at.end) == entry.value.empty());
            CHECK(trim(entry.value) == entry.value && !entry.value.contains('\n'));
            CHECK(find_last(unit, section.name, entry.key) != nullptr);
            (void)unit_words(entry.value);
        }
    }
    if (unit.no_start) CHECK(sources.text(unit.no_start_at).ends_with("NOSTART"));
}

void read_as(const char* path, const std::string& text) {
    Sources sources;
    Report report;
    const UnitFile unit = parse_unit_file(sources, sources.add(path, text), report);
    fuzz::check_report(sources, report);
    // Finding each entry again is quadratic.
    if (text.size() < 4096) check_places(sources, unit);
    if (report.errors() + report.warnings() > 0) return;
    const std::string once = printed(unit);
    const UnitFile again = parse_unit_file(sources, sources.add(path, once), report);
    CHECK(report.errors() + report.warnings() == 0);
    CHECK(printed(again) == once);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(data, data + size);
    read_as("x.service", text);
    read_as("x.container", text);
    return 0;
}
