#include "lint/open_quote.hpp"

#include <gtest/gtest.h>

#include "lint/check_example.hpp"

namespace nagaya::lint {
namespace {

constexpr size_t none = std::string_view::npos;

TEST(OpenQuote, IsTheOneThatIsNeverClosed) {
    EXPECT_EQ(open_quote("a \"b c"), 2);
    EXPECT_EQ(open_quote("'a' it's"), 6);
    EXPECT_EQ(open_quote("A=\"it's\""), none);
    EXPECT_EQ(open_quote("'say \"x'"), none);
    EXPECT_EQ(open_quote("it\\'s"), none);
    EXPECT_EQ(open_quote("'it\\'s"), 0);  // also between single quotes a backslash takes the meaning
    EXPECT_EQ(open_quote("\"a \\\n b\""), none);
    EXPECT_EQ(open_quote("a \\\n# it's\n b"), none);
}

std::string marked(std::string_view lines) {
    Checked checked;
    check_example(site_with("\"web\"", container("web", lines)), checked);
    std::string out;
    for (const Diagnostic& finding : checked.of("unbalanced-quote")) {
        const Position place = checked.sources.position(finding.at.file, finding.at.begin);
        out += std::to_string(place.column) + ";";
    }
    return out;
}

TEST(OpenQuote, IsToldWhereQuotesCount) {
    EXPECT_EQ(marked("Environment=A=\"b c\n"), "15;");
    EXPECT_EQ(marked("Exec=say it's me\n"), "12;");
    EXPECT_EQ(marked("[Service]\nExecStartPre=/bin/echo \"a\n"), "24;");
    EXPECT_EQ(marked("[Service]\nEnvironment=A='b\n"), "15;");
    EXPECT_EQ(marked("HealthCmd=sh -c \"it's up\"\nVolume=a'b:/x\n[Unit]\nDescription=it's me\n"), "");
}

}  // namespace
}  // namespace nagaya::lint
