#include "app/target.hpp"

#include <gtest/gtest.h>

namespace nagaya::app {
namespace {

Result<Address> address(const char* of_host, HostOptions options = {}) {
    model::Host host;
    host.name = "east";
    host.address.value = of_host;
    return address_of(host, options);
}

HostOptions to(const char* there) {
    HostOptions options;
    options.to = there;
    return options;
}

TEST(Target, is_this_machine_without_an_address) {
    EXPECT_EQ(address("")->kind, Address::Kind::local);
    HostOptions local;
    local.local = true;
    EXPECT_EQ(address("ssh://root@web1", local)->kind, Address::Kind::local);
}

TEST(Target, of_several_is_a_process_of_its_own) {
    HostOptions apart;
    apart.apart = true;
    EXPECT_EQ(address("", apart)->kind, Address::Kind::apart);
    EXPECT_EQ(address("lab://a", apart)->kind, Address::Kind::lab);
}

TEST(Target, is_reached_over_ssh) {
    const auto found = address("ssh://root@web1:2222");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->kind, Address::Kind::ssh);
    EXPECT_EQ(found->name, "east");
    EXPECT_EQ(found->ssh, (remote::SshAddress{.user = "root", .host = "web1", .port = 2222}));
}

TEST(Target, may_be_named_on_the_command_line) {
    EXPECT_EQ(address("ssh://web1", to("lab:try"))->kind, Address::Kind::lab);
    EXPECT_EQ(address("", to("ssh://web2"))->ssh.host, "web2");
    EXPECT_FALSE(address("", to("ssh://-x")));
    EXPECT_FALSE(address("", to("web2")));
}

}  // namespace
}  // namespace nagaya::app
