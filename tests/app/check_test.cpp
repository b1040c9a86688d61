#include "app/check.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/text.hpp"

namespace nagaya::app {
namespace {

// More mistakes than a report shows.
class CheckOfManyMistakes : public testing::Test {
protected:
    static constexpr size_t bad_lines = 1500;

    CheckOfManyMistakes() {
        EXPECT_NE(mkdtemp(directory_.data()), nullptr);
        std::ofstream many(directory_ + "/many.container");
        many << "[Container]\nImage=docker.io/library/nginx:1.27\n";
        for (size_t i = 0; i < bad_lines; ++i) many << "Key" << i << "=1\n";
        std::ofstream(directory_ + "/one.container") << "[Container]\nImage=docker.io/library/nginx:1.27\nZone=1\n";
        std::ofstream(directory_ + "/none.container") << "[Container]\nImage=docker.io/library/nginx:1.27\n";
    }
    ~CheckOfManyMistakes() override { std::filesystem::remove_all(directory_); }

    int run(const std::string& path) {
        Console console{.out = [&](std::string_view text) { out_ += text; },
                        .err = [&](std::string_view text) { out_ += text; }};
        CheckOptions options;
        options.paths = {directory_ + path};
        options.format = FindingsFormat::json;
        options.least = Severity::error;
        return check(options, console);
    }

    std::string directory_ = testing::TempDir() + "/check-XXXXXX";
    std::string out_;
};

TEST_F(CheckOfManyMistakes, counts_also_those_that_it_does_not_show) {
    EXPECT_EQ(run(""), exit_findings);
    EXPECT_TRUE(out_.contains("\"errors\": 1501,")) << out_.substr(0, 200);
    EXPECT_TRUE(out_.contains("\"dropped\": 501,")) << out_.substr(0, 200);
}

TEST_F(CheckOfManyMistakes, finds_those_of_one_file_beside_them) {
    EXPECT_EQ(run("/one.container"), exit_findings);
    EXPECT_TRUE(out_.contains("\"errors\": 1,")) << out_.substr(0, 200);
    EXPECT_TRUE(out_.contains("Zone")) << out_;
}

TEST_F(CheckOfManyMistakes, calls_a_file_without_any_clean) {
    EXPECT_EQ(run("/none.container"), exit_ok);
    EXPECT_TRUE(out_.contains("\"errors\": 0,")) << out_.substr(0, 200);
    EXPECT_TRUE(out_.contains("\"dropped\": 0,")) << out_.substr(0, 200);
}

}  // namespace
}  // namespace nagaya::app
