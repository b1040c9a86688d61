#include "app/prune.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "apply/journal.hpp"
#include "apply/storage.hpp"
#include "host/deployed_record.hpp"
#include "host/storage.hpp"

namespace nagaya::app {
namespace {

/// A /var/lib of our own; false when this process may not have one.
bool own_record_root() {
    const std::string root(host::record_root);
    std::error_code error;
    return unshare(CLONE_NEWNS) == 0 && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           mount("tmpfs", "/var/lib", "tmpfs", 0, nullptr) == 0 && std::filesystem::create_directories(root, error);
}

constexpr int not_allowed = 77;

/// In a process of its own.
int keeps_what_the_journal_names() {
    if (!own_record_root()) return not_allowed;
    const auto storage = host::make_storage("p");
    const state::Content before = state::Content::of("what stood there\n");
    const state::Content other = state::Content::of("what nobody names\n");
    plan::Plan plan;
    plan::Step step;
    step.action = plan::RemoveFile{.path = "/etc/x"};
    step.before.emplace_back(state::ResourceId{.kind = state::Kind::file, .scope = {}, .name = "/etc/x"},
                             state::Resource{.service = {},
                                             .origin = {},
                                             .role = {},
                                             .value = state::File{.owner = {}, .mode = 0644, .content = before}});
    plan.steps.push_back(step);
    const apply::JournalRecords records(plan, {}, 1);
    if (!storage->keep(before) || !storage->keep(other) || !storage->append(records.begin()) || !storage->sync())
        return 1;
    const Result<Pruned> pruned = prune_generations("p", {}, false);
    if (!pruned || pruned->contents != 1) return 2;
    state::Content named = state::Content::named(before.digest(), false);
    return storage->fill(named) ? 0 : 3;
}

// A way back that is stuck is tried again, and needs it.
TEST(Prune, keeps_what_an_apply_that_was_cut_off_would_put_back) {
    const pid_t child = fork();
    if (child == 0) _exit(keeps_what_the_journal_names());
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == not_allowed) GTEST_SKIP() << "needs a mount of its own";
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace nagaya::app
