#include "apply/journal.hpp"

#include "apply/frame.hpp"
#include "apply/notebook.hpp"

namespace nagaya::apply {
namespace {

class JournalTest : public testing::Test {
protected:
    JournalTest() {
        deployed_.entries[file_id("/0")] = {.service = "s0", .role = "x", .keep = false, .inputs = {}, .digest = {}};
    }

    std::string whole() const { return records_.begin() + records_.begun({0, 2}) + records_.begun({1}) + commit(); }
    std::string commit() const { return records_.commit({2}); }

    static Journal read(std::string_view bytes) {
        size_t sound = 0;
        Result<std::optional<Journal>> journal = read_journal(bytes, sound);
        EXPECT_TRUE(journal && *journal);
        return journal && *journal ? **journal : Journal{};
    }

    const plan::Plan plan_ = plan_of({{}, {0}, {1}});
    state::Deployed deployed_;
    const JournalRecords records_{plan_, deployed_, 7};
};

TEST_F(JournalTest, SaysWhatWasWritten) {
    const Journal journal = read(whole());
    EXPECT_EQ(journal.plan.steps.size(), 3U);
    EXPECT_EQ(text(journal.plan.steps[1].action), "remove /1");
    EXPECT_EQ(journal.begun, (std::set<uint32_t>{0, 1, 2}));
    EXPECT_EQ(journal.generation, 7U);
    EXPECT_EQ(journal.committed, 7U);
    EXPECT_EQ(journal.after_commit, std::set<uint32_t>{2});
}

TEST_F(JournalTest, ThatIsEmptySaysNothing) {
    size_t sound = 1;
    const auto journal = read_journal("", sound);
    ASSERT_TRUE(journal);
    EXPECT_FALSE(*journal);
    EXPECT_EQ(sound, 0U);
}

TEST_F(JournalTest, EndsWhereItIsTorn) {
    const std::string bytes = records_.begin() + records_.begun({0, 2}) + records_.begun({1});
    const size_t one_begin = records_.begin().size() / 2;
    const size_t first = records_.begin().size() + records_.begun({0, 2}).size() / 2;
    const size_t second = records_.begin().size() + records_.begun({0, 2}).size() + records_.begun({1}).size() / 2;
    for (size_t size = 0; size <= bytes.size(); ++size) {
        size_t sound = 0;
        const auto journal = read_journal(std::string_view(bytes).substr(0, size), sound);
        ASSERT_TRUE(journal) << size;
        ASSERT_EQ(journal->has_value(), size >= one_begin) << size;
        ASSERT_LE(sound, size);
        if (!*journal) continue;
        ASSERT_EQ((*journal)->begun.contains(0), size >= first) << size;
        ASSERT_EQ((*journal)->begun.contains(1), size >= second) << size;
    }
}

TEST_F(JournalTest, LosesNothingByOneByte) {
    const std::string bytes = whole();
    for (size_t at = 0; at < bytes.size(); ++at) {
        for (const int flip : {1, 0x80, 0xFF}) {
            std::string flipped = bytes;
            flipped[at] = static_cast<char>(flipped[at] ^ flip);
            const Journal journal = read(flipped);
            ASSERT_EQ(journal.begun.size(), 3U) << at;
            ASSERT_EQ(journal.committed, 7U) << at;
            ASSERT_EQ(journal.plan.steps.size(), 3U) << at;
        }
    }
}

TEST_F(JournalTest, GoesOnBehindAHole) {
    const std::string hole(100, '\0');
    EXPECT_EQ(read(records_.begin() + hole + records_.begun({1})).begun, std::set<uint32_t>{1});
}

TEST_F(JournalTest, TakesNoRecordOfAnother) {
    const JournalRecords other(plan_, deployed_, 8);
    const Journal journal = read(records_.begin() + other.begun({1}) + other.commit({}));
    EXPECT_TRUE(journal.begun.empty());
    EXPECT_FALSE(journal.committed);
}

TEST_F(JournalTest, OfANewerVersionIsRefused) {
    // A sound frame of version 2: what a later nagaya writes.
    std::string sealed = "\x02\x01";
    add_number(sealed, 4, 4);
    const std::string frame =
        "\xF7ngj" + sealed + DigestBuilder().add("").add(sealed).add("what").finish().substr(0, 16) + "what";
    size_t sound = 0;
    const auto journal = read_journal(frame, sound);
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().kind, ErrorKind::unsupported);
    EXPECT_EQ(journal.error().message,
              "the journal of the last apply has version 2, and this nagaya reads version 1 only");
}

TEST_F(JournalTest, ThatMakesNoSenseIsRefused) {
    const std::string_view binding = read_frame(records_.begin(), "")->checksum;
    std::string step;
    add_number(step, 3, 4);
    const std::vector<std::string> wrong = {
        make_frame(2, "", ""),                             // does not begin with a plan
        make_frame(1, "short", ""),                        //
        records_.begin() + make_frame(2, step, binding),   // no such step
        records_.begin() + make_frame(2, "abc", binding),  // half a step
        records_.begin() + make_frame(3, step, binding),   // commits nothing
        records_.begin() + make_frame(9, "", binding),     // no such kind
    };
    for (size_t i = 0; i < wrong.size(); ++i) {
        size_t sound = 0;
        const auto journal = read_journal(wrong[i], sound);
        ASSERT_FALSE(journal) << i;
        EXPECT_EQ(journal.error().kind, ErrorKind::malformed) << i;
    }
}

}  // namespace
}  // namespace nagaya::apply
