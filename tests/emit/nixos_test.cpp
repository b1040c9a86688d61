#include "emit/nixos.hpp"

#include <gtest/gtest.h>

#include "emit/nixos_parts.hpp"
#include "emit/nixos_unit.hpp"

namespace nagaya::emit {
namespace {

using state::Kind;

std::string unit(std::string_view name, std::string_view text, bool enabled = true) {
    std::set<std::string> unknown;
    return print_bindings(nixos_unit(name, text, enabled, unknown), 0);
}

TEST(NixosUnit, OptionsInsteadOfTexts) {
    EXPECT_EQ(unit("a.service",
                   "[Unit]\nDescription=one\nDescription=two\nAfter=b.service c\\x2dd.target\nConflicts=e.service\n"
                   "Documentation=man:a man:b\nStartLimitBurst=3\nStartLimitIntervalSec=5min\n"
                   "[Install]\nWantedBy=multi-user.target\nAlias=f.service\nUpheldBy=g.target\n"),
              "description = \"two\";\nstartLimitBurst = 3;\nafter = [\n  \"b.service\"\n  \"c\\\\x2dd.target\"\n];\n"
              "conflicts = [ \"e.service\" ];\ndocumentation = [\n  \"man:a\"\n  \"man:b\"\n];\n"
              "wantedBy = [ \"multi-user.target\" ];\naliases = [ \"f.service\" ];\nupheldBy = [ \"g.target\" ];\n"
              "unitConfig.StartLimitIntervalSec = \"5min\";\n");
    EXPECT_EQ(unit("a.service", "[Install]\nWantedBy=multi-user.target\nAlias=f.service\n", false), "");
}

TEST(NixosUnit, WhatNixosWouldRefuse) {
    EXPECT_EQ(unit("a.service", "[Unit]\nAfter=network\n"), "unitConfig.After = \"network\";\n");
    EXPECT_EQ(unit("a.service", "[Service]\nType=simple\nType=oneshot\nRestart=no\n"),
              "serviceConfig = {\n  Type = \"oneshot\";\n  Restart = \"no\";\n};\n");
    EXPECT_EQ(unit("a.service", "[Service]\nEnvironment=A=1\nEnvironment=\nEnvironment=PATH=/x \"B=1 2\"\n"),
              "environment = {\n  PATH = lib.mkForce \"/x\";\n  B = \"1 2\";\n};\n");
    EXPECT_EQ(unit("a.service", "[X-Own]\nA=b\n[Socket]\nAccept=yes\n"), "");
    EXPECT_EQ(
        unit("a.service", "[Service]\nNice=-5\nOOMScoreAdjust=-5\nOOMScoreAdjust=-6\nUMask=0077\n"),
        "serviceConfig = {\n  Nice = -5;\n  OOMScoreAdjust = [\n    (-5)\n    (-6)\n  ];\n  UMask = \"0077\";\n};\n");
}

TEST(NixosUnit, SocketsAndMounts) {
    EXPECT_EQ(unit("a.socket",
                   "[Socket]\nListenStream=1\nListenDatagram=2\nListenStream=\nListenStream=/run/a b\nAccept=yes\n"),
              "listenStreams = [ \"/run/a b\" ];\nsocketConfig.Accept = true;\n");
    EXPECT_EQ(
        unit("a.mount", "[Mount]\nWhat=/dev/x\nWhere=/srv/x\nType=xfs\nOptions=ro\nTimeoutSec=3\n"),
        "what = \"/dev/x\";\nwhere = \"/srv/x\";\ntype = \"xfs\";\noptions = \"ro\";\nmountConfig.TimeoutSec = 3;\n");
    EXPECT_EQ(unit("a.automount", "[Automount]\nWhere=/srv/x\nTimeoutIdleSec=5\n"),
              "where = \"/srv/x\";\nautomountConfig.TimeoutIdleSec = 5;\n");
}

TEST(Nixos, NamesAndTextsOfTmpfiles) {
    EXPECT_EQ(tmpfiles_path("/a b/100%/it's\\ü"), "/a b/100%%/it\\'s\\\\ü");
    EXPECT_EQ(tmpfiles_argument("50% \\"), "50%% \\");
    EXPECT_TRUE(fits_tmpfiles("a\n\tb\r\nü"));
    EXPECT_FALSE(fits_tmpfiles("\x1b[0m"));
    EXPECT_FALSE(fits_tmpfiles("\xff"));
    EXPECT_TRUE(fits_tmpfiles(std::string(longest_argument, 'x')));
    EXPECT_FALSE(fits_tmpfiles(std::string(longest_argument / 4 + 1, ' ')));
}

/// A host with one file of root's.
NixosModule module_of(std::string path, std::string text, const NixosOptions& options = {},
                      std::vector<state::Requirement> requirements = {}) {
    state::HostState state;
    state.host = "box";
    state.prefix = "x";
    state.requirements = std::move(requirements);
    state.put({.kind = Kind::file, .scope = {}, .name = std::move(path)},
              {.service = "web",
               .origin = {},
               .role = {},
               .value = state::File{.owner = {}, .content = state::Content::of(std::move(text))}});
    return emit_nixos(state, options);
}

TEST(Nixos, WhatIsTooLargeIsTold) {
    const NixosModule module = module_of("/srv/x/big", std::string(longest_argument + 1, 'x'));
    ASSERT_EQ(module.notes.size(), 1U);
    EXPECT_TRUE(module.notes[0].starts_with("/srv/x/big is left out"));
    EXPECT_FALSE(module.text.contains("tmpfiles"));
}

TEST(Nixos, ADropInStandsBehindItsUnit) {
    state::HostState state;
    state.prefix = "x";
    for (const auto& [path, text] : std::map<std::string, std::string>{
             {"/etc/systemd/system/x.service", "[Service]\nExecStart=/opt/a\nEnvironmentFile=/a\n"},
             {"/etc/systemd/system/x.service.d/1.conf",
              "[Service]\nExecStart=\nExecStart=/opt/b\nEnvironmentFile=/b\n"},
             {"/etc/systemd/system/y.service.d/1.conf", "[Service]\nNice=1\n"}})
        state.put({.kind = Kind::file, .scope = {}, .name = path},
                  {.service = "web",
                   .origin = {},
                   .role = {},
                   .value = state::File{.owner = {}, .content = state::Content::of(text)}});
    const std::string text = emit_nixos(state, {}).text;
    EXPECT_TRUE(text.contains("      ExecStart = [\n        \"/opt/a\"\n        \"\"\n        \"/opt/b\"\n      ];\n"))
        << text;
    EXPECT_TRUE(text.contains("      EnvironmentFile = [\n        \"/a\"\n        \"/b\"\n      ];\n")) << text;
    EXPECT_TRUE(
        text.contains("    y = {\n      overrideStrategy = \"asDropin\";\n      serviceConfig.Nice = 1;\n    };\n"))
        << text;
}

TEST(Nixos, ArgumentsAreThoseThatItNames) {
    const auto head = [](const NixosModule& module) {
        const std::string_view text = std::string_view(module.text).substr(module.text.find('\n') + 1);
        return std::string(text.substr(0, text.find(":\n")));
    };
    EXPECT_EQ(head(module_of("/srv/x/f", "config. lib. pkgs. are words\n")), "{ ... }");
    EXPECT_EQ(head(module_of("/etc/systemd/system/x.service", "[Service]\nEnvironment=PATH=/x\nExecStart=/bin/sh\n")),
              "{ lib, pkgs, ... }");
}

TEST(Nixos, LowPortsOfAccounts) {
    const auto port = [](std::string number) {
        return state::Requirement{.kind = state::Requirement::Kind::unprivileged_port,
                                  .service = "web",
                                  .subject = std::move(number),
                                  .detail = {},
                                  .owner = {},
                                  .group = {},
                                  .origin = {}};
    };
    EXPECT_TRUE(
        module_of("/srv/x/f", "", {}, {port("443"), port("80"), port("81")})
            .text.contains("  boot.kernel.sysctl.\"net.ipv4.ip_unprivileged_port_start\" = lib.mkDefault 80;\n"));
}

TEST(Nixos, SecretsThatTheModuleCannotBring) {
    using enum NixosSecret::Form;
    const auto secret = [](NixosSecret::Form form, std::string type = {}, bool variables = false) {
        return NixosSecret{.form = form,
                           .service = "web",
                           .name = "k",
                           .path = "/run/s/k",
                           .owner = {.uid = 5, .gid = 0},
                           .file = "secrets/web/k",
                           .type = std::move(type),
                           .variables = variables};
    };
    const auto module = [&](NixosSecrets by, NixosSecret one, std::string site = "./..") {
        return module_of("/etc/systemd/system/x.service", "[Service]\nEnvironmentFile=/run/s/k\n",
                         {.secrets_by = by, .site = std::move(site), .secrets = {std::move(one)}});
    };
    for (const auto& [by, one] : {std::pair{NixosSecrets::none, secret(age)},
                                  {NixosSecrets::agenix, secret(sops, "dotenv")},
                                  {NixosSecrets::agenix, secret(clear)},
                                  {NixosSecrets::sops, secret(age)},
                                  {NixosSecrets::sops, secret(sops, "yaml", true)}}) {
        const NixosModule made = module(by, one);
        ASSERT_EQ(made.notes.size(), 1U);
        EXPECT_TRUE(made.notes[0].starts_with("nothing brings the secret `web/k` to /run/s/k: ")) << made.notes[0];
        EXPECT_TRUE(made.text.contains("\"/run/s/k\"")) << made.text;
    }
    const NixosModule made = module(NixosSecrets::sops, secret(sops, "yaml"));
    EXPECT_TRUE(made.notes.empty());
    EXPECT_TRUE(made.text.contains("EnvironmentFile = \"${config.sops.secrets.web-k.path}\"")) << made.text;
    EXPECT_TRUE(
        made.text.contains("    sopsFile = ./../secrets/web/k;\n    format = \"yaml\";\n    key = \"\";\n"
                           "    uid = 5;\n    group = \"root\";\n    mode = \"0400\";\n"))
        << made.text;
    EXPECT_TRUE(module(NixosSecrets::agenix, secret(age), "./my site")
                    .text.contains("file = ./. + \"/my site/secrets/web/k\";"));
}

}  // namespace
}  // namespace nagaya::emit
