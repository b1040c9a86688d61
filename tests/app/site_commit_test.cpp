#include "app/site_commit.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/text.hpp"
#include "host/process.hpp"

namespace nagaya::app {
namespace {

class SiteCommitTest : public testing::Test {
protected:
    SiteCommitTest() {
        EXPECT_NE(mkdtemp(directory_.data()), nullptr);
        std::filesystem::create_directory(directory_ + "/site");
        std::ofstream(directory_ + "/site/nagaya.toml") << "x\n";
    }
    ~SiteCommitTest() override { std::filesystem::remove_all(directory_); }
    /// A repository above the site, with a program that git runs on every changed file.
    void make_repository() {
        const std::string script =
            concat("cd ", directory_,
                   " && git init -q . && git -c user.name=x -c user.email=x@x add site && git -c user.name=x -c "
                   "user.email=x@x "
                   "commit -qm x && git config filter.f.clean 'touch ",
                   directory_,
                   "/ran; cat' && echo '* filter=f' >.git/info/attributes && sleep 1.1 && echo y >site/nagaya.toml");
        const Result<host::Completed> made =
            host::run({.argv = {"sh", "-c", script}, .environment = {"PATH=/usr/bin:/bin", "HOME=/nonexistent"}});
        ASSERT_TRUE(made && made->exit_code == 0) << (made ? made->errors : made.error().text());
    }
    std::string commit() const {
        Workspace workspace;
        workspace.root = directory_ + "/site";
        return site_commit(workspace);
    }
    bool ran() const { return std::filesystem::exists(directory_ + "/ran"); }

    std::string directory_ = testing::TempDir() + "/commit-XXXXXX";
};

TEST_F(SiteCommitTest, is_what_git_says) {
    if (!host::find_program("git")) GTEST_SKIP() << "needs git";
    make_repository();
    EXPECT_TRUE(commit().ends_with("-dirty")) << commit();
}

// Whoever can write to a directory above the site must not have programs run as the site's owner.
TEST_F(SiteCommitTest, runs_nothing_of_a_repository_that_is_somebody_elses) {
    if (geteuid() != 0 || !host::find_program("git")) GTEST_SKIP() << "needs root and git";
    make_repository();
    std::filesystem::remove(directory_ + "/ran");
    ASSERT_EQ(chown((directory_ + "/.git").c_str(), 65534, 65534), 0);
    ASSERT_EQ(chown(directory_.c_str(), 65534, 65534), 0);
    EXPECT_EQ(commit(), "");
    EXPECT_FALSE(ran());
}

}  // namespace
}  // namespace nagaya::app
