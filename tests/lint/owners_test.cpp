// The arithmetic of user namespaces: which id is whose, and what a program may with it. Lab test 86 asks real containers the same.
#include "lint/owners.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "lint/check_example.hpp"
#include "load/load.hpp"

namespace nagaya::lint {
namespace {

constexpr model::AccountIds ids{.uid = 2000, .subid_start = 100'000, .subid_count = 65'536};

std::optional<uint32_t> host_of(std::string_view userns, uint32_t inside) {
    return id_map(userns, &ids).to_host(inside);
}

TEST(IdMap, RootInsideIsTheAccount) {
    for (const std::string_view userns : {"", "host"}) {
        EXPECT_EQ(host_of(userns, 0), 2000u);
        EXPECT_EQ(host_of(userns, 1), 100'000u);
        EXPECT_EQ(host_of(userns, 65'536), 165'535u);
        EXPECT_EQ(host_of(userns, 65'537), std::nullopt);
    }
    const IdMap map = id_map("", &ids);
    EXPECT_EQ(map.to_container(2000), 0u);
    EXPECT_EQ(map.to_container(100'032), 33u);
    EXPECT_EQ(map.to_container(0), std::nullopt);
    EXPECT_EQ(map.to_container(165'536), std::nullopt);
}

TEST(IdMap, KeepIdPutsTheAccountAmongItsOwn) {
    EXPECT_EQ(host_of("keep-id", 2000), 2000u);
    EXPECT_EQ(host_of("keep-id", 0), 100'000u);
    EXPECT_EQ(host_of("keep-id", 1999), 101'999u);
    EXPECT_EQ(host_of("keep-id", 2001), 102'000u);
    EXPECT_EQ(host_of("keep-id", 65'536), 165'535u);
    EXPECT_EQ(host_of("keep-id:uid=1000,gid=7", 1000), 2000u);
    EXPECT_EQ(host_of("keep-id:uid=1000,gid=7", 999), 100'999u);
    EXPECT_EQ(host_of("keep-id:uid=1000,gid=7", 1001), 101'000u);
    EXPECT_EQ(host_of("keep-id:gid=7", 2000), 2000u);
    EXPECT_EQ(host_of("keep-id:uid=0", 0), 2000u);
    EXPECT_EQ(host_of("keep-id:uid=0", 1), 100'000u);
    // Above the account's subordinate ids: it stands alone there.
    EXPECT_EQ(host_of("keep-id:uid=70000", 70'000), 2000u);
    EXPECT_EQ(host_of("keep-id:uid=70000", 65'535), 165'535u);
    EXPECT_EQ(host_of("keep-id:uid=70000", 65'536), std::nullopt);
}

TEST(IdMap, TheOthers) {
    EXPECT_EQ(host_of("nomap", 0), 100'000u);
    EXPECT_EQ(id_map("nomap", &ids).to_container(2000), std::nullopt);
    for (const std::string_view userns : {"auto", "auto:size=10", "ns:/run/x", "container:y"})
        EXPECT_FALSE(id_map(userns, &ids).known) << userns;
    EXPECT_EQ(id_map("", nullptr).to_host(33), 33u) << "a rootful container's ids are the host's";
}

std::string own_map(const std::vector<std::string>& lines, const model::AccountIds* account = &ids) {
    const IdMap map = own_id_map(lines, account);
    std::string out = map.known ? "" : "?";
    for (const IdStretch& one : map.stretches) out += concat(" ", one.container, ":", one.host, ":", one.count);
    return out;
}

TEST(OwnIdMap, CountsTheIdsOfTheAccount) {
    EXPECT_EQ(own_map({"0:0:1"}), " 0:2000:1");
    EXPECT_EQ(own_map({"0:0"}), " 0:2000:1") << "one, where nothing else is said";
    EXPECT_EQ(own_map({"0:1:1000", "1000:0:1", "1001:1001:64536"}), " 0:100000:1000 1000:2000:1 1001:101000:64536");
    EXPECT_EQ(own_map({"10:0:3"}), " 10:2000:1 11:100000:2") << "over the end of the first stretch";
    EXPECT_EQ(own_map({"0:1:65536"}), " 0:100000:65536");
}

TEST(OwnIdMap, IdsOfTheHostBehindAt) {
    EXPECT_EQ(own_map({"7:@2000:1", "0:@100005:2"}), " 7:2000:1 0:100005:2");
    EXPECT_EQ(own_map({"0:@33:1"}), "?") << "not the account's";
    EXPECT_EQ(own_map({"5:33:2"}, nullptr), " 5:33:2") << "a rootful container draws on all";
}

TEST(OwnIdMap, IsNotKnownForWhatItCannotTell) {
    for (const char* line : {"+5:1:1", "u0:0:1", "0:1:65537", "0:70000:1", "0", "0:1:2:3", "a:b:c", "0:@@X@@:1", "",
                             "4294967296:0:1", "4294967295:1:2"})
        EXPECT_EQ(own_map({line}), "?") << line;
    EXPECT_EQ(own_map({}), "?");
}

/// yes, no or ?.
std::string may(const Identity& who, const Owned& file, uint32_t wanted, std::string_view userns = "") {
    const May answer = may_access(who, id_map(userns, &ids), file, wanted, ids.uid, nullptr);
    return answer == May::yes ? "yes" : answer == May::no ? "no" : "?";
}

constexpr uint32_t read = 5;
constexpr uint32_t write = 2;
constexpr Owned own{.uid = 2000, .gid = 2000, .mode = 0750};         // 0:0 inside
constexpr Owned html{.uid = 100'032, .gid = 100'032, .mode = 0750};  // 33:33 inside
constexpr Owned roots{.uid = 0, .gid = 0, .mode = 0755};             // root's on the host
constexpr Owned mixed{.uid = 100'032, .gid = 2000, .mode = 0750};    // 33:0 inside

TEST(MayAccess, RootInside) {
    const Identity root{.uid = 0, .gid = 0};
    EXPECT_EQ(may(root, own, write), "yes");
    EXPECT_EQ(may(root, html, write), "yes") << "it overrides what is mapped";
    EXPECT_EQ(may(root, {.uid = 2000, .gid = 2000, .mode = 0}, write), "yes");
    EXPECT_EQ(may(root, roots, read), "yes") << "as everybody";
    EXPECT_EQ(may(root, roots, write), "no") << "root's own are not mapped";
    EXPECT_EQ(may(root, {.uid = 2000, .gid = 5, .mode = 0400}, write), "no") << "its group is not mapped";
    EXPECT_EQ(may({.uid = 0, .gid = 0, .overrides = false}, html, read), "no");
    EXPECT_EQ(may({.uid = 0, .gid = 0, .overrides = false}, own, write), "yes") << "it is the owner";
    EXPECT_EQ(may(root, own, read, "nomap"), "no") << "the account is nobody there";
}

TEST(MayAccess, Owner) {
    EXPECT_EQ(may({.uid = 33, .gid = 33}, html, write), "yes");
    EXPECT_EQ(may({.uid = 33, .gid = 33}, {.uid = 100'032, .gid = 2000, .mode = 0070}, read), "no")
        << "the owner's bits count, not the group's";
    EXPECT_EQ(may({.uid = 1000, .gid = 1000}, own, write, "keep-id:uid=1000,gid=1000"), "yes");
    EXPECT_EQ(may({.uid = 1000, .gid = 1000}, own, read), "no");
    EXPECT_EQ(may({.uid = 0, .gid = 0}, html, read, "keep-id"), "yes") << "32 inside, and mapped";
}

TEST(MayAccess, Group) {
    EXPECT_EQ(may({.uid = 1000, .gid = 0}, mixed, read), "yes");
    EXPECT_EQ(may({.uid = 1000, .gid = 0}, mixed, write), "no");
    EXPECT_EQ(may({.uid = 1000, .gid = 1000, .groups = {0}}, mixed, read), "yes");
    EXPECT_EQ(may({.uid = 1000, .gid = 1000, .keeps_groups = true}, mixed, read), "yes");
    EXPECT_EQ(may({.uid = 1000, .gid = 1000, .keeps_groups = true}, html, read), "no")
        << "33 is no group of the account";
    EXPECT_EQ(may({.uid = 1000, .gid = 1000}, {.uid = 100'032, .gid = 100'999, .mode = 0707}, read), "no")
        << "the group's bits count, not everybody's";
    // Only the image knows the group of a number: 0, or its own.
    EXPECT_EQ(may({.uid = 1000}, own, read), "?");
    EXPECT_EQ(may({.uid = 1000}, own, write), "no");
    EXPECT_EQ(may({.uid = 1000}, html, read), "no");
    EXPECT_EQ(may({.uid = 1000}, {.uid = 2000, .gid = 100'999, .mode = 0770}, write), "?");
}

TEST(MayAccess, EverybodyAndNobodyKnown) {
    EXPECT_EQ(may({.uid = 1000, .gid = 1000}, {.uid = 2000, .gid = 2000, .mode = 0755}, read), "yes");
    EXPECT_EQ(may({}, {.uid = 2000, .gid = 2000, .mode = 0755}, read), "yes");
    EXPECT_EQ(may({}, own, read), "?");
    EXPECT_EQ(may({}, roots, write), "no");
}

/// The first mount of services/a/a.container with these lines, in a site with [[data]] `d` of the lines `data`.
struct Mounted {
    Sources sources;
    Report report;
    MountOwner mount;
    std::string works;  ///< uid:gid
    size_t count = 0;

    Mounted(std::string_view lines, std::string_view data = "", std::string_view more = "") {
        model::Tree tree;
        tree["nagaya.toml"].bytes = "[site]\nname = \"s\"\n";
        tree["nagaya.lock"].bytes =
            "version = 1\n\n[accounts]\na = { uid = 2000, subid_start = 100000, subid_count = 65536 }\n";
        tree["hosts/h.toml"].bytes = "services = [\"a\"]\n\n[[mount]]\nwhere = \"/mnt/n\"\nkind = \"nfs4\"\n";
        tree["services/a/service.toml"].bytes = concat("[[data]]\npath = \"d\"\n", data);
        tree["services/a/a.container"].bytes = concat("[Container]\nImage=quay.io/x/unknown:1\n", lines, "\n");
        tree["services/a/p.pod"].bytes = more;
        tree["images/base/Containerfile"].bytes = more;
        model::Site site = load::load_site(tree, {}, "", sources, report);
        (void)load::complete_lock(site, report);
        const Context context(site, sources, report);
        const model::Service& service = site.services.at("a");
        const auto mounts = mount_owners(context, &site.hosts.at("h"), service);
        count = mounts.size();
        if (!mounts.empty()) mount = mounts[0];
        mount.unit = nullptr;  // they lead into the context
        mount.data = nullptr;
        for (const Unit& unit : context.units(service)) {
            if (unit.kind != UnitKind::container) continue;
            const Identity who = identity_of(context, unit, namespace_mode(context, unit), &ids);
            works = concat(who.uid ? concat(*who.uid) : "?", ":", who.gid ? concat(*who.gid) : "?");
        }
    }

    std::string may() const {
        const auto word = [](May one) { return one == May::yes ? "yes" : one == May::no ? "no" : "?"; };
        return concat(word(mount.may_read), " ", word(mount.may_write));
    }
};

constexpr std::string_view data_line = "Volume=@@DATA_PATH@@/d:/d\n";

TEST(Identity, FromTheQuadlet) {
    EXPECT_EQ(Mounted("").works, "?:?");
    EXPECT_EQ(Mounted("Image=docker.io/library/debian:bookworm-slim").works, "0:0");
    EXPECT_EQ(Mounted("User=root").works, "0:0");
    EXPECT_EQ(Mounted("User=1000").works, "1000:?");
    EXPECT_EQ(Mounted("User=1000:7").works, "1000:7");
    EXPECT_EQ(Mounted("User=1000\nGroup=7").works, "1000:7");
    EXPECT_EQ(Mounted("User=www-data").works, "?:?");
    EXPECT_EQ(Mounted("UserNS=keep-id").works, "2000:2000");
    EXPECT_EQ(Mounted("UserNS=keep-id:uid=5,gid=6").works, "5:6");
    EXPECT_EQ(Mounted("UserNS=keep-id\nUser=0").works, "0:0");
    EXPECT_EQ(Mounted("UserNS=nomap").works, "?:?");
    EXPECT_EQ(Mounted("PodmanArgs=--user 12:13").works, "12:13");
    EXPECT_EQ(Mounted("PodmanArgs=--userns=keep-id:uid=5").works, "5:2000");
    EXPECT_EQ(Mounted("RemapUsers=keep-id\nRemapUid=5").works, "5:2000");
}

TEST(Identity, FromTheContainerfile) {
    const auto works = [](std::string_view text) { return Mounted("Image=localhost/base", "", text).works; };
    EXPECT_EQ(works("FROM docker.io/library/debian:bookworm\n"), "0:0");
    EXPECT_EQ(works("FROM scratch\nUSER 33:34\n"), "33:34");
    EXPECT_EQ(works("FROM quay.io/x/y:1\n"), "?:?") << "its registry knows";
    EXPECT_EQ(works("FROM docker.io/library/alpine AS one\nUSER 5:5\nFROM quay.io/x/y\nUSER 6:6\n"), "6:6");
    EXPECT_EQ(works("FROM docker.io/library/alpine AS one\nUSER 5:5\nFROM --platform=linux/amd64 one\nRUN x\n"), "5:5");
}

TEST(Mounts, DataAndItsRightOwner) {
    EXPECT_EQ(Mounted(concat(data_line, "User=0")).may(), "yes yes");
    const Mounted wrong(concat(data_line, "User=1000:1000"), "owner = 33\n");
    EXPECT_EQ(wrong.may(), "no no");
    EXPECT_EQ(wrong.mount.right_owner, 1000u);
    // Under keep-id the kept user is the account, which is 0 under [[data]].
    const Mounted kept(concat(data_line, "UserNS=keep-id:uid=1000,gid=1000"), "owner = 1000\n");
    EXPECT_EQ(kept.may(), "no no");
    EXPECT_EQ(kept.mount.right_owner, 0u);
    EXPECT_EQ(kept.mount.seen_as, 999u);
    EXPECT_TRUE(kept.mount.help.contains("owner = 0")) << kept.mount.help;
    EXPECT_EQ(Mounted(concat(data_line, "UserNS=keep-id:uid=1000,gid=1000")).may(), "yes yes");
    EXPECT_EQ(Mounted(concat(data_line, "UserNS=keep-id\nUser=0"), "owner = 1\n").mount.seen_as, 0u);
    EXPECT_EQ(Mounted(concat(data_line, "User=1000:0\n")).may(), "yes no");
    EXPECT_EQ(Mounted(concat(data_line, "User=1000:5\n"), "mode = \"0755\"\n").may(), "yes no");
    EXPECT_EQ(Mounted(concat(data_line, "User=1000:5\nGroupAdd=keep-groups")).may(), "yes no");
    EXPECT_EQ(Mounted(concat(data_line, "User=0\nDropCapability=all"), "owner = 33\n").may(), "no no");
    EXPECT_EQ(
        Mounted(concat(data_line, "User=0\nDropCapability=all\nAddCapability=DAC_OVERRIDE"), "owner = 33\n").may(),
        "yes yes");
    EXPECT_EQ(Mounted(concat(data_line, "User=70000")).may(), "no no") << "no such id";
    EXPECT_EQ(Mounted(concat(data_line, "UserNS=auto")).may(), "? ?");
    EXPECT_EQ(Mounted(concat(data_line, "UIDMap=0:1:10")).may(), "no no");
    EXPECT_EQ(Mounted(concat(data_line, "UIDMap=0:0:10")).may(), Mounted(data_line).may());
    EXPECT_EQ(Mounted(concat(data_line, "UIDMap=+5:1:1")).may(), "? ?");
    EXPECT_EQ(Mounted(concat(data_line, "UIDMap=0:1:10\nGIDMap=0:0:10")).may(), "? ?") << "groups by another map";
    EXPECT_EQ(Mounted("Volume=@@DATA_PATH@@/d:/d:ro\nUser=0").may(), "yes no");
}

TEST(Mounts, InAPodHaveItsNamespace) {
    const Mounted in_pod(concat(data_line, "Pod=p.pod\nUser=1000:1000"), "",
                         "[Pod]\nUserNS=keep-id:uid=1000,gid=1000\n");
    EXPECT_EQ(in_pod.may(), "yes yes");
    EXPECT_EQ(in_pod.mount.user_on_host, 2000u);
    EXPECT_EQ(Mounted(concat(data_line, "Pod=p.pod"), "", "[Pod]\nUserNS=keep-id\n").works, "?:?");
}

TEST(Mounts, OptionU) {
    const Mounted data("Volume=@@DATA_PATH@@/d:/d:U\nUser=1000");
    EXPECT_EQ(data.may(), "yes yes");
    EXPECT_EQ(data.mount.owner, 100'999u);
    EXPECT_EQ(Mounted("Volume=/srv/else:/d:U\nUser=1000").may(), "? ?") << "only what belongs to the account";
    const Mounted files("Volume=@@FILES_PATH@@/x:/d:U\nUser=1000");
    EXPECT_EQ(files.may(), "no no");
    EXPECT_TRUE(files.mount.help.starts_with("leave `U` out"));
    EXPECT_EQ(Mounted("Volume=/mnt/n/x:/d:U\nUser=0").may(), "no no");
    EXPECT_EQ(Mounted("Volume=/mnt/n/x:/d\nUser=0").may(), "? ?");
    EXPECT_EQ(Mounted("Volume=v.volume:/d:U\nUser=1000").mount.owner, 100'999u);
}

TEST(Mounts, OtherKinds) {
    EXPECT_EQ(Mounted("Volume=v.volume:/d\nUser=1000").may(), "yes yes");
    EXPECT_EQ(Mounted("Volume=v:/d:ro\nUser=1000").may(), "yes no");
    EXPECT_EQ(Mounted("Volume=%h/x:/d\nUser=1000").may(), "? ?");
    EXPECT_EQ(Mounted("Volume=/srv/else:/d\nUser=1000").may(), "? ?");
    EXPECT_EQ(Mounted("Volume=@@FILES_PATH@@/x:/d\nUser=1000").may(), "yes no");
    EXPECT_EQ(Mounted("Volume=@@DATA_PATH@@/d:/d:idmap\nUser=0").may(), "no no") << "that needs root";
}

TEST(UnreadableData, TheFixIsTheNumberUnderData) {
    Checked checked;
    check_example(
        site_with("\"a\"", concat("== services/a/service.toml\n[[data]]\npath = \"d\"\nowner = 1000\n\n",
                                  container("a", "UserNS=keep-id:uid=1000,gid=1000\nVolume=@@DATA_PATH@@/d:/d\n"))),
        checked);
    const auto found = checked.of("unreadable-data");
    ASSERT_EQ(found.size(), 1u) << checked.text;
    ASSERT_EQ(found[0].fixes.size(), 1u);
    EXPECT_EQ(found[0].fixes[0].replacement, "0");
}

}  // namespace
}  // namespace nagaya::lint
