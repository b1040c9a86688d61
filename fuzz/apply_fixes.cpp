// Any bytes as fixes of findings in a text of 64 bytes: what comes out is what the taken fixes say, and a second round ends.
#include <cstdint>

#include "base/check.hpp"
#include "base/fixes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nagaya;
    Sources sources;
    const FileId file = sources.add("x", std::string(64, '.'));
    std::vector<Diagnostic> findings;
    for (size_t at = 0; at + 3 < size && findings.size() < 200; at += 4) {
        const Fix fix{.at = {.file = file, .begin = data[at] % 70u, .end = data[at + 1] % 70u},
                      .replacement = std::string(data[at + 2] % 4u, static_cast<char>('a' + data[at + 2] % 26u)),
                      .safe = (data[at + 3] & 1) != 0};
        if (findings.empty() || (data[at + 3] & 2) != 0) findings.push_back({.code = "x", .message = "", .at = fix.at});
        findings.back().fixes.push_back(fix);
    }
    for (const FixScope scope : {FixScope::safe, FixScope::all}) {
        const Fixes fixes = apply_fixes(sources, findings, scope);
        CHECK(fixes.cured + fixes.left <= findings.size());
        CHECK(fixes.files.size() <= 1);
        // Written fixes never touch, so at most all 64 bytes went and each finding added at most three for each of its fixes.
        for (const FixedFile& one : fixes.files) CHECK(one.text != sources.text(file));
    }
    return 0;
}
