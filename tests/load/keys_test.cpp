// What the keys of the three files become, and what is said about wrong ones.
#include <gtest/gtest.h>

#include "loaded.hpp"
#include "whole_files.hpp"

namespace nagaya::load {
namespace {

TEST(Keys, EveryKeyOfAServiceReachesTheModel) {
    const Loaded loaded = load_manifest(whole_service);
    EXPECT_EQ(loaded.findings(), Lines{});
    const model::Service& web = loaded.service("web");
    EXPECT_EQ(web.description.value, "Reverse proxy");
    EXPECT_EQ(loaded.sources.text(web.description.at), "\"Reverse proxy\"");
    EXPECT_EQ(web.account.value, "proxy");
    ASSERT_EQ(web.groups.size(), 2u);
    EXPECT_EQ(web.groups[1].value, "media");
    EXPECT_EQ(loaded.sources.text(web.groups[1].at), "\"media\"");
    ASSERT_EQ(web.ports.size(), 2u);
    EXPECT_EQ(web.ports[0].name.value, "https");
    EXPECT_EQ(web.ports[0].listen->value, 443);
    EXPECT_EQ(loaded.sources.text(web.ports[0].listen->at), "443");
    EXPECT_EQ(web.ports[0].target.value, 8443);
    EXPECT_EQ(web.ports[0].via.value, model::Via::socket_proxy);
    EXPECT_EQ(web.ports[0].protocol.value, model::Protocol::tcp);
    EXPECT_FALSE(web.ports[1].listen.has_value());
    EXPECT_EQ(web.ports[1].via.value, model::Via::direct);
    EXPECT_EQ(web.ports[1].protocol.value, model::Protocol::udp);
    ASSERT_EQ(web.data.size(), 1u);
    EXPECT_EQ(web.data[0].path.value, "html/public");
    EXPECT_EQ(web.data[0].owner.value, 101u);
    EXPECT_EQ(web.data[0].group.value, 102u);
    EXPECT_EQ(web.data[0].mode.value, 0755u);
    EXPECT_FALSE(web.data[0].precheck_mount.value);
    ASSERT_EQ(web.secrets.size(), 5u);
    EXPECT_EQ(web.secrets[0].name.value, "web.env");
    EXPECT_EQ(web.secrets[0].kind, model::SecretKind::env);
    EXPECT_EQ(web.secrets[1].name.value, "tls.key");
    EXPECT_EQ(web.secrets[1].kind, model::SecretKind::file);
    EXPECT_EQ(web.secrets[1].owner, 101u);
    EXPECT_EQ(web.secrets[2].owner, 0u);
    EXPECT_EQ(web.secrets[3].kind, model::SecretKind::podman);
    EXPECT_EQ(web.secrets[4].kind, model::SecretKind::root);
    ASSERT_EQ(web.needs.size(), 2u);
    EXPECT_EQ(web.needs[0].service.value, "nextcloud");
    EXPECT_EQ(web.needs[0].condition.value, "healthy");
    EXPECT_EQ(web.needs[1].condition.value, "started");
    ASSERT_EQ(web.health.size(), 2u);
    EXPECT_EQ(web.health[0].unit->value, "web.container");
    EXPECT_EQ(web.health[0].http->value, "http://127.0.0.1:@@PORT_HTTPS@@/");
    EXPECT_EQ(web.health[0].tcp->value, "127.0.0.1:8443");
    ASSERT_EQ(web.health[0].command.size(), 2u);
    EXPECT_EQ(web.health[0].command[1].value, "@@SERVICE@@");
    EXPECT_EQ(web.health[0].within_ms->value, 120'000u);
    EXPECT_EQ(web.health[0].settle_ms->value, 1'500u);
    EXPECT_EQ(web.health[1].unit->value, "dns.container");
    EXPECT_FALSE(web.health[1].within_ms.has_value());
    ASSERT_EQ(web.reload.size(), 1u);
    ASSERT_EQ(web.reload.at("web.container").size(), 2u);
    EXPECT_EQ(web.reload.at("web.container")[0].value, "files/conf.d/*");
    ASSERT_EQ(web.needs_mounts.size(), 1u);
    EXPECT_EQ(web.needs_mounts[0].value, "/mnt/data");
    ASSERT_EQ(web.hooks.size(), 1u);
    EXPECT_EQ(web.hooks[0].stage.value, model::HookStage::after_build);
    EXPECT_TRUE(web.hooks[0].as_root.value);
    ASSERT_EQ(web.hooks[0].command.size(), 3u);
    EXPECT_EQ(web.hooks[0].command[2].value, "true");
    EXPECT_TRUE(web.hooks[0].once.value);
    EXPECT_EQ(web.start.at("web.timer").value, model::StartPolicy::none);
    EXPECT_EQ(web.start.at("web.service").value, model::StartPolicy::enable);
    EXPECT_EQ(web.vars.at("GREETING").value, "hello");
    EXPECT_EQ(web.vars.at("MAX_SIZE").value, "20");
    EXPECT_EQ(web.vars.at("DEBUG").value, "true");
}

TEST(Keys, EveryKeyOfAHostReachesTheModel) {
    const Loaded loaded = load(concat("== hosts/mouse.toml\n", whole_host));
    EXPECT_EQ(loaded.findings(), Lines{});
    const model::Host& mouse = loaded.site.hosts.at("mouse");
    EXPECT_EQ(mouse.name, "mouse");
    EXPECT_EQ(mouse.os.value, "coreos");
    EXPECT_EQ(mouse.address.value, "lab://mouse");
    EXPECT_EQ(mouse.stage.value, "production");
    EXPECT_EQ(mouse.podman.value, "5.4");
    EXPECT_TRUE(mouse.age && mouse.age->value.starts_with("age1ql3"));
    EXPECT_EQ(mouse.host_loopback.value, "169.254.1.2");
    ASSERT_EQ(mouse.services.size(), 2u);
    EXPECT_EQ(loaded.sources.text(mouse.services[1].at), "\"web\"");
    ASSERT_EQ(mouse.mounts.size(), 1u);
    EXPECT_EQ(mouse.mounts[0].where.value, "/mnt/data");
    EXPECT_EQ(mouse.mounts[0].kind.value, model::MountKind::nfs4);
    EXPECT_EQ(mouse.mounts[0].mode.value, model::MountMode::automount);
    EXPECT_EQ(mouse.mounts[0].owner->value, "web");
    EXPECT_EQ(mouse.mounts[0].group->value, "1000");
    EXPECT_EQ(mouse.unprivileged_port_start.value, 80);
    EXPECT_EQ(mouse.firewall.backend.value, model::FirewallBackend::nftables);
    EXPECT_TRUE(mouse.firewall.closed.value);
    ASSERT_EQ(mouse.firewall.allow.size(), 2u);
    EXPECT_EQ(mouse.firewall.allow[1].value, "51820/udp");
    EXPECT_FALSE(mouse.firewall.isolate.value);
    EXPECT_EQ(mouse.vars.at("LOG_LEVEL").value, "debug");
}

TEST(Keys, EveryKeyOfTheSiteReachesTheModel) {
    const Loaded loaded = load(concat("== nagaya.toml\n", whole_site));
    EXPECT_EQ(loaded.findings(), Lines{});
    const model::SiteSettings& settings = loaded.site.settings;
    EXPECT_EQ(settings.name.value, "home");
    EXPECT_EQ(settings.prefix.value, "hm");
    EXPECT_EQ(settings.domain.value, "example.org");
    EXPECT_EQ(settings.install_root.value, "/srv/x");
    EXPECT_EQ(settings.data_root.value, "/srv/y");
    EXPECT_EQ(settings.first_uid.value, 3000u);
    EXPECT_EQ(settings.last_uid.value, 3009u);
    EXPECT_EQ(settings.subid_base.value, 2'000'000u);
    EXPECT_EQ(settings.subid_size.value, 131'072u);
    EXPECT_EQ(settings.first_loopback_port.value, 21'000);
    EXPECT_EQ(settings.last_loopback_port.value, 21'009);
    EXPECT_EQ(settings.secrets_dir.value, "/etc/secrets");
    ASSERT_EQ(settings.recipients.size(), 2u);
    EXPECT_EQ(settings.recipients[1].value, "ssh-ed25519 AAAA me");
    EXPECT_EQ(settings.kept_generations.value, 3u);
    EXPECT_EQ(settings.kept_ms.value, 14u * 86'400'000u);
    EXPECT_EQ(settings.prune.value, model::PruneInterval::daily);
    EXPECT_EQ(settings.vars.at("LE_EMAIL").value, "a@example.org");
    ASSERT_EQ(settings.allows.size(), 1u);
    EXPECT_EQ(settings.allows[0].rule.value, "latest-tag");
    EXPECT_EQ(settings.allows[0].path->value, "services/web/*");
    EXPECT_EQ(settings.allows[0].reason.value, "ours alone");
}

TEST(Keys, EveryKeyOfCertificatesReachesTheModel) {
    const Loaded service = load_manifest(whole_service);
    const model::Service& web = service.service("web");
    ASSERT_EQ(web.certificates.size(), 1u);
    EXPECT_EQ(web.certificates[0].name->value, "www");
    ASSERT_EQ(web.certificates[0].domains.size(), 2u);
    EXPECT_EQ(web.certificates[0].domains[1].value, "*.w.example.org");
    EXPECT_EQ(web.certificates[0].reload->value, "web.container");
    EXPECT_TRUE(web.certificates[0].copy.value);
    EXPECT_EQ(web.certificates[0].owner->value, 33u);
    ASSERT_EQ(web.compose_profiles.size(), 2u);
    EXPECT_EQ(web.compose_profiles[1].value, "debug");
    ASSERT_TRUE(web.issuer);
    EXPECT_EQ(web.issuer->eab->value, "kid-1");
    EXPECT_EQ(service.sources.text(web.issuer->at), "issuer");
    EXPECT_EQ(web.issuer->server.value, "staging");
    EXPECT_EQ(web.issuer->email.value, "@@LE_EMAIL@@");
    EXPECT_EQ(web.issuer->dns.value, "rfc2136");
    EXPECT_EQ(web.issuer->resolvers.at(0).value, "9.9.9.9:53");
    EXPECT_EQ(web.issuer->ca->value, "acme/ca.pem");
    EXPECT_EQ(web.issuer->unit.value, "get.container");
    EXPECT_EQ(web.issuer->renew_days.value, 20u);
    const Loaded site = load(concat("== nagaya.toml\n", whole_site));
    EXPECT_EQ(site.site.settings.certificates.directory.value, "/srv/tls");
    EXPECT_EQ(site.site.settings.certificates.group.value, "tls");
    EXPECT_EQ(site.site.settings.certificates.gid.value, 950u);
}

TEST(Keys, EveryKeyOfAProxyReachesTheModel) {
    const Loaded loaded = load_manifest(whole_service);
    const model::Service& web = loaded.service("web");
    ASSERT_EQ(web.proxies.size(), 1u);
    const model::Proxy& proxy = web.proxies[0];
    ASSERT_EQ(proxy.hosts.size(), 2u);
    EXPECT_EQ(proxy.hosts[0].value, "cloud.@@DOMAIN@@");
    EXPECT_EQ(proxy.port->value, "https");
    EXPECT_EQ(proxy.upstream->value, "http://10.0.0.5:8080");
    EXPECT_FALSE(proxy.websocket.value);
    EXPECT_EQ(proxy.body_size.value, "2g");
    EXPECT_EQ(proxy.auth->value, "cloud.htpasswd");
    EXPECT_FALSE(proxy.tls->value);
    EXPECT_EQ(proxy.hsts_ms.value, 86'400'000u);
    EXPECT_EQ(proxy.timeout_ms.value, 300'000u);
    EXPECT_EQ(proxy.title->value, "Cloud");
    EXPECT_FALSE(proxy.listed.value);
    ASSERT_TRUE(web.reverse_proxy);
    EXPECT_EQ(web.reverse_proxy->kind.value, model::ProxyKind::nginx);
    EXPECT_EQ(web.reverse_proxy->unit->value, "web.container");
    EXPECT_EQ(web.reverse_proxy->index->value, "home.@@DOMAIN@@");
    EXPECT_TRUE(web.reverse_proxy->tls->value);
}

TEST(Keys, HealthIsOneTableOrSeveral) {
    const Loaded one = load_manifest("[health]\ntcp = \"a:1\"\n");
    EXPECT_EQ(one.findings(), Lines{});
    ASSERT_EQ(one.service("web").health.size(), 1u);
    EXPECT_EQ(one.sources.text(one.service("web").health[0].at), "health");
    EXPECT_EQ(
        load_manifest("health = 3\n").findings(),
        Lines{"wrong-type services/web/service.toml:1:10 <3> `health` is of type integer, not a table or a list of "
              "tables"});
}

TEST(Keys, TimesHaveAUnitAndLimits) {
    EXPECT_EQ(load_manifest("[health]\nwithin = \"30\"\n").codes(), Lines{"bad-name"});
    EXPECT_EQ(load_manifest("[health]\nwithin = 30\n").codes(), Lines{"wrong-type"});
    EXPECT_EQ(
        load_manifest("[health]\nwithin = \"2h\"\n").findings(),
        Lines{"out-of-range services/web/service.toml:2:10 <\"2h\"> `within` is 2h, which is not between 1s and 1h"});
}

TEST(Keys, UnknownKeySaysWhatWasMeant) {
    const Loaded loaded = load_manifest("descripton = \"x\"\n");
    EXPECT_EQ(loaded.findings(),
              Lines{"unknown-key services/web/service.toml:1:1 <descripton> the top level has no key "
                    "`descripton`"});
    EXPECT_EQ(loaded.help(), "did you mean `description`?");
    const Diagnostic finding = loaded.report.sorted(loaded.sources).front();
    ASSERT_EQ(finding.fixes.size(), 1u);
    EXPECT_EQ(finding.fixes[0].replacement, "description");
    EXPECT_EQ(loaded.sources.text(finding.fixes[0].at), "descripton");
}

TEST(Keys, UnknownKeySaysWhereItBelongs) {
    const Loaded loaded = load_manifest("listen = 80\n");
    EXPECT_EQ(loaded.help(), "`listen` stands in [[port]]");
}

TEST(Keys, UnknownKeyListsWhatIsKnown) {
    const Loaded loaded = load_manifest("[needs]\nfrobnication = 1\n");
    EXPECT_EQ(loaded.findings(), Lines{"unknown-key services/web/service.toml:2:1 <frobnication> [needs] has no key "
                                       "`frobnication`"});
    EXPECT_EQ(loaded.help(), "known here: services, reach, mounts");
}

TEST(Keys, UnknownTable) {
    const Loaded loaded = load_manifest("[acount]\nname = \"x\"\n");
    EXPECT_EQ(loaded.codes(), Lines{"unknown-key"});
    EXPECT_EQ(loaded.help(), "did you mean `account`?");
}

TEST(Keys, WrongTypeMarksTheValue) {
    EXPECT_EQ(load_manifest("[[port]]\nname = \"a\"\nlisten = \"80\"\n").findings(),
              Lines{"wrong-type services/web/service.toml:3:10 <\"80\"> `listen` is a string, not a port number"});
    EXPECT_EQ(load_manifest("description = 1\n").findings(),
              Lines{"wrong-type services/web/service.toml:1:15 <1> `description` is an integer, not a string"});
    EXPECT_EQ(
        load_manifest("[secrets]\nenv = \"a.env\"\n").findings(),
        Lines{
            "wrong-type services/web/service.toml:2:7 <\"a.env\"> `env` is a string, not a list of names of secrets"});
    EXPECT_EQ(load_manifest("[secrets]\nenv = [\"a.env\", 1]\n").findings(),
              Lines{"wrong-type services/web/service.toml:2:17 <1> `env` is an integer, not a secret's name"});
    EXPECT_EQ(
        load_manifest("[vars]\nA = 1.5\n").findings(),
        Lines{"wrong-type services/web/service.toml:2:5 <1.5> `A` is a float, not a string, an integer or a boolean"});
    EXPECT_EQ(load_manifest("[[data]]\npath = \"x\"\nmode = 750\n").findings(),
              Lines{"wrong-type services/web/service.toml:3:8 <750> `mode` is an integer, not a file mode"});
}

TEST(Keys, WordsAreOffered) {
    const Loaded loaded = load_manifest("[start]\n\"a.timer\" = \"nome\"\n");
    EXPECT_EQ(
        loaded.findings(),
        Lines{
            "wrong-type services/web/service.toml:2:13 <\"nome\"> `a.timer` is `nome`, not \"automatic\", \"enable\", "
            "\"start\" or \"none\""});
    EXPECT_EQ(loaded.help(), "did you mean `none`?");
}

TEST(Keys, TablesAndListsOfTablesAreToldApart) {
    EXPECT_EQ(load_manifest("[port]\nname = \"a\"\n").codes(), Lines{"wrong-type"});
    EXPECT_EQ(load_manifest("[port]\nname = \"a\"\n").help(), "write `[[port]]` on a line of its own");
    EXPECT_EQ(load_manifest("[[account]]\nname = \"a\"\n").codes(), Lines{"wrong-type"});
    EXPECT_EQ(load_manifest("port = [1]\n").codes(), Lines{"wrong-type"});
    EXPECT_EQ(load_manifest("account = \"web\"\n").codes(), Lines{"wrong-type"});
}

TEST(Keys, NumbersHaveRanges) {
    EXPECT_EQ(load_manifest("[[port]]\nname = \"a\"\nlisten = 0\n").findings(),
              Lines{"out-of-range services/web/service.toml:3:10 <0> `listen` is 0, which is not between 1 and 65535"});
    EXPECT_EQ(load_manifest("[[port]]\nname = \"a\"\nlisten = 65536\n").codes(), Lines{"out-of-range"});
    EXPECT_EQ(load_manifest("[[port]]\nname = \"a\"\nlisten = 65535\n").codes(), Lines{});
    EXPECT_EQ(load_manifest("[[data]]\npath = \"x\"\nowner = -1\n").codes(), Lines{"out-of-range"});
    EXPECT_EQ(load_manifest("[[hook]]\nstage = \"after-build\"\ncommand = []\n").codes(), Lines{"out-of-range"});
    const std::string_view head = "== nagaya.toml\n[site]\nname = \"h\"\n[accounts]\n";
    EXPECT_EQ(load(concat(head, "uids = [2001, 2000]\n")).codes(), Lines{"out-of-range"});
    EXPECT_EQ(load(concat(head, "uids = [2000]\n")).codes(), Lines{"out-of-range"});
    EXPECT_EQ(load(concat(head, "uids = [2000, 2001, 2002]\n")).codes(), Lines{"out-of-range"});
    EXPECT_EQ(load(concat(head, "uids = [2000, 2000]\n")).codes(), Lines{});
    EXPECT_EQ(load(concat(head, "uids = [999, 2000]\n")).codes(), Lines{"out-of-range"});
}

TEST(Keys, MissingKeyMarksTheTable) {
    EXPECT_EQ(load_manifest("[[port]]\nlisten = 80\n").findings(),
              Lines{"missing-key services/web/service.toml:1:3 <port> [[port]] has no `name`"});
    EXPECT_EQ(load_manifest("[[hook]]\n").codes(), (Lines{"missing-key", "missing-key"}));
    EXPECT_EQ(load("== nagaya.toml\n[site]\n").findings(),
              Lines{"missing-key nagaya.toml:1:2 <site> [site] has no `name`"});
    EXPECT_EQ(load("== nagaya.toml\n\n").findings(), Lines{"missing-key nagaya.toml:1:1 [site] has no `name`"});
}

TEST(Keys, NamesHaveForms) {
    EXPECT_EQ(load_manifest("[account]\nname = \"Web Server\"\n").findings(),
              Lines{"bad-name services/web/service.toml:2:8 <\"Web Server\"> `Web Server` is not an account name"});
    for (std::string_view bad : {
             "[[port]]\nname = \"a_b\"\n",
             "[[data]]\npath = \"../x\"\n",
             "[[data]]\npath = \"/x\"\n",
             "[[data]]\npath = \"x\"\nmode = \"799\"\n",
             "[secrets]\nenv = [\"../../etc/shadow\"]\n",
             "[needs]\nservices = [\"a:soon\"]\n",
             "[needs]\nmounts = [\"mnt\"]\n",
             "[start]\nweb = \"none\"\n",
             "[vars]\nlower = \"x\"\n",
             "description = \"a\\u0000b\"\n",
         }) {
        EXPECT_EQ(load_manifest(bad).codes(), Lines{"bad-name"}) << bad;
    }
    for (std::string_view bad : {"address = \"mouse\"", "podman = \"5\"", "host_loopback = \"::1\"", "stage = \"A\""}) {
        EXPECT_EQ(load(concat("== hosts/a.toml\n", bad, '\n')).codes(), Lines{"bad-name"}) << bad;
    }
}

TEST(Keys, BuiltInVariablesCannotBeSet) {
    EXPECT_EQ(load_manifest("[vars]\nUID = \"1\"\n").findings(),
              Lines{"builtin-variable services/web/service.toml:2:1 <UID> `UID` is built in"});
    EXPECT_EQ(load_manifest("[vars]\nPORT_HTTP = 1\n").codes(), Lines{"builtin-variable"});
    EXPECT_EQ(load_manifest("[vars]\nCERT_PATH = \"/c\"\n").codes(), Lines{});
    EXPECT_EQ(load("== hosts/a.toml\n[vars]\nDOMAIN = \"x\"\n").codes(), Lines{"builtin-variable"});
    EXPECT_EQ(load("== nagaya.toml\n[site]\nname = \"h\"\n[vars]\nPREFIX = \"x\"\n").codes(),
              Lines{"builtin-variable"});
}

TEST(Keys, ReadingGoesOnAfterAMistake) {
    const Loaded loaded = load_manifest("foo = 1\n[account]\nname = 5\n[[port]]\nname = \"http\"\nlisten = 99999\n");
    EXPECT_EQ(loaded.codes(), (Lines{"unknown-key", "wrong-type", "out-of-range"}));
    ASSERT_EQ(loaded.service("web").ports.size(), 1u);
    EXPECT_EQ(loaded.service("web").ports[0].name.value, "http");
}

}  // namespace
}  // namespace nagaya::load
