#include <gtest/gtest.h>

#include "base/text.hpp"
#include "lint/check_example.hpp"

namespace nagaya::lint {
namespace {

/// What is marked as missing when web's container has these lines.
std::string missing(std::string_view lines) {
    Checked checked;
    check_example(site_with("\"web\"", concat("== services/web/files/conf/site.conf\nx\n\n", container("web", lines))),
                  checked);
    return checked.of("missing-file").empty() ? "nothing" : checked.marked("missing-file");
}

TEST(MissingFile, KnowsFilesAndDirectories) {
    EXPECT_EQ(missing("Volume=@@FILES_PATH@@/conf/site.conf:/x\n"), "nothing");
    EXPECT_EQ(missing("Volume=@@FILES_PATH@@/conf:/x:ro\n"), "nothing");
    EXPECT_EQ(missing("Volume=@@FILES_PATH@@/conf/:/x:ro\n"), "nothing");
    EXPECT_EQ(missing("Volume=@@FILES_PATH@@:/x\n"), "nothing");
    EXPECT_EQ(missing("Volume=/srv/nagaya/web/files/conf/site.conf:/x\n"), "nothing");
    EXPECT_EQ(missing("Volume=@@SERVICE_PATH@@/files/conf/sites.conf:/x\n"), "@@SERVICE_PATH@@/files/conf/sites.conf");
    EXPECT_EQ(missing("Mount=type=bind,src=@@FILES_PATH@@/b,dst=/b\n"), "@@FILES_PATH@@/b");
    EXPECT_EQ(missing("EnvironmentFile=@@SECRETS_PATH@@/web.env\n"), "@@SECRETS_PATH@@/web.env");
}

TEST(MissingFile, LeavesOtherPathsAlone) {
    EXPECT_EQ(missing("Volume=/etc/hosts:/etc/hosts\n"), "nothing");
    EXPECT_EQ(missing("Volume=/srv/nagaya2/x:/x\n"), "nothing");
    EXPECT_EQ(missing("Volume=@@FILES_PATH@@/%i.conf:/x\n"), "nothing");
    EXPECT_EQ(missing("Volume=@@DATA_PATH@@/x:/x\n"), "nothing");
    EXPECT_EQ(missing("Environment=URL=https://example.org/srv/nagaya/web/x\n"), "nothing");
}

TEST(MissingFile, KnowsTheServicesToo) {
    EXPECT_EQ(missing("Volume=@@INSTALL_ROOT@@/wbe/files/x:/x\n"), "@@INSTALL_ROOT@@/wbe/files/x");
}

TEST(MissingFile, OffersTheFileThatWasMeant) {
    Checked checked;
    check_example(site_with("\"web\"", concat("== services/web/files/site.conf\nx\n\n",
                                              container("web", "Volume=@@FILES_PATH@@/sites.conf:/x\n"))),
                  checked);
    const auto found = checked.of("missing-file");
    ASSERT_EQ(found.size(), 1U) << checked.text;
    EXPECT_EQ(found[0].help, "did you mean `files/site.conf`?");
    ASSERT_EQ(found[0].fixes.size(), 1U);
    EXPECT_EQ(checked.sources.text(found[0].fixes[0].at), "sites.conf");
    EXPECT_EQ(found[0].fixes[0].replacement, "site.conf");
}

TEST(MissingSecret, IsAWarningUntilItIsGiven) {
    const auto site =
        site_with("\"web\"", concat("== services/web/service.toml\n[secrets]\nenv = [\"a.env\", \"b.env\"]\n\n"
                                    "== ../secrets/web/a.env\nX=1\n\n",
                                    container("web")));
    Checked checked;
    check_example(site, checked);
    EXPECT_EQ(checked.marked("missing-secret"), "\"b.env\"");
    EXPECT_EQ(checked.of("missing-secret").at(0).severity, Severity::warning);
}

}  // namespace
}  // namespace nagaya::lint
