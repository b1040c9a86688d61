// What values are and are not: the lists for systemd are what `systemd-analyze verify` and `systemd-analyze calendar` of systemd 252
// say, those for Podman what podman(1) 5.4 does.
#include <gtest/gtest.h>

#include <fstream>
#include <initializer_list>

#include "base/text.hpp"
#include "lint/check_example.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/time.hpp"
#include "lint/unit_keys.hpp"
#include "lint/value_form.hpp"

namespace nagaya::lint {
namespace {

using Words = std::initializer_list<std::string_view>;

void expect(std::string_view form, Words good, Words bad) {
    for (const std::string_view value : good) EXPECT_FALSE(ValueForm(form).check(value)) << form << ": " << value;
    for (const std::string_view value : bad) EXPECT_TRUE(ValueForm(form).check(value)) << form << ": " << value;
}

std::string meant(std::string_view form, std::string_view value) {
    const auto misfit = ValueForm(form).check(value);
    return misfit ? misfit->meant : "fits";
}

TEST(Values, CalendarEvents) {
    for (const char* good : {"*:0/15",
                             "Mon,Tue *-*-* 4:00",
                             "Mon..Fri",
                             "Mon-Fri",
                             "Mon,",
                             "daily",
                             "DAILY",
                             "2024-1-1",
                             "24-1-1",
                             "*-02-30",
                             "04:00",
                             "*-*~3",
                             "*-*~07/1",
                             "*-*-* 4:00:00 Europe/Berlin",
                             "4:00 UTC",
                             "4:00 utc",
                             "hourly UTC",
                             "@1234",
                             "*-*-*",
                             "*-*-* *:*:*",
                             "*:*",
                             "1..5:00",
                             "1,2,3:30",
                             "*-1,4,7,10-01 00:00:00",
                             "Mon *-*-1..7 18:00:00",
                             "Monday",
                             "Mon  *-*-*  18:00",
                             "12:00:00.5",
                             "*:*:0/2.5",
                             "*-*-* 00/2:00",
                             "00/2:00:00,30",
                             "Sun 2:00 Iceland",
                             "*-*-1/2",
                             "1-1",
                             "*-*-01,15",
                             "minutely",
                             "semiannually",
                             "Mon..Wed,Sat,Sun",
                             "2003-03-05 05:40:23.4200004/3.1700005",
                             "Wed, 17:48",
                             "2003-02..04-05",
                             "mon,fri *-1/2-1,3 *:30:45",
                             "Sat,Sun 12-05 08:05:40",
                             "*-*-* 00:00:00.1234567",
                             "05~03",
                             "*-*~28",
                             "05~28/7",
                             "*-*~1..3",
                             "00:00:59.9999994",
                             "*:10..12/2",
                             "*:10..12/3",
                             "5..5:00"})
        EXPECT_TRUE(read_calendar_event(good).valid) << good;
    for (const char* bad :
         {"*:*/15",  "Fri..Mon",  "dayly",    "25:00",    "*-13-1",   "4:60",       "4",
          "*",       "5..1:00",   "mondays",  "2200-1-1", "1969-1-1", "4:00:61",    "*-0-1",
          "4:00pm",  "every day", "weekly *", "@daily",   "reboot",   "00:00:60",   "00:00:59.9999999",
          "*-02~31", "*-*~3..1",  "*-*~07/7", "*:50/10",  "*-*-31/1", "*:*:0..0.5", "*:*:59.5/0.5",
          "0/30:00", "4:5:6:7",   "Mon.Wed",  "0/0:0",    "*:0/0",    "",           "0 4 * * *"})
        EXPECT_FALSE(read_calendar_event(bad).valid) << bad;
}

TEST(Values, CalendarEventsInUnknownZones) {
    EXPECT_EQ(read_calendar_event("04:00 Europe/Berln").unknown_zone, "Europe/Berln");
    EXPECT_EQ(read_calendar_event("04:00 Europe/Berlin").unknown_zone, "");
    EXPECT_EQ(meant("calendar event", "04:00 Europe/Berln"), "");
    EXPECT_EQ(ValueForm("zone | local").check("Europe/Berln")->listed, true);
}

/// Generated, with what systemd 252 says.
TEST(Values, TimesAreJudgedAsSystemdDoes) {
    std::ifstream file(NAGAYA_TEST_DIRECTORY "/times.txt");
    size_t lines = 0;
    for (std::string line; std::getline(file, line); ++lines) {
        const auto words = split_words(line);
        const std::string_view value = std::string_view(line).substr(words[0].size() + words[1].size() + 2);
        const bool valid =
            words[0] == "OnCalendar" ? read_calendar_event(value).valid : is_time_span(value, Smallest::microsecond);
        EXPECT_EQ(valid, words[1] == "good") << line;
    }
    EXPECT_GT(lines, 500);
}

TEST(Values, OfFences) {
    expect("system calls", {"@system-service", "~@privileged open:EPERM", "read write"},
           {"@foo", "opne", "open:EPERM", "~open:EPRM", "read,write"});
    expect("capability...", {"CAP_NET_ADMIN", "cap_chown", "~CAP_SYS_ADMIN"}, {"NET_ADMIN", "CAP_FOO"});
    expect("device access", {"/dev/null rw", "char-tty", "block-sd* r"}, {"tty rw", "/dev/null x", "/dev/a r w"});
    expect("boolean | namespace kinds", {"yes", "~user net"}, {"foo", "~user ~net"});
    expect("socket bind", {"any", "ipv4:tcp:80-90", "80"}, {"foo", "0", "90-80"});
    expect("cpu range", {"0", "0-3,5"}, {"3-0", "x", "9999"});
    expect("error number", {"EPERM", "kill", "5"}, {"EPRM", "0", "5000"});
    expect("nice limit", {"+5", "-20", "40", "1:5"}, {"41", "+20", "x"});
    expect("device limit", {"/dev/sda 5M", "/dev/sda infinity"}, {"/dev/sda", "/dev/sda x", "/dev/sda 0"});
    expect("bytes over 0 | percentage | infinity", {"1", "50%", "12.25%"}, {"0", "101%", "12.345%"});
    expect("count limit", {"1:2", "infinity"}, {"2:1", "infinity:5"});
}

TEST(Values, OfSystemd) {
    expect("time span", {"1min 30s", "1h30", "+5", "1.5h", "infinity", "0", "5 min", ".5", "90"},
           {"10x", "inf", "30S", "5Min", "5mins", "-1", "5."});
    expect("bytes", {"512M", "1.5G", "1G 500M", "512 M", "1024"}, {"512m", "512MB", "1KiB", "-1", "max"});
    expect("count limit", {"65536:infinity", "1024"}, {"unlimited", "64K", "1:x"});
    expect("size limit", {"5G", "0", "64K:1M"}, {"5g"});
    expect("quota", {"150%", "12.5%"}, {"50", "0%", "%"});
    expect("weight | idle", {"idle", "10000"}, {"20000", "0"});
    expect("nice", {"+5", "-20"}, {"20", "5x"});
    expect("mode", {"0077", "77", "07777"}, {"999", "017777"});
    expect("unix signal", {"TERM", "15", "RTMIN+3", "SIGRTMIN+3", "64"}, {"SIGFOO", "65", "sigterm", "0"});
    expect("boolean", {"T", "TRUE", "off", "0"}, {"maybe", "2", "yess"});
    expect("assignment", {"A=b", "A="}, {"C", "1A=b", "A-B=c", "A.b=c"});
    expect("status", {"143", "SIGTERM", "TEMPFAIL"}, {"256", "143,144", "success"});
    expect("marked path", {"-/x", "-+/x", "+/x"}, {"x"});
    expect("condition path", {"|!/x", "!/x"}, {"x", "!|/x", "! /x"});
    expect("unit name", {"a.service", "foo@.service", "-.slice", "dev-sda\\x2d1.device"},
           {"foo", "foo@bar", "a/b.service", "a,b.service", "x.servce"});
    expect("command of systemd", {"/bin/true", "kill -HUP $MAINPID", "-@/bin/sh x", "!!/bin/true", "%h/x/y"},
           {"bin/x", "-./x"});
    expect("listen address",
           {"80", "/run/x", "@x", "127.0.0.1:80", "[::1]:80", "[fe80::1%eth0]:80", "vsock::1", "vsock-stream:2:1234",
            "vsock-dgram::1", "vsock-seqpacket::1"},
           {"70000", "127.0.0.1", "localhost:80", "[::1]:x", "x"});
    expect("address family...", {"AF_INET", "~AF_INET6", "none"}, {"AF_INTE", "INET"});
    expect("url", {"man:x(5)", "https://x"}, {"foo.html"});
}

TEST(Values, OfPodman) {
    expect("duration | disable", {"30s", "1h30m", "1.5h", "0", "disable", "100ms"}, {"10x", "30", "1 m", "s", ""});
    expect("size", {"512m", "1.5 GiB", "1024", "2gb", "1B"}, {"1x", "-1", "m", "512mm"});
    expect("host:ip", {"a:10.0.0.1", "a:fd00::1", "a;b:host-gateway"}, {"a", ":10.0.0.1", "a:b"});
    expect("[[SRC:]DEST[:OPTS]]", {"/a", "a.volume:/b:ro,Z", "@@X@@:/b", "a:@@X@@:U", "a:/b:idmap=uids=1", "%h/a:/b"},
           {"a", "a:b", "a:/b:roo", "a:/b:ro,zz", "a:/b:c:d"});
    expect("CSV type=T,... ", {"type=tmpfs,target=/a,tmpfs-size=1m", "type=glob,src=/a*"},
           {"type=bnd,target=/a", "type=bind,source=/a", "type=bind,target=a", "type=bind,target=/a,rro"});
    expect("mode[:opts]", {"keep-id", "keep-id:uid=1,gid=2", "auto:size=9", "ns:/x", "host"},
           {"keepid", "keep-id:user=1", "host:x", "keep-id:uid=x", "ns"});
    expect("image reference", {"nginx", "a.b/c:1", "localhost:5000/x@sha256:" + std::string(64, 'a'), "x.image"},
           {"https://a.b/c", "a.b/C:1", "a.b/c:", "a b", "a/b@sha256:1"});
    expect("name=soft[:hard] | host", {"nofile=1:2", "host", "nproc=-1"}, {"nofiles=1", "nofile", "nofile=x"});
    expect("[-]HOST[:CONTAINER][:PERM] or CDI name",
           {"/dev/dri", "-/dev/a:/dev/b:rwm", "/dev/a:r", "nvidia.com/gpu=all"},
           {"dri", "/dev/a:x", "/dev/a:/dev/b:q"});
    expect("name[,opt=val...]", {"a", "a,type=env,target=B", "a,mode=0400"},
           {"a,typ=env", "a,type=envs", "a,mode=0999"});
    // podman splits these at commas.
    expect("ip address", {"1.1.1.1,8.8.8.8"}, {"1.1.1.1,x"});
    expect("capability names", {"NET_ADMIN,CAP_CHOWN", "all"}, {"NET_ADMIN,CHOWNN"});
    expect("name=soft[:hard] | host", {"nofile=1:2,nproc=3"}, {"nofile=1,x=2"});
    EXPECT_EQ(meant("duration", "30"), "30s");
    EXPECT_EQ(meant("bytes", "512m"), "512M");
    EXPECT_EQ(meant("unit name", "db"), "db.service");
    EXPECT_EQ(meant("seconds", "10s"), "10");
}

/// A form that is not in the tables would be a word that stands for itself.
TEST(Values, FormsOfTheTablesAreKnown) {
    const auto expect_words = [](const ValueForm& form, std::string_view key) {
        for (const std::string& word : form.words())
            EXPECT_EQ(word.find_first_of(" []()=:,"), std::string::npos) << key << ": " << word;
    };
    for (const QuadletKey& key : quadlet_keys()) expect_words(ValueForm(key.values), key.key);
    for (const char* section :
         {"Unit", "Service", "Install", "Timer", "Socket", "Path", "Mount", "Automount", "Swap", "Slice", "Scope"}) {
        EXPECT_FALSE(unit_keys_of(section).empty()) << section;
        for (const std::string& key : unit_keys_of(section)) expect_words(*find_unit_key(section, key), key);
    }
    EXPECT_EQ(find_unit_key("Timer", "ExecStart"), nullptr);
    EXPECT_EQ(find_unit_key("Service", "OnCalendar"), nullptr);
}

std::string messages_of(std::string_view podman, std::string_view code, std::string_view rest) {
    Checked checked;
    check_example(concat("== nagaya.toml\n[site]\nname = \"home\"\n\n== hosts/mouse.toml\npodman = \"", podman,
                         "\"\nservices = [\"web\"]\n\n", rest),
                  checked);
    std::string out;
    for (const Diagnostic& finding : checked.of(code)) out += concat(finding.message, ";");
    return out;
}

TEST(NewerPodman, DropInsAndHealthAreOfFive) {
    const std::string drop_in = concat(container("web", "HealthCmd=true\nNotify=healthy\n"),
                                       "\n== services/web/web.container.d/10.conf\n[Container]\nLabel=a=b\n");
    EXPECT_EQ(messages_of("5.0", "newer-podman", drop_in), "");
    EXPECT_EQ(messages_of("4.9", "newer-podman", drop_in),
              "`Notify=healthy` waits for the health check since podman 5.0; host `mouse` has 4.9;"
              "drop-ins of Quadlets are read since podman 5.0; host `mouse` has 4.9;");
}

TEST(NewerPodman, SemicolonsBeginCommentsSinceFiveFour) {
    const std::string unit = container("web", "; a comment\n");
    EXPECT_EQ(messages_of("5.8", "newer-podman", unit), "");
    EXPECT_EQ(messages_of("5.4", "unit-syntax", unit), "");
    EXPECT_EQ(messages_of("5.3", "newer-podman", unit),
              "`;` begins a comment in Quadlets since podman 5.4; host `mouse` has 5.3;");
}

TEST(NewerPodman, SixHasNoSlirp) {
    const std::string unit = container("web", "Network=slirp4netns:mtu=1500\n");
    EXPECT_EQ(messages_of("5.8", "newer-podman", unit), "");
    EXPECT_EQ(messages_of("6.0", "newer-podman", unit),
              "`slirp4netns` is gone since podman 6.0; host `mouse` has 6.0;");
}

TEST(FilledInOnHost, VariablesAndTimes) {
    const auto marked = [](std::string_view lines) {
        Checked checked;
        check_example(concat(site_with("\"web\"", ""), "\n", container("web", lines)), checked);
        std::string out;
        for (const Diagnostic& finding : checked.of("filled-in-on-host"))
            out += concat(checked.sources.text(finding.at), ";");
        return out;
    };
    EXPECT_EQ(marked("Exec=sh -c 'echo ${A} $$B $C.x' $D\n"), "${A};$D;");
    EXPECT_EQ(marked("Exec=sh -c 'a $A b' \"$B\" '$C' x\"$D\"\n"), "$B;$C;");
    EXPECT_EQ(marked("HealthCmd=curl $URL 'x ${A}'\n"), "${A};");
    EXPECT_EQ(marked("HealthCmd=$URL\n"), "$URL;");
    EXPECT_EQ(marked("Exec=date +%Y-%m-%d\nHealthCmd=date +%%Y\n"), "%Y-%m-%d;");
    EXPECT_EQ(marked("Exec=run ${A} ${HOME}\n[Service]\nEnvironment=A=1\n"), "");
    EXPECT_EQ(marked("Exec=run ${A}\n[Service]\nEnvironmentFile=/x\n"), "");
}

TEST(InlineSecret, SwitchesAreNone) {
    const std::string unit =
        container("web", "Environment=MYSQL_RANDOM_ROOT_PASSWORD=1 \"ALLOW_EMPTY_PASSWORD=yes\"\n");
    EXPECT_EQ(messages_of("5.4", "inline-secret", unit), "");
    EXPECT_EQ(messages_of("5.4", "inline-secret", container("web", "Environment=A_PASSWORD=10\n")),
              "the value of `A_PASSWORD` stands here in clear;");
}

TEST(VpnWithoutDevice, WireGuardOfTheKernelNeedsNone) {
    const auto with = [](std::string_view image, std::string_view lines) {
        return messages_of("5.4", "vpn-without-device",
                           concat("== services/web/web.container\n[Container]\nImage=", image, "\n", lines));
    };
    constexpr std::string_view right = "AddCapability=NET_ADMIN\n";
    EXPECT_EQ(with("lscr.io/linuxserver/wireguard:1", right), "");
    EXPECT_NE(with("lscr.io/linuxserver/wireguard:1", ""), "");
    EXPECT_NE(with("docker.io/tailscale/tailscale:v1", right), "");
}

TEST(UnkeptData, CommandsNameDirectories) {
    const auto with = [](std::string_view command) {
        return messages_of("5.4", "unkept-data",
                           concat("== services/web/web.container\n[Container]\nImage=docker.io/minio/minio:1\n",
                                  command, "\nVolume=a.volume:/a1\n\n== services/web/a.volume\n[Volume]\n"));
    };
    EXPECT_EQ(with("Exec=server /a1"), "");
    EXPECT_EQ(with("Exec=server --console-address :9001 /a{1...4}"), "");
    EXPECT_EQ(with("Exec=server /data"), "what this image writes to `/data` is gone with the container;");
}

TEST(RefusedUnit, ServicesHaveOneProgram) {
    const auto with = [](std::string_view lines) {
        return messages_of("5.4", "refused-unit",
                           concat(container("web"), "\n== services/web/units/user/x.service\n[Service]\n", lines));
    };
    EXPECT_EQ(with("ExecStart=/bin/true\n"), "");
    EXPECT_EQ(with("Type=oneshot\nExecStart=/bin/true\nExecStart=/bin/false\n"), "");
    EXPECT_EQ(with("ExecStart=/bin/true\nExecStart=\nExecStart=/bin/false\n"), "");
    EXPECT_EQ(with("ExecStart=/bin/true\nExecStart=/bin/false\n"),
              "`x.service` has 2 lines `ExecStart=`: systemd refuses it;");
    EXPECT_EQ(with("Restart=no\n"), "`x.service` has no `ExecStart=`: systemd refuses it;");
}

TEST(BareResourceName, IsNoneOfTheFilesBesideIt) {
    const auto with = [](std::string_view lines, std::string_view volume) {
        return messages_of("5.4", "bare-resource-name",
                           concat(container("web", lines), "\n== services/web/data.volume\n[Volume]\n", volume));
    };
    EXPECT_EQ(with("Volume=data:/a\n", ""), "`data` is not what `data.volume` makes: that is `systemd-data`;");
    EXPECT_EQ(with("Volume=data.volume:/a\nVolume=other:/b\nNetwork=data\n", ""), "");
    EXPECT_EQ(with("Volume=data:/a\n", "VolumeName=data\n"), "");
}

TEST(Values, WordsOfNewerReleasesMayBeAllowed) {
    const auto severities = [](std::string_view line) {
        Checked checked;
        check_example(concat(site_with("\"web\"", ""), "\n", container("web", line)), checked);
        std::string out;
        for (const Diagnostic& finding : checked.of("bad-value"))
            out += finding.severity == Severity::error ? 'E' : 'w';
        return out;
    };
    EXPECT_EQ(severities("[Service]\nRestart=allways\nOOMPolicy=wait\nRestrictAddressFamilies=AF_NEW\n"), "www");
    EXPECT_EQ(severities("AddCapability=NEW_CAP\nUserNS=new\nVolume=/a:/b:new\nUlimit=new=1\n"), "wwww");
    EXPECT_EQ(severities("HealthInterval=30\nVolume=/a:b\nMemory=1x\n[Service]\nRestartSec=10x\nRestart=3\n"), "EEEEE");
    EXPECT_EQ(severities("# nagaya: allow bad-value: of podman 9\nCgroupsMode=new\n"), "");
}

TEST(Values, UnitsAreOnlyMeantIfTheyAreThere) {
    const auto help = [](std::string_view lines) {
        Checked checked;
        check_example(concat(site_with("\"web\"", ""), "\n", container("web"), "[Unit]\n", lines), checked);
        std::string out;
        for (const Diagnostic& finding : checked.of("bad-value"))
            out += concat(finding.fixes.empty() ? "" : finding.fixes[0].replacement, ";");
        return out;
    };
    EXPECT_EQ(help("After=web\n"), "web.service;");
    EXPECT_EQ(help("After=network-online\n"), ";");
    EXPECT_EQ(help("After=see longername\n"), ";;");
    EXPECT_EQ(help("After=web.servce\n"), "web.service;");
}

std::string found(std::string_view line) {
    Checked checked;
    check_example(concat("== nagaya.toml\n[site]\nname = \"home\"\n\n== hosts/mouse.toml\nservices = [\"web\"]\n\n",
                         container("web", line)),
                  checked);
    std::string out;
    for (const Diagnostic& finding : checked.all)
        if (finding.code == "bad-value") out += concat(checked.sources.text(finding.at), ";");
    return out;
}

TEST(Values, AreFoundWhereTheyStand) {
    EXPECT_EQ(found("Volume=a:/b:ro,roo\n"), "roo;");
    EXPECT_EQ(found("Volume=a:/b:ro,rw\n"), "rw;");
    EXPECT_EQ(found("Volume=a:/b:z,U,Z\n"), "Z;");
    EXPECT_EQ(found("Volume=a:/b:rslave,shared\n"), "shared;");
    EXPECT_EQ(found("Volume=a:/b:rw,z,U,rslave,nosuid\n"), "");
    EXPECT_EQ(found("AddCapability=NET_ADMIN \\\n NET_RAWW\n"), "NET_RAWW;");
    EXPECT_EQ(found("HealthInterval=@@EVERY@@\nMemory=${MEM}\nHealthTimeout=\nUserNS=%i\n"), "");
    EXPECT_EQ(found("[Service]\nRestart=allways\nEnvironment=\"A=b c\" D\nMemoryMax=80%\n"), "allways;D;");
    EXPECT_EQ(found("[Service]\nRestartSec=%i\nRestartSec=\n"), "");
}

}  // namespace
}  // namespace nagaya::lint
