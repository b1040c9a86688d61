#include <gtest/gtest.h>

#include <cstdlib>

#include "app/console.hpp"

namespace nagaya::app {
namespace {

Console read(const char* text) {
    setenv("NAGAYA_CONSOLE", text, 1);
    Console console;
    read_console(console);
    unsetenv("NAGAYA_CONSOLE");
    return console;
}

TEST(Console, is_read_as_it_is_printed) {
    Console wide;
    wide.out_colour = true;
    wide.err_is_terminal = true;
    wide.width = 132;
    const Console again = read(print_console(wide).c_str());
    EXPECT_EQ(again.width, 132U);
    EXPECT_TRUE(again.out_colour);
    EXPECT_FALSE(again.err_colour);
    EXPECT_TRUE(again.err_is_terminal);
}

TEST(Console, takes_no_width_that_is_none) {
    for (const char* text : {"columns=0", "columns=-3", "columns=100000", "columns=x", ""})
        EXPECT_EQ(read(text).width, 80U);
}

}  // namespace
}  // namespace nagaya::app
