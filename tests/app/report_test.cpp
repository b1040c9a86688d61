#include "app/report.hpp"

#include "base/json.hpp"

namespace nagaya::app {
namespace {

ChangeReport sample() {
    ChangeReport report;
    report.outcome.done = 12;
    report.restarts = 1;
    report.outcome.committed = true;
    report.generation = 7;
    return report;
}

TEST(ReportText, OfWhatWentWellIsOneLine) {
    EXPECT_EQ(report_text(sample()), "applied 12 steps, 1 restart (generation 7)\n");
}

TEST(ReportText, SaysWhatWentBackAndWhoWasLookedAtAgain) {
    ChangeReport report = sample();
    report.outcome.failed = 1;
    report.outcome.skipped = 2;
    report.outcome.undone = 4;
    report.outcome.failed_services = {"api", "web"};
    report.outcome.rolled_back = {"api", "web"};
    report.dependents = {{.service = "proxy", .unit = "proxy.service", .active = "active"},
                         {.service = "mail", .unit = "mail.service", .active = ""}};
    EXPECT_EQ(report_text(report),
              "went back to the version before: api, web\n"
              "looked at again, because they need what went back:\n"
              "  proxy: proxy.service is active\n"
              "  mail: mail.service is not running: its account has no manager\n"
              "12 done, 1 failed, 2 not done, 4 taken back (generation 7)\n"
              "failed: api, web\n"
              "help: mend the cause and run the same command again\n");
}

TEST(ReportText, TellsAWayBackThatFailed) {
    ChangeReport report = sample();
    report.outcome.failed = 1;
    report.outcome.failed_services = {"web"};
    report.outcome.stuck = {{"web", "restart web.service: timed out"}};
    EXPECT_NE(report_text(report).find("half done, its way back failed: web: restart web.service: timed out\n"),
              std::string::npos);
}

TEST(ReportText, TellsThatNothingHolds) {
    ChangeReport report;
    report.outcome.failed = 1;
    report.outcome.failed_services = {""};
    EXPECT_NE(report_text(report).find("; the host is as it was\n"), std::string::npos);
    EXPECT_NE(report_text(report).find("failed: the host itself\n"), std::string::npos);
}

TEST(ReportText, PromisesNothingOfWhatIsHalfDone) {
    ChangeReport stuck;
    stuck.outcome.failed = 1;
    stuck.outcome.stuck = {{"web", "restart web.service: timed out"}};
    EXPECT_EQ(report_text(stuck).find("as it was"), std::string::npos);
    ChangeReport undecided;
    undecided.outcome.storage_failure = "it is not known whether the commit reached the disk";
    EXPECT_EQ(report_text(undecided).find("as it was"), std::string::npos);
}

TEST(ReportText, OfAStoppedOneSaysSo) {
    ChangeReport report;
    report.outcome.stopped = true;
    report.outcome.rolled_back = {"web"};
    EXPECT_EQ(report_text(report), "went back to the version before: web\nstopped: nothing was applied\n");
}

TEST(ReportText, ShowsNoControlCharacters) {
    ChangeReport report = sample();
    report.outcome.storage_failure = "no\x1b[2Jspace";
    EXPECT_EQ(report_text(report).find('\x1b'), std::string::npos);
}

TEST(ReportJson, HoldsWhatFailedWithItsLog) {
    ChangeReport report = sample();
    report.failures = {{.service = "web", .step = "wait for web.service", .error = "503", .log = {"a", "b"}}};
    report.outcome.failed = 1;
    const auto json = parse_json(report_json(report));
    ASSERT_TRUE(json);
    EXPECT_FALSE((*json)["ok"].flag());
    EXPECT_EQ((*json)["generation"].number(), 7);
    const Json& failure = (*json)["failures"].array().at(0);
    EXPECT_EQ(failure["error"].text(), "503");
    EXPECT_EQ(failure["log"].array().size(), 2U);
}

}  // namespace
}  // namespace nagaya::app
