#include "emit/nix_value.hpp"

#include <gtest/gtest.h>

namespace nagaya::emit {
namespace {

TEST(NixValue, TextsThatNixWouldReadOtherwise) {
    EXPECT_EQ(print_nix("a \"b\" \\ ${c} $d\t", 0), R"("a \"b\" \\ \${c} $d\t")");
    EXPECT_EQ(print_nix("a\n${b} ''c''\n", 2), "''\n    a\n    ''${b} '''c'''\n  ''");
    EXPECT_EQ(print_nix("a\nb", 0), "''\n  a\n  b''");
    // Blanks before every line would be taken off, and a quote before ${ is another escape.
    EXPECT_EQ(print_nix("  a\n  b\n", 0), R"("  a\n  b\n")");
    EXPECT_EQ(print_nix("a\n'${b}\n", 0), R"("a\n'\${b}\n")");
    EXPECT_EQ(print_nix("a'''\n", 0), R"("a'''\n")");
    EXPECT_EQ(print_nix("a\r\n", 0), R"("a\r\n")");
}

TEST(NixValue, CodeInTexts) {
    EXPECT_EQ(print_nix("\x01pkgs.podman\x02/bin/podman ${x}", 0), R"("${pkgs.podman}/bin/podman \${x}")");
    EXPECT_EQ(print_nix("a\n\x01x.y\x02\n", 0), "''\n  a\n  ${x.y}\n''");
}

TEST(NixValue, SetsOfOneAreJoined) {
    const NixAttrs attrs{{"a", NixAttrs{{"b.c", NixAttrs{{"in", 1}}}}},
                         {"d", NixAttrs{{"e", true}, {"f", NixList{"x"}}}},
                         {"g", NixAttrs{}}};
    EXPECT_EQ(print_bindings(attrs, 0), "a.\"b.c\".\"in\" = 1;\nd = {\n  e = true;\n  f = [ \"x\" ];\n};\ng = { };\n");
}

TEST(NixValue, Lists) {
    EXPECT_EQ(print_nix(NixList{}, 0), "[ ]");
    EXPECT_EQ(print_nix(NixList{"a", 2}, 2), "[\n    \"a\"\n    2\n  ]");
}

}  // namespace
}  // namespace nagaya::emit
