#include "model/readers.hpp"

#include <gtest/gtest.h>

namespace nagaya::model {
namespace {

Host host_with(const std::string& name, std::optional<std::string> key, const std::string& service) {
    Host host;
    host.name = name;
    if (key) host.age = Located<std::string>{*key, {}};
    host.services.push_back({service, {}});
    return host;
}

TEST(Readers, ArePeopleAndTheHostsThatRunTheService) {
    Site site;
    site.settings.recipients = {{"age1me", {}}, {"age1you", {}}};
    site.hosts.emplace("cat", host_with("cat", "age1cat", "mail"));
    site.hosts.emplace("dog", host_with("dog", std::nullopt, "web"));
    site.hosts.emplace("fox", host_with("fox", "age1me", "web"));
    site.hosts.emplace("mouse", host_with("mouse", "age1mouse", "web"));
    std::string all;
    for (const Reader& reader : readers_of(site, "web")) all += concat(reader.who, '=', reader.key, ' ');
    EXPECT_EQ(all, "recipient 1 of nagaya.toml=age1me recipient 2 of nagaya.toml=age1you host mouse=age1mouse ");
    ASSERT_EQ(hosts_without_key(site, "web").size(), 1U);
    EXPECT_EQ(hosts_without_key(site, "web")[0]->name, "dog");
    EXPECT_EQ(hosts_without_key(site, "mail").size(), 0U);
}

}  // namespace
}  // namespace nagaya::model
