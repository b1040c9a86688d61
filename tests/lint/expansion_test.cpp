#include <gtest/gtest.h>

#include "lint/context.hpp"

namespace nagaya::lint {
namespace {

class ExpansionTest : public testing::Test {
protected:
    ExpansionTest() {
        site_.settings.prefix.value = "home";
        site_.settings.install_root.value = "/srv/nagaya";
        site_.settings.data_root.value = "/srv/data";
        site_.settings.vars["WHO"] = {"site", {}};
        site_.settings.vars["ONLY_SITE"] = {"site", {}};
        auto& mouse = site_.hosts["mouse"];
        mouse.name = "mouse";
        mouse.vars["WHO"] = {"host", {}};
        for (const auto* name : {"web", "my-db"}) {
            auto& service = site_.services[name];
            service.name = name;
            service.account.value = "acc";
        }
        model::Port port{.name = {"http-alt", {}},
                         .listen = Located<uint16_t>{80, {}},
                         .target = {20'001, {}},
                         .sources = {},
                         .socket = {},
                         .at = {}};
        site_.services["my-db"].ports.push_back(port);
        port.target.value = 20'002;
        site_.services["web"].ports.push_back(port);
    }

    std::optional<std::string> at(const model::Host* host, std::string_view text) {
        return Expansion(site_, host, site_.services.at("web")).expand(text);
    }

    model::Site site_;
};

TEST_F(ExpansionTest, Paths) {
    EXPECT_EQ(at(nullptr, "@@FILES_PATH@@/x"), "/srv/nagaya/web/files/x");
    EXPECT_EQ(at(nullptr, "@@SECRETS_PATH@@"), "/run/nagaya-secrets/home/web");
    EXPECT_EQ(at(nullptr, "@@DATA_PATH@@"), "/srv/data/acc");
    EXPECT_EQ(at(nullptr, "@@PREFIX@@-@@SERVICE@@-x"), "home-web-x");
    EXPECT_EQ(at(nullptr, "plain @@ text"), "plain @@ text");
}

TEST_F(ExpansionTest, Ports) {
    EXPECT_EQ(at(nullptr, "@@PORT_HTTP_ALT@@"), "20002");
    EXPECT_EQ(at(nullptr, "@@PORT_MY_DB_HTTP_ALT@@"), "20001");
    EXPECT_EQ(at(nullptr, "@@LISTEN_HTTP_ALT@@"), "80");
    EXPECT_EQ(at(nullptr, "@@PORT_HTTPS@@"), std::nullopt);
}

TEST_F(ExpansionTest, HostsDecideWhereTheySay) {
    const auto& mouse = site_.hosts.at("mouse");
    EXPECT_EQ(at(nullptr, "@@WHO@@"), std::nullopt);
    EXPECT_EQ(at(&mouse, "@@WHO@@"), "host");
    EXPECT_EQ(at(nullptr, "@@ONLY_SITE@@"), "site");
    site_.services.at("web").vars["WHO"] = {"service", {}};
    EXPECT_EQ(at(nullptr, "@@WHO@@"), "service");
}

}  // namespace
}  // namespace nagaya::lint
