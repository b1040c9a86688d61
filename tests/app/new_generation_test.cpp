#include "app/new_generation.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "host/storage.hpp"
#include "state/generation.hpp"

namespace nagaya::app {
namespace {

// One that could not be read again would stand in the way of every later command.
TEST(NewGeneration, of_very_many_services_can_be_read_again) {
    plan::SetAccounts many;
    std::vector<std::string> names;
    for (int i = 0; i < 2000; ++i) {
        names.push_back(concat("service-", i));
        many.accounts.emplace_back().name = names.back();
    }
    Planned planned;
    planned.plan.steps.emplace_back().action = many;
    const auto storage = host::make_storage("p", testing::TempDir());
    const std::string text =
        print_new_generation(planned, {.reason = concat("apply ", join(names, " ")), .site_commit = {}, .services = {}},
                             {.number = 1, .held_back = {}, .record = {}}, "p", *storage);
    const Result<state::Generation> read = state::parse_generation(text);
    ASSERT_TRUE(read) << read.error().text();
    ASSERT_EQ(read->changes.size(), 1U);
    EXPECT_TRUE(read->changes[0].starts_with("set up accounts service-0, service-1, "));
    EXPECT_TRUE(read->reason.starts_with("apply service-0 service-1 "));
}

}  // namespace
}  // namespace nagaya::app
