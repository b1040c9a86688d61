// The journal of an apply: whatever stands in the file, reading it ends, and what it says fits the plan it holds.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "apply/frame.hpp"
#include "apply/journal.hpp"
#include "base/check.hpp"

namespace {

void read(std::string_view bytes) {
    size_t sound = 0;
    const auto journal = nagaya::apply::read_journal(bytes, sound);
    CHECK(sound <= bytes.size());
    if (!journal || !*journal) return;
    const auto fits = [&](uint32_t step) { return step < (*journal)->plan.steps.size(); };
    CHECK(std::ranges::all_of((*journal)->begun, fits) && std::ranges::all_of((*journal)->after_commit, fits));
    CHECK(!(*journal)->committed || *(*journal)->committed == (*journal)->generation);
    size_t sound_again = 0;
    CHECK(nagaya::apply::read_journal(bytes.substr(0, sound), sound_again).has_value() && sound_again == sound);
}

/// Frames with right checksums, which nobody finds by chance: pieces between NUL bytes, each a kind and a payload.
std::string sealed(std::string_view bytes) {
    std::string journal;
    std::string binding;
    while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, bytes.find("\0\n", 0, 2));
        bytes.remove_prefix(std::min(bytes.size(), piece.size() + 2));
        if (piece.empty()) continue;
        journal += nagaya::apply::make_frame(static_cast<uint8_t>(piece[0] & 7), piece.substr(1), binding);
        if (binding.empty()) binding = nagaya::apply::read_frame(journal, "")->checksum;
    }
    return journal;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read(bytes);
    read(sealed(bytes));
    return 0;
}
