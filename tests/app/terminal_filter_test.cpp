#include "app/terminal_filter.hpp"

#include <gtest/gtest.h>

namespace nagaya::app {
namespace {

TEST(TerminalFilter, LetsTextAndColoursThrough) {
    const std::string text = "\x1b[31merror\x1b[0m: gr\u00fc\u00dfe \u6771\n\tmore \u00a0\n";
    EXPECT_EQ(TerminalFilter(false).filter(text), text);
}

TEST(TerminalFilter, ShowsWhatATerminalWouldObey) {
    TerminalFilter filter(false);
    EXPECT_EQ(filter.filter("\x1b]52;c;AAAA\x07 \x1b[2J \rhost b: ok \xc2\x9b"
                            "2J \x7f"),
              "\\x1b]52;c;AAAA\\x07 \\x1b[2J \\rhost b: ok \\u009b2J \\x7f");
}

TEST(TerminalFilter, LetsProgressRedraw) {
    EXPECT_EQ(TerminalFilter(true).filter("\x1b[3F\x1b[2Kweb"), "\x1b[3F\x1b[2Kweb");
    EXPECT_EQ(TerminalFilter(true).filter("\x1b[3S"), "\\x1b[3S");
}

TEST(TerminalFilter, IsTheSameHoweverTheBytesAreCut) {
    const std::string text = "a\x1b[31mb\x1b]0;t\x07\xc2\x9bz\u00e9\x1b[2Jc\n";
    const std::string whole = TerminalFilter(false).filter(text);
    for (size_t cut = 0; cut <= text.size(); ++cut) {
        TerminalFilter filter(false);
        const std::string first = filter.filter(text.substr(0, cut));
        EXPECT_EQ(first + filter.filter(text.substr(cut)), whole) << cut;
    }
}

}  // namespace
}  // namespace nagaya::app
