// Any bytes as a Containerfile: every place is right, and instructions follow one another.
#include <cstdint>

#include "base/text.hpp"
#include "syntax/containerfile.hpp"
#include "well_formed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nagaya;
    Sources sources;
    Report report;
    const FileId file = sources.add("Containerfile", std::string(data, data + size));
    const std::vector<syntax::Instruction> made = syntax::parse_containerfile(sources, file, report);
    fuzz::check_report(sources, report);
    uint32_t last = 0;
    for (const syntax::Instruction& instruction : made) {
        fuzz::check_span(sources, instruction.at);
        CHECK(instruction.at.begin >= last && instruction.at.begin < instruction.at.end);
        last = instruction.at.end;
        CHECK(!instruction.name.empty());
        for (const std::string& word : instruction.words) CHECK(!word.empty() && split_words(word).size() == 1);
    }
    for (const std::string& image : syntax::base_images(made)) CHECK(!image.empty());
    return 0;
}
