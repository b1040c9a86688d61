#include "lower/lowered.hpp"

namespace nagaya::lower {
namespace {

Lines requirements(std::string_view text) {
    using Kind = state::Requirement::Kind;
    Lines lines;
    for (const state::Requirement& requirement : lower(text).state.requirements) {
        const std::string_view kind = requirement.kind == Kind::mounted     ? "mounted"
                                      : requirement.kind == Kind::port_free ? "free"
                                      : requirement.kind == Kind::secret    ? "secret"
                                                                            : "program";
        // Whoever has loopback ports needs the packet filter; what it is needed for is tried elsewhere.
        EXPECT_EQ(kind == "program", requirement.subject == "nft");
        if (requirement.subject != "nft")
            lines.push_back(concat(kind, ' ', requirement.subject, ' ', requirement.detail, requirement.owner));
        EXPECT_NE(requirement.origin, Span{});
    }
    return lines;
}

TEST(Requirements, NameEveryPort) {
    EXPECT_EQ(requirements(concat(web,
                                  "== services/web/service.toml\n[[port]]\nname = \"a\"\nlisten = 80\ntarget = 8080\n"
                                  "[[port]]\nname = \"b\"\nlisten = 53\ntarget = 53\nprotocol = \"udp\"\n")),
              (Lines{"free 80 tcp", "free 8080 tcp", "free 53 udp"}));
}

TEST(Requirements, NameMountsThatAreNeededOrHoldData) {
    constexpr std::string_view host =
        "== hosts/mouse.toml\nos = \"debian\"\nservices = [\"web\"]\n"
        "[[mount]]\nwhere = \"/srv/data\"\nkind = \"zfs\"\nowner = \"root\"\n[[mount]]\nwhere = \"/mnt/x\"\nkind = "
        "\"nfs4\"\n";
    EXPECT_EQ(
        requirements(concat(host, web,
                            "== services/web/service.toml\n[[data]]\npath = \"db\"\n[needs]\nmounts = [\"/mnt/x\"]\n")),
        (Lines{"mounted /mnt/x ", "mounted /srv/data root"}));
    EXPECT_EQ(requirements(
                  concat(host, web, "== services/web/service.toml\n[[data]]\npath = \"db\"\nprecheck_mount = false\n")),
              Lines{});
}

TEST(Requirements, NameSecretsThatAreMissing) {
    EXPECT_EQ(requirements(concat(web, "== services/web/service.toml\n[secrets]\nenv = [\"x.env\"]\n")),
              Lines{"secret web/x.env "});
}

}  // namespace
}  // namespace nagaya::lower
