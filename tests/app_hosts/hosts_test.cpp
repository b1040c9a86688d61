#include "app/hosts.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "app_hosts/heard_console.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"

namespace nagaya::app {
namespace {

class Hosts : public testing::Test {
protected:
    Hosts() {
        options_.site = testing::TempDir() + "/fleet-XXXXXX";
        EXPECT_NE(mkdtemp(options_.site.data()), nullptr);
        EXPECT_TRUE(
            host::create_file(options_.site + "/nagaya.toml", "[site]\nname = \"fleet\"\ndomain = \"fleet.test\"\n"));
        for (const char* name : {"east", "north", "west"})
            EXPECT_TRUE(host::create_file(concat(options_.site, "/hosts/", name, ".toml"),
                                          concat("address = \"ssh://", name, "\"\nservices = []\n")));
    }
    ~Hosts() override { (void)host::remove_tree(options_.site); }

    int run(const HostDeed& deed) { return on_hosts(options_, deed, heard_.console); }

    HostsOptions options_;
    HeardConsole heard_;
};

int fail_west(const std::string& host, Console& console) {
    console.out(concat("I am ", host, "\n"));
    console.report(R"({"done": 3, "restarts": 1})");
    return host == "west" ? exit_failed : exit_ok;
}

TEST_F(Hosts, failing_hides_no_other) {
    options_.all = true;
    options_.parallel = 1;
    EXPECT_EQ(run(fail_west), exit_failed) << heard_.err;
    EXPECT_TRUE(
        heard_.out.starts_with("east  | I am east\nnorth | I am north\nwest  | I am west\n\n"
                               "HOST   RESULT  CHANGED  RESTARTS  SECONDS\n"
                               "east   ok            3         1      0."))
        << heard_.out;
    EXPECT_TRUE(heard_.out.contains("\nwest   failed        3         1      0.")) << heard_.out;
}

TEST_F(Hosts, where_all_went_back_have_not_changed) {
    options_.hosts = {"east", "west"};
    options_.parallel = 1;
    run([](const std::string& host, Console& console) {
        console.report(host == "east" ? R"({"done": 3, "undone": 3, "restarts": 1, "committed": false})"
                                      : R"({"done": 5, "undone": 2, "restarts": 1, "committed": true})");
        return int{exit_failed};
    });
    EXPECT_TRUE(heard_.out.contains("\neast  failed        0         0 ")) << heard_.out;
    EXPECT_TRUE(heard_.out.contains("\nwest  failed        3         1 ")) << heard_.out;
}

TEST_F(Hosts, are_taken_in_the_order_given_and_once) {
    options_.hosts = {"west", "east", "west"};
    options_.parallel = 1;
    std::vector<std::string> order;
    EXPECT_EQ(run([&](const std::string& host, Console&) {
                  order.push_back(host);
                  return 0;
              }),
              exit_ok);
    EXPECT_EQ(order, (std::vector<std::string>{"west", "east"}));
}

TEST_F(Hosts, that_are_not_known_stop_all) {
    options_.hosts = {"east", "wets"};
    EXPECT_EQ(run([](const std::string&, Console&) { return 0; }), exit_usage);
    EXPECT_TRUE(heard_.err.contains("no host `wets`")) << heard_.err;
    EXPECT_EQ(heard_.out, "");
}

TEST_F(Hosts, are_not_begun_after_too_many_failures) {
    options_.hosts = {"west", "east", "north"};
    options_.parallel = 1;
    options_.max_failures = 1;
    EXPECT_EQ(run(fail_west), exit_failed);
    EXPECT_TRUE(heard_.out.contains("\neast   not begun        -         -        -\n")) << heard_.out;
    EXPECT_FALSE(heard_.out.contains("I am east"));
}

TEST_F(Hosts, work_at_the_same_time_up_to_the_bound) {
    options_.all = true;
    options_.parallel = 2;
    std::atomic<int> now = 0;
    std::atomic<int> most = 0;
    run([&](const std::string&, Console&) {
        const int count = ++now;
        most = std::max(most.load(), count);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        --now;
        return 0;
    });
    EXPECT_EQ(most, 2);
}

TEST_F(Hosts, with_something_to_do_are_no_failure) {
    options_.all = true;
    options_.max_failures = 1;
    options_.parallel = 1;
    options_.two_is_news = true;
    EXPECT_EQ(run([](const std::string&, Console&) { return int{exit_usage}; }), exit_usage);
    EXPECT_FALSE(heard_.out.contains("not begun")) << heard_.out;
    // A refusal is worse than that.
    options_.max_failures = 0;
    EXPECT_EQ(run([](const std::string& host, Console&) { return int{host == "east" ? exit_findings : exit_usage}; }),
              exit_findings);
}

TEST_F(Hosts, are_an_array_as_json) {
    options_.hosts = {"east", "west"};
    options_.format = Format::json;
    EXPECT_EQ(run([](const std::string& host, Console& console) {
                  console.out(host == "east" ? "{\"steps\": 0}" : "no json");
                  return int{host == "east" ? exit_ok : 143};
              }),
              143);
    const auto json = parse_json(heard_.out);
    ASSERT_TRUE(json) << heard_.out;
    ASSERT_EQ(json->array().size(), 2U);
    const Json& east = json->array()[0];
    EXPECT_EQ(east["host"].text(), "east");
    EXPECT_EQ(east["result"].text(), "ok");
    EXPECT_EQ(east["output"]["steps"].number(-1), 0);
    EXPECT_EQ(json->array()[1]["result"].text(), "stopped");
    EXPECT_EQ(json->array()[1]["output"], Json());
}

TEST_F(Hosts, of_a_site_with_errors_are_left_alone) {
    ASSERT_TRUE(host::create_file(options_.site + "/hosts/bad.toml", "services = [\"nobody\"]\n"));
    options_.hosts = {"east"};
    EXPECT_EQ(run([](const std::string&, Console&) { return 0; }), exit_findings);
    EXPECT_EQ(heard_.out, "");
}

}  // namespace
}  // namespace nagaya::app
