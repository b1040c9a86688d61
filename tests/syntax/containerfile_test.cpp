#include "syntax/containerfile.hpp"

#include <gtest/gtest.h>

#include "syntax/shown.hpp"

namespace nagaya::syntax {
namespace {

struct Case {
    std::string_view text;
    std::string_view expected;
    std::string_view findings = "";
};

void check_instructions(const Case& expected) {
    Input input{std::string(expected.text)};
    std::string out;
    for (const Instruction& made : parse_containerfile(input.sources, input.file, input.report))
        out += concat(made.name, '(', join(made.words, "|"), ")@", input.place(made.at), ' ');
    EXPECT_EQ(out, expected.expected) << expected.text;
    EXPECT_EQ(input.findings(), expected.findings) << expected.text;
}

void check_images(std::string_view text, std::string_view images) {
    Input input{std::string(text)};
    EXPECT_EQ(join(base_images(parse_containerfile(input.sources, input.file, input.report)), " "), images) << text;
}

TEST(Containerfile, Instructions) {
    check_instructions({"FROM a\n\n# c\n  run x  y\r\n", "FROM(a)@1:1-1:7 RUN(x|y)@4:3-4:11 "});
    check_instructions({"FROM a\nRUN x && \\\n  # c\n\n  y \\ \n z", "FROM(a)@1:1-1:7 RUN(x|&&|y|z)@2:1-6:3 "});
    check_instructions({"FROM a\nRUN one\\\ntwo\n", "FROM(a)@1:1-1:7 RUN(onetwo)@2:1-3:4 "});
    check_instructions({"FROM a\nRUN x \\", "FROM(a)@1:1-1:7 RUN(x)@2:1-2:8 "});
}

TEST(Containerfile, EscapeDirective) {
    check_instructions({"# syntax=x\n# Escape = `\nFROM a\nRUN x\\\nRUN y `\n z\n",
                        "FROM(a)@3:1-3:7 RUN(x\\)@4:1-4:7 RUN(y|z)@5:1-6:3 "});
    check_instructions({"# a comment\n# escape=`\nFROM \\\na\n", "FROM(a)@3:1-4:2 "});
}

TEST(Containerfile, HereDocumentsAreLeftOut) {
    check_instructions(
        {"FROM a\nRUN <<EOF\nFROM b\n EOF\nEOF\nRUN y\n", "FROM(a)@1:1-1:7 RUN(<<EOF)@2:1-2:10 RUN(y)@6:1-6:6 "});
    check_instructions({"FROM a\nCOPY <<-\"A\" <<B /x\n1\n\tA\n2\nB\nUSER u\n",
                        "FROM(a)@1:1-1:7 COPY(<<-\"A\"|<<B|/x)@2:1-2:19 USER(u)@7:1-7:7 "});
    check_instructions(
        {"FROM a\nRUN cat <<< EOF\nUSER u\n", "FROM(a)@1:1-1:7 RUN(cat|<<<|EOF)@2:1-2:16 USER(u)@3:1-3:7 "});
    check_instructions({"FROM a\nLABEL <<EOF\nUSER u\n", "FROM(a)@1:1-1:7 LABEL(<<EOF)@2:1-2:12 USER(u)@3:1-3:7 "});
    check_instructions({"FROM a\nRUN <<EOF\nx\n", "FROM(a)@1:1-1:7 RUN(<<EOF)@2:1-2:10 ",
                        "error 2:1-2:10 the here-document `EOF` has no end; help: write a line `EOF` after it\n"});
}

TEST(Containerfile, From) {
    const std::string_view none = "error 1:1-1:1 the file has no `FROM`; help: begin with `FROM image`\n";
    check_instructions({"", "", none});
    check_instructions({"ARG A\n", "ARG(A)@1:1-1:6 ", none});
    check_instructions({"FROM --platform=x\n", "FROM(--platform=x)@1:1-1:18 ",
                        "error 1:1-1:18 `FROM` names no image; help: write `FROM image`\n"});
    check_instructions({"RUN x\nUSER y\nFROM a\n", "RUN(x)@1:1-1:6 USER(y)@2:1-2:7 FROM(a)@3:1-3:7 ",
                        "error 1:1-1:6 `RUN` stands before the first `FROM`; help: begin with `FROM image`; only `ARG` "
                        "may stand before it\n"});
    check_instructions({"FROM \xff", "", "error 1:6-1:7 the file is not UTF-8; help: save it as UTF-8\n"});
}

TEST(BaseImages, AreThoseNotMadeHere) {
    check_images("FROM a\nFROM b\nFROM a\n", "a b");
    check_images("FROM --platform=x a AS one\nFROM ONE as two\nCOPY --from=two x y\nCOPY --from=0 x y\n", "a");
    check_images("FROM scratch\nCOPY --chown=1 --from=b x y\nADD --from=c x y\nCOPY x --from=d y\n", "b c");
    check_images("FROM a\nRUN --mount=type=cache,target=/x --mount=type=bind,from=b,target=/y z\n", "a b");
    check_images("FROM\n", "");
}

TEST(BaseImages, DefaultsOfArgumentsArePutIn) {
    check_images("ARG T=12\nFROM debian:$T-slim\n", "debian:12-slim");
    check_images("ARG T='12' U=\"${T}.1\"\nFROM a:${U}\n", "a:12.1");
    check_images("ARG T\nFROM a:${T:-x}\nFROM b:${T-y}\nFROM c${T:+z}\n", "a:x b:y c");
    check_images("ARG T=1\nFROM a:${T:-x}\nFROM b${T:+z}\n", "a:1 bz");
    check_images("ARG T=\nFROM a:${T:-x}\nFROM b${T-y}\nFROM c${T:+z}\nFROM d${T+z}\n", "a:x b c dz");
    check_images("ARG T\nFROM a:$T\nFROM ${T\nFROM $\nFROM ${T?x}\nFROM ${T:}\nFROM b\n", "b");
}

TEST(BaseImages, DoublingDefaultsEnd) {
    std::string text = "ARG A0=aaaaaaaa\n";
    for (int i = 1; i < 60; ++i) text += concat("ARG A", i, "=$A", i - 1, "$A", i - 1, '\n');
    check_images(text + "FROM $A59\nFROM b\n", "b");
}

}  // namespace
}  // namespace nagaya::syntax
