#include <gtest/gtest.h>

#include "app/drift.hpp"

namespace nagaya::app {
namespace {

DriftReport sample() {
    return {.prefix = "n",
            .generation = 4,
            .drifts = {{.kind = "file",
                        .service = "web",
                        .account = {},
                        .subject = "/srv/nagaya/web/files/a.conf",
                        .what = "content",
                        .deed = "`nagaya apply` puts it back",
                        .diff = "-one\n+t\x1bwo\n",
                        .unit = {},
                        .wanted = "12ab",
                        .secret = false,
                        .content = "t\x1bwo\n"},
                       {.kind = "file",
                        .service = "web",
                        .account = {},
                        .subject = "/srv/nagaya/web/secrets/a.env",
                        .what = "content",
                        .deed = "`nagaya apply` puts it back",
                        .diff = {},
                        .unit = {},
                        .wanted = {},
                        .secret = true,
                        .content = {}}}};
}

TEST(DriftPrint, ForPeople) {
    EXPECT_EQ(print_drift_text(sample(), true, false),
              "web\n"
              "  file /srv/nagaya/web/files/a.conf — content\n"
              "      -one\n"
              "      +t\\x1bwo\n"
              "      → `nagaya apply` puts it back\n"
              "  file /srv/nagaya/web/secrets/a.env — content (secret)\n"
              "      → `nagaya apply` puts it back\n"
              "2 differences from generation 4\n");
    EXPECT_EQ(print_drift_text({.prefix = "n", .generation = 4, .drifts = {}}, true, false),
              "no drift: the host is as generation 4 left it\n");
}

TEST(DriftPrint, ComesBackFromJson) {
    const Result<DriftReport> back = parse_drift_json(print_drift_json(sample(), true, true));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->generation, 4U);
    ASSERT_EQ(back->drifts.size(), 2U);
    EXPECT_EQ(back->drifts[0].content, sample().drifts[0].content);
    EXPECT_EQ(back->drifts[0].diff, sample().drifts[0].diff);
    EXPECT_EQ(back->drifts[0].wanted, "12ab");
    EXPECT_TRUE(back->drifts[1].secret);
    EXPECT_FALSE(back->drifts[1].content);
}

TEST(DriftPrint, LeavesContentsAndDiffsOut) {
    const std::string json = print_drift_json(sample(), false, false);
    EXPECT_FALSE(json.contains("+t"));
    EXPECT_FALSE(json.contains("\"content\":"));
    EXPECT_TRUE(json.contains("12ab"));
}

TEST(DriftPrint, RefusesWhatItDoesNotKnow) {
    EXPECT_FALSE(parse_drift_json("[]"));
    EXPECT_FALSE(parse_drift_json("{\"version\": 2}"));
    EXPECT_TRUE(parse_drift_json("{\"version\": 1, \"drift\": [{\"subject\": 7}]}"));
}

}  // namespace
}  // namespace nagaya::app
