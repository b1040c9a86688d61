#include "lower/lowered.hpp"

namespace nagaya::lower {
namespace {

/// The text of services/web/files/x after substitution, in a site with ports, two services and variables everywhere.
std::string expand(std::string_view text) {
    return lower(concat("== nagaya.toml\n[site]\nname = \"home\"\nprefix = \"home\"\ndomain = \"example.org\"\n"
                        "[vars]\nA = \"site\"\nB = \"site\"\nC = \"site\"\n"
                        "== hosts/mouse.toml\nos = \"debian\"\nservices = [\"api\", \"web\"]\n[vars]\nB = \"host\"\nC "
                        "= \"host\"\n"
                        "== services/api/service.toml\n[[port]]\nname = \"http-alt\"\ntarget = 9000\n",
                        "== services/web/service.toml\n[[port]]\nname = \"http\"\nlisten = 80\ntarget = 8080\n"
                        "[vars]\nC = \"service\"\nLOG_LEVEL = \"debug\"\n",
                        "== services/web/files/x\n", text))
        .text("/srv/nagaya/web/files/x");
}

TEST(Variables, HaveBuiltIns) {
    EXPECT_EQ(expand("@@SERVICE@@ @@SERVICE_PATH@@ @@FILES_PATH@@ @@SECRETS_PATH@@"),
              "web /srv/nagaya/web /srv/nagaya/web/files /run/nagaya-secrets/home/web");
    EXPECT_EQ(expand("@@INSTALL_ROOT@@ @@DATA_ROOT@@ @@DATA_PATH@@ @@PREFIX@@ @@DOMAIN@@ @@DOMAIN_NAME@@"),
              "/srv/nagaya /srv/data /srv/data/web home example.org example.org");
    EXPECT_EQ(expand("@@HOST@@ @@HOST_LOOPBACK@@ @@ACCOUNT@@ @@UID@@ @@GID@@ @@HOME@@"),
              "mouse 169.254.1.3 web 2001 2001 /home/web");
    EXPECT_EQ(expand("@@PORT_HTTP@@ @@LISTEN_HTTP@@ @@PORT_API_HTTP_ALT@@"), "8080 80 9000");
}

TEST(Variables, OfTheNearestPlaceWin) { EXPECT_EQ(expand("@@A@@ @@B@@ @@C@@"), "site host service"); }

TEST(Variables, HaveDefaultsThatCanBeSet) {
    EXPECT_EQ(expand("@@CERT_PATH@@ @@LOG_LEVEL@@"), "/data/certificates debug");
}

TEST(Variables, ThatAreUnknownAreErrorsAtTheirPlace) {
    const Lowered lowered = lower(concat(web, "== services/web/files/x\nfirst\nsee @@DOMIAN@@ here\n"));
    EXPECT_EQ(
        lowered.loaded.findings(),
        (Lines{"unresolved-variable services/web/files/x:2:5 <@@DOMIAN@@> the variable `DOMIAN` is not known here"}));
    EXPECT_EQ(lowered.loaded.help(), "did you mean `DOMAIN`?");
    EXPECT_EQ(lowered.text("/srv/nagaya/web/files/x"), "(none)");
}

TEST(Variables, AreNotLookedForInBinaryFiles) {
    const Lowered lowered = lower(concat(web, "== services/web/files/x\n@@NOTHING@@ \x01\xff"));
    EXPECT_EQ(lowered.loaded.findings(), Lines{});
    EXPECT_EQ(lowered.text("/srv/nagaya/web/files/x"), "@@NOTHING@@ \x01\xff");
}

TEST(Variables, AreNotLookedForInImageContexts) {
    const Lowered lowered =
        lower("== services/web/image/Containerfile\nFROM docker.io/library/debian:12\n# @@NOTHING@@\n");
    EXPECT_EQ(lowered.loaded.findings(), Lines{});
}

TEST(Variables, AreNotLookedForInValues) {
    const Lowered lowered =
        lower(concat(web, "== services/web/service.toml\n[vars]\nX = \"@@DOMAIN@@\"\n== services/web/files/x\n@@X@@"));
    EXPECT_EQ(lowered.text("/srv/nagaya/web/files/x"), "@@DOMAIN@@");
}

}  // namespace
}  // namespace nagaya::lower
