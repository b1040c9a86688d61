// Mistakes planted in the engine: each must make a wrong world, or the crash test would not see it in the engine either.
#include <cstdio>

#include "apply/flips.hpp"
#include "apply/known_sites.hpp"
#include "apply/planted.hpp"

namespace nagaya::apply {
namespace {

/// A service with data leaves, and its data with it.
const Story& purging_story() {
    static const Story story(settled(1), known_sites()[0], {.purge = true, .only = {}});
    return story;
}

Findings look_for(const Planted& planted, Mistake::Shows where, size_t deeper = 1) {
    using enum Mistake::Shows;
    if (where == in_flipped_bytes) return explore_flips(tiny_story(), planted);
    if (where == when_data_is_purged)
        return explore(purging_story(), {.deeper = deeper, .last = 20, .planted = planted});
    return explore(tiny_story(), {.deeper = 3, .planted = planted});
}

TEST(Mutation, NoneIsSeenWhereNoneIs) {
    if (rarely > 1) GTEST_SKIP() << "this asks for all worlds";
    using enum Mistake::Shows;
    for (const auto where : {in_a_tiny_story, when_data_is_purged, in_flipped_bytes}) {
        EXPECT_EQ(join(look_for({}, where, 7).wrong, "\n"), "");
    }
}

TEST(Mutation, EachIsCaught) {
    if (rarely > 1) GTEST_SKIP() << "this asks for all worlds";
    for (const Mistake& mistake : mistakes()) {
        const Findings findings = look_for(mistake.planted, mistake.shows);
        EXPECT_FALSE(findings.wrong.empty()) << mistake.name;
        if (!findings.wrong.empty()) {
            const std::string& first = findings.wrong.front();
            std::printf("%-55s caught in world %zu: %s\n", mistake.name.c_str(), findings.worlds,
                        first.substr(0, first.find('\n')).c_str());
        }
    }
}

}  // namespace
}  // namespace nagaya::apply
