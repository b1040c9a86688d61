#include "ignition/data_url.hpp"

namespace nagaya::ignition {
namespace {

std::string repeated(std::string_view text, size_t times) {
    std::string out;
    for (size_t at = 0; at < times; ++at) out += text;
    return out;
}

TEST(DataUrl, EscapesWhatIsNotUnreserved) {
    EXPECT_EQ(data_resource("").source, "data:,");
    EXPECT_EQ(data_resource("hello world").source, "data:,hello%20world");
    EXPECT_EQ(data_resource("a-_.!~*'()%").source, "data:,a-_.!~*'()%25");
    EXPECT_EQ(data_resource("x").compression, "");
}

TEST(DataUrl, TakesBase64WhenThatIsShorter) {
    EXPECT_EQ(data_resource("{}<>[]{}<>[]").source, "data:;base64,e308Pltde308Pltd");
    EXPECT_EQ(data_resource("<<<<<<<<<<").source, "data:;base64,PDw8PDw8PDw8PA==");
    EXPECT_EQ(data_resource("<<<<<<<<<<<").source, "data:;base64,PDw8PDw8PDw8PDw=");
}

// The bytes are those that Butane records for the same content.
TEST(DataUrl, CompressesAsGoDoes) {
    Resource eight = data_resource(repeated("a b ", 8));
    EXPECT_EQ(eight.compression, "");
    Resource nine = data_resource(repeated("a b ", 9));
    EXPECT_EQ(nine.compression, "gzip");
    EXPECT_EQ(nine.source, "data:;base64,H4sIAAAAAAAC/0pUSFIghAEBAAD//+nJPXMkAAAA");
    EXPECT_EQ(data_resource(repeated("a b ", 11)).source, "data:;base64,H4sIAAAAAAAC/0pUSFIgFgMCAAD//5BS3SYsAAAA");
}

TEST(DataUrl, LeavesContentAloneThatTheUserCompressed) {
    EXPECT_EQ(data_resource(repeated("z", 60), Compress::never).source, "data:," + repeated("z", 60));
    EXPECT_EQ(plain_data_url("{{{{{{{{"), "data:;base64,e3t7e3t7e3s=");
}

}  // namespace
}  // namespace nagaya::ignition
