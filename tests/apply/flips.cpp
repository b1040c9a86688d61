#include "apply/flips.hpp"

namespace nagaya::apply {

Findings explore_flips(const Story& story, const Planted& planted) {
    FakeMachine machine(story.before);
    FakeStorage storage(machine);
    std::vector<World> instants;
    machine.instants = &instants;
    Findings findings;
    findings.outcome = run_story(story, machine, storage, 1, planted);
    findings.end = machine.world;
    // The two longest journals: all is done, and all is committed.
    std::map<size_t, const World*> by_size;
    for (const World& world : instants) {
        if (world.storage.tail.empty()) by_size[world.storage.journal.size()] = &world;
    }
    const World* committed = by_size.rbegin()->second;
    const World* begun = std::next(by_size.rbegin())->second;
    for (const World* world : {begun, committed}) {
        for (size_t at = 0; at < world->storage.journal.size(); at += rarely) {
            World flipped = *world;
            char& byte = flipped.storage.journal[at];
            byte = static_cast<char>(byte ^ (1 << (at / rarely % 8)));
            const std::string wrong = wrong_after_recovery(story, flipped, findings.end, planted);
            ++findings.worlds;
            if (wrong.empty()) continue;
            findings.wrong.push_back(concat("byte ", at, " of ", world->storage.journal.size(), ": ", wrong));
            return findings;
        }
    }
    return findings;
}

}  // namespace nagaya::apply
