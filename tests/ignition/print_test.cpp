#include "ignition/print.hpp"

namespace nagaya::ignition {
namespace {

TEST(Print, LeavesOutWhatIsNotSaid) {
    Config config{.ignition = {.version = "3.4.0"}};
    EXPECT_EQ(print(config, Layout::compact), "{\"ignition\":{\"version\":\"3.4.0\"}}\n");
    EXPECT_EQ(print(config, Layout::pretty), "{\n  \"ignition\": {\n    \"version\": \"3.4.0\"\n  }\n}\n");
}

TEST(Print, KeepsWhatIsSaidThoughEmpty) {
    Config config{.ignition = {.version = "3.4.0"},
                  .passwd = {.users = {{.gecos = "", .uid = 0}}},
                  .storage = {.files = {{.append = {{}, {.source = "data:,x"}}}}}};
    EXPECT_EQ(print(config, Layout::compact),
              R"({"ignition":{"version":"3.4.0"},"passwd":{"users":[{"gecos":"","name":"","uid":0}]},)"
              R"("storage":{"files":[{"path":"","append":[{},{"source":"data:,x"}]}]}})"
              "\n");
    EXPECT_NE(print(config, Layout::pretty).find("\"append\": [\n          {},\n          {"), std::string::npos);
}

TEST(Print, LeavesOutAPartitionNumberAndATangUrlThatAreNotSet) {
    Config config{.ignition = {.version = "3.4.0"},
                  .storage = {.disks = {{.device = "/dev/a", .partitions = {{.label = "x"}}}},
                              .luks = {{.clevis = {.tang = {{.thumbprint = "t"}}}, .name = "n"}}}};
    EXPECT_EQ(
        print(config, Layout::compact),
        R"({"ignition":{"version":"3.4.0"},"storage":{"disks":[{"device":"/dev/a","partitions":[{"label":"x"}]}],)"
        R"("luks":[{"clevis":{"tang":[{"thumbprint":"t"}]},"name":"n"}]}})"
        "\n");
}

TEST(Print, EscapesAsGoDoes) {
    std::string out;
    append_json_string(out, "\"\\<&>\n\r\t\b\f\x01/\x7f\xe2\x80\xa8\xe2\x80\xa9\xff\xc3\xa9");
    EXPECT_EQ(out, R"("\"\\\u003c\u0026\u003e\n\r\t\u0008\u000c\u0001/)"
                   "\x7f"
                   R"(\u2028\u2029\ufffd)"
                   "\xc3\xa9\"");
}

}  // namespace
}  // namespace nagaya::ignition
