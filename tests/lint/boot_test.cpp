// Who waits for whom at boot.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "lint/check_example.hpp"

namespace nagaya::lint {
namespace {

std::string toml(std::string_view service, std::string_view account, std::string_view needs) {
    return concat("== services/", service, "/service.toml\n[account]\nname = \"", account, "\"\n[needs]\nservices = [",
                  needs, "]\n\n", container(service));
}

std::vector<std::string> codes(std::string_view rest, std::string_view services = R"("a1", "a2", "b1", "b2")") {
    Checked checked;
    check_example(site_with(services, rest), checked);
    return checked.codes();
}

using Codes = std::vector<std::string>;

TEST(AccountNeedsCycle, ShowsBothPlaces) {
    Checked checked;
    check_example(site_with(R"("a1", "a2", "b1", "b2")", toml("a1", "a", "\"b1\"") + toml("a2", "a", "") +
                                                             toml("b1", "b", "") + toml("b2", "b", "\"a2\"")),
                  checked);
    EXPECT_EQ(checked.codes(), Codes{"account-needs-cycle"});
    EXPECT_EQ(checked.marked("account-needs-cycle"), "\"b1\"");
    const Diagnostic finding = checked.findings.front();
    EXPECT_EQ(finding.message, "accounts wait for one another at boot: `a` → `b` → `a`");
    ASSERT_EQ(finding.labels.size(), 1u);
    EXPECT_EQ(checked.sources.text(finding.labels[0].at), "\"a2\"");
    EXPECT_EQ(finding.labels[0].message, "`b2` of `b` needs `a2` of `a`");
}

TEST(AccountNeedsCycle, IsNoneInOneDirection) {
    EXPECT_EQ(codes(toml("a1", "a", "\"b1\"") + toml("a2", "a", "\"b2\", \"a1\"") + toml("b1", "b", "") +
                    toml("b2", "b", "\"b1\"")),
              Codes{});
}

TEST(AccountNeedsCycle, LeavesCirclesOfServicesToTheirRule) {
    EXPECT_EQ(codes(toml("a1", "a", "\"b1\"") + toml("b1", "b", "\"a1\""), R"("a1", "b1")"), Codes{"needs-cycle"});
}

TEST(AccountNeedsCycle, GoesOverSeveralAccounts) {
    EXPECT_EQ(codes(toml("a1", "a", "\"b1\"") + toml("a2", "a", "") + toml("b1", "b", "\"c1\"") + toml("c1", "c", "") +
                        toml("c2", "c", "\"a2\""),
                    R"("a1", "a2", "b1", "c1", "c2")"),
              Codes{"account-needs-cycle"});
}

TEST(AccountNeedsCycle, KnowsRootfulServicesOneByOne) {
    EXPECT_EQ(
        codes(toml("a1", "a", "\"b1\"") + toml("a2", "a", "") + toml("b1", "root", "") + toml("b2", "root", "\"a2\"")),
        Codes{});
    EXPECT_EQ(
        codes(toml("a1", "a", "\"b1\"") + toml("a2", "a", "") + toml("b1", "root", "\"a2\""), R"("a1", "a2", "b1")"),
        Codes{"account-needs-cycle"});
}

TEST(AccountNeedsCycle, IsOfOneHost) {
    const std::string rest = toml("a1", "a", "\"b1\"") + toml("a2", "a", "") + toml("b1", "b", "") +
                             toml("b2", "b", "\"a2\"") + "== hosts/rat.toml\nservices = [\"a2\", \"b2\"]\n";
    EXPECT_EQ(codes(rest, R"("a1", "b1")"), Codes{});
}

TEST(DuplicateUnit, KnowsTheUnitThatSaysReady) {
    const std::string unit = "== services/a1/units/root/ready.service\n[Service]\nExecStart=/bin/true\n";
    EXPECT_EQ(codes(container("a1") + unit, R"("a1")"), Codes{});
    EXPECT_EQ(codes(container("a1") + unit + toml("b1", "b", "\"a1\""), R"("a1", "b1")"), Codes{"duplicate-unit"});
    const std::string port = "== services/a1/service.toml\n[[port]]\nname = \"ready\"\nlisten = 80\n";
    EXPECT_EQ(codes(container("a1", "PublishPort=127.0.0.1:@@PORT_READY@@:80\n") + port + toml("b1", "b", "\"a1\""),
                    R"("a1", "b1")"),
              Codes{"duplicate-unit"});
}

TEST(StartContradiction, KnowsThatANeedFromAnotherAccountStartsAtBoot) {
    const std::string lone = "== services/a1/a1.container\n[Container]\nImage=a.b/c\n\n";
    EXPECT_EQ(codes(lone, R"("a1")"), Codes{"start-contradiction"});
    EXPECT_EQ(codes(lone + toml("b1", "b", "\"a1\""), R"("a1", "b1")"), Codes{});
}

}  // namespace
}  // namespace nagaya::lint
