// The SELinux package: what it says follows from the ports, its version from the releases, and its file from what was built.
#include "lower/selinux.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "load/selinux_file.hpp"
#include "lower/lowered.hpp"

namespace nagaya::lower {
namespace {

constexpr std::string_view door =
    "== nagaya.toml\n[site]\nname = \"home-lab\"\n"
    "== services/web/web.container\n[Container]\nImage=a.b/c\n"
    "== services/web/service.toml\n[[port]]\nname = \"https\"\nlisten = 443\ntarget = 20443\n"
    "[[port]]\nname = \"direct\"\nlisten = 8080\n[[port]]\nname = \"inner\"\ntarget = 20500\n";

std::string release(std::string_view version, std::string_view day, std::string_view content) {
    return concat("[[release]]\nversion = \"", version, "\"\ndate = \"", day,
                  "\"\npackager = \"Ada <ada@example.org>\"\ncontent = \"", content, "\"\nchanges = [\"50% more\"]\n");
}

constexpr std::string_view record = "== security/selinux.toml\n";

TEST(Selinux, LabelsThePortsThatTheProxyReaches) {
    const Lowered lowered = lower(concat(door, record, release("1.2.3-4", "2026-11-01", "sha256:0")));
    const SelinuxPackage package = selinux_package(lowered.loaded.site);
    EXPECT_EQ(package.name, "local-home-lab-security-selinux");
    const std::string& contexts = package.files.at("local_home_lab_security_contexts.cil");
    EXPECT_TRUE(contexts.contains("(portcon tcp 20443 (system_u object_r local_home_lab_security_port_t"));
    EXPECT_FALSE(contexts.contains("8080") || contexts.contains("20500")) << contexts;
    EXPECT_TRUE(contexts.contains("(filecon \"/srv/nagaya/[^/]+/files(/.*)?\" any")) << contexts;
    const std::string& module = package.files.at("local_home_lab_security.te");
    EXPECT_TRUE(module.contains("\nmodule local_home_lab_security 1.2.3;\n")) << module;
    EXPECT_TRUE(
        module.contains("allow systemd_socket_proxyd_t local_home_lab_security_port_t:tcp_socket name_connect;"));
    const std::string& spec = package.files.at(package.spec);
    EXPECT_TRUE(spec.contains("\nVersion: 1.2.3\nRelease: 4\n")) << spec;
    EXPECT_TRUE(spec.contains("\n* Sun Nov 01 2026 Ada <ada@example.org> - 1.2.3-4\n- 50%% more\n")) << spec;
}

TEST(Selinux, ContentIsAboutWhatThePackageSaysOnly) {
    const Lowered one = lower(door);
    const Lowered two = lower(concat(door, record, release("1.2.3-4", "2026-11-01", "sha256:0")));
    EXPECT_EQ(selinux_content(one.loaded.site), selinux_content(two.loaded.site));
    std::string moved(door);
    moved.replace(moved.find("20443"), 5, "20444");
    EXPECT_NE(selinux_content(one.loaded.site), selinux_content(lower(moved).loaded.site));
}

TEST(Selinux, TellsThatTheReleaseIsOutdated) {
    const std::string content = selinux_content(lower(door).loaded.site);
    const Lowered current = lower(concat(door, record, release("1.0.0-1", "2026-11-01", content)));
    EXPECT_FALSE(std::ranges::count(current.loaded.codes(), "selinux-outdated"));
    const Lowered old = lower(concat(door, record, release("1.0.0-1", "2026-11-01", "sha256:0")));
    EXPECT_TRUE(std::ranges::count(old.loaded.codes(), "selinux-outdated"));
    EXPECT_FALSE(old.loaded.report.has_errors());
}

TEST(Selinux, BuiltPackageGoesToHostsThatHaveIt) {
    constexpr std::string_view name = "local-home-lab-security-selinux-1.0.0-1.noarch.rpm";
    const std::string site =
        concat(door, record, release("1.0.0-1", "2026-11-01", "sha256:0"), "== security/rpms/", name,
               "\nnew\n== security/rpms/local-home-lab-security-selinux-0.9.0-1.noarch.rpm\nold\n"
               "== hosts/mouse.toml\nservices = [\"web\"]\n");
    const std::string path = concat("/srv/nagaya/rpms/", name);
    EXPECT_EQ(lower(site).text(path), "(none)");
    const Lowered lowered = lower(concat(site, "os = \"microos\"\n"));
    EXPECT_EQ(lowered.text(path), "new\n");
    EXPECT_EQ(lowered.text("/srv/nagaya/rpms/local-home-lab-security-selinux-0.9.0-1.noarch.rpm"), "(none)");
    EXPECT_EQ(install_command("microos", path), concat("transactional-update pkg install ", path));
}

TEST(SelinuxReleases, MustRise) {
    const auto codes = [](std::string_view releases) {
        const auto found = lower(concat(door, record, releases)).loaded.codes();
        return std::ranges::count(found, "selinux-releases");
    };
    EXPECT_EQ(codes(concat(release("1.0.10-1", "2026-11-02", "a"), release("1.0.9-1", "2026-11-02", "a"))), 0);
    EXPECT_EQ(codes(concat(release("1.0.0-1", "2026-11-02", "a"), release("1.0.0-1", "2026-11-01", "a"))), 1);
    EXPECT_EQ(codes(concat(release("1.0.1-1", "2026-10-31", "a"), release("1.0.0-1", "2026-11-01", "a"))), 1);
    EXPECT_EQ(codes(release("1.0-1", "2026-11-02", "a")), 1);
    EXPECT_EQ(codes(release("1.0.0-1", "2026-02-30", "a")), 1);
    EXPECT_EQ(codes("[[release]]\nversion = \"1.0.0-1\"\ndate = \"2026-11-01\"\n"), 1);
    EXPECT_EQ(codes("name = \"x\"\n"), 1);
}

TEST(SelinuxReleases, AreWrittenAsTheyAreRead) {
    const std::string text = release("1.0.1-1", "2026-11-02", "sha256:1");
    const Lowered lowered = lower(concat(door, record, text));
    const std::string printed = load::print_selinux(lowered.loaded.site.selinux.releases);
    EXPECT_TRUE(printed.ends_with(text)) << printed;
}

}  // namespace
}  // namespace nagaya::lower
