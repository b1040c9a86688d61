#include "state/generation.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace nagaya::state {
namespace {

ResourceId file_id(std::string path) { return {.kind = Kind::file, .scope = {}, .name = std::move(path)}; }
ResourceId directory_id(std::string path) { return {.kind = Kind::directory, .scope = {}, .name = std::move(path)}; }
ResourceId unit_id(std::string service) { return {.kind = Kind::unit, .scope = service, .name = service + ".service"}; }

/// A service with a directory, a file whose text is `text`, and a unit that uses it.
void add_service(HostState& state, const std::string& name, const std::string& text) {
    const std::string directory = concat("/srv/", name);
    state.put(directory_id(directory), {.service = {}, .origin = {}, .role = {}, .value = Directory{}});
    state.put(file_id(directory + "/x"), {.service = name,
                                          .origin = {},
                                          .role = "files/x",
                                          .value = File{.owner = {}, .mode = 0644, .content = Content::of(text)}});
    Unit unit{.account = name, .name = name + ".service", .active = true, .inputs = {}};
    unit.inputs["files/x"] = sha256(text);
    state.put(unit_id(name), {.service = name, .origin = {}, .role = name + ".container", .value = unit});
    state.used_by[file_id(directory + "/x")] = {unit_id(name)};
    state.services[name] = {.account = name};
    state.homes[name] = concat("/home/", name);
}

Requirement program_of(std::string service) {
    Requirement requirement{};
    requirement.kind = Requirement::Kind::program;
    requirement.service = std::move(service);
    requirement.subject = "x";
    return requirement;
}

Generation sample() {
    Generation generation{.number = 7,
                          .time = 1'700'000'000,
                          .reason = "apply web",
                          .site_commit = "v1-2-gabc",
                          .held_back = {"db"},
                          .changes = {"restart web.service: files/x changed"},
                          .state = {},
                          .deployed = {}};
    HostState& state = generation.state;
    state.host = "one";
    state.prefix = "site";
    state.os = "debian";
    add_service(state, "web", "new");
    add_service(state, "db", "old");
    state.services["web"].needs = {"db"};
    state.services["web"].healthy = {"db"};
    state.requirements.push_back({.kind = Requirement::Kind::port_free,
                                  .service = "web",
                                  .subject = "80",
                                  .detail = "tcp",
                                  .owner = {},
                                  .group = {},
                                  .origin = {}});
    for (const auto& [id, resource] : state.resources()) generation.deployed.entries[id] = entry_of(resource);
    generation.deployed.site_commit = "v1-2-gabc";
    generation.deployed.entries.erase(file_id("/srv/db/x"));  // not in the record
    generation.deployed.entries[unit_id("web")].inputs = {};  // started, end not seen
    generation.deployed.entries[directory_id("/srv/data/gone")] = entry_of(
        {.service = "gone", .origin = {}, .role = {}, .value = Directory{.owner = {}, .keep = true}});  // left the site
    return generation;
}

TEST(Generation, IsReadAsItWasWritten) {
    const Generation written = sample();
    const Result<Generation> read = parse_generation(print_generation(written));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->number, 7U);
    EXPECT_EQ(read->time, 1'700'000'000);
    EXPECT_EQ(read->reason, "apply web");
    EXPECT_EQ(read->site_commit, "v1-2-gabc");
    EXPECT_EQ(read->held_back, written.held_back);
    EXPECT_EQ(read->changes, written.changes);
    EXPECT_EQ(read->deployed, written.deployed);
    EXPECT_EQ(print_state(read->state), print_state(written.state));
    EXPECT_EQ(read->state.os, "debian");
    EXPECT_EQ(read->state.homes, written.state.homes);
    EXPECT_EQ(read->state.used_by, written.state.used_by);
    EXPECT_EQ(read->state.services.at("web").needs, std::vector<std::string>{"db"});
    EXPECT_EQ(read->state.services.at("web").healthy, std::set<std::string>{"db"});
    EXPECT_EQ(read->state.services.at("db").account, "db");
    ASSERT_EQ(read->state.requirements.size(), 1U);
    EXPECT_EQ(read->state.requirements[0].kind, Requirement::Kind::port_free);
    EXPECT_EQ(read->state.requirements[0].subject, "80");
    EXPECT_EQ(print_generation(*read), print_generation(written));
}

TEST(Generation, KnowsEveryKindOfRequirement) {
    using Kind = Requirement::Kind;
    Generation written = sample();
    written.state.requirements.clear();
    for (const Kind kind : {Kind::mounted, Kind::port_free, Kind::program, Kind::unprivileged_port, Kind::secret})
        written.state.requirements.push_back(
            {.kind = kind, .service = "web", .subject = "80", .detail = {}, .owner = {}, .group = {}, .origin = {}});
    const Result<Generation> read = parse_generation(print_generation(written));
    ASSERT_TRUE(read) << read.error().text();
    ASSERT_EQ(read->state.requirements.size(), written.state.requirements.size());
    for (size_t i = 0; i < written.state.requirements.size(); ++i)
        EXPECT_EQ(read->state.requirements[i].kind, written.state.requirements[i].kind);
}

TEST(Generation, HasTheFormatThatIsDocumented) {
    Generation generation;
    generation.number = 1;
    generation.reason = "apply";
    generation.state.host = "one";
    generation.state.prefix = "site";
    const Symlink link{.target = "x"};
    const ResourceId id{.kind = Kind::symlink, .scope = {}, .name = "/etc/y"};
    generation.state.put(id, {.service = "web", .origin = {}, .role = {}, .value = link});
    EXPECT_EQ(print_generation(generation), R"({
"version":1,
"number":1,
"time":0,
"reason":"apply",
"site_commit":"",
"held_back":[],
"changes":[],
"host":"one",
"prefix":"site",
"os":"",
"services":{},
"requirements":[],
"homes":{},
"resources":[
{"kind":"symlink","name":"/etc/y","service":"web","target":"x"}],
"used_by":[],
"deployed":{"site_commit":"","entries":[],"without":[{"kind":"symlink","name":"/etc/y"}]}
}
)");
}

TEST(Generation, OfManyServicesStaysSmall) {
    Generation generation;
    generation.number = 1;
    for (int i = 0; i < 500; ++i) add_service(generation.state, concat("service-", i), concat("text ", i));
    for (const auto& [id, resource] : generation.state.resources())
        generation.deployed.entries[id] = entry_of(resource);
    const std::string text = print_generation(generation);
    EXPECT_LT(text.size(), 400'000U);  // 1500 resources
    EXPECT_EQ(parse_generation(text)->deployed, generation.deployed);
}

TEST(Generation, ThatIsBrokenIsRefused) {
    for (const std::string_view text :
         {"", "[]", "{}", R"({"version":1})", R"({"version":2,"number":1,"deployed":{"entries":[]}})",
          R"({"version":1,"number":0,"deployed":{"entries":[]}})",
          R"({"version":1,"number":-1,"deployed":{"entries":[]}})",
          R"({"version":1,"number":1,"resources":{},"deployed":{"entries":[]}})",
          R"({"version":1,"number":1,"held_back":[1],"deployed":{"entries":[]}})",
          R"({"version":1,"number":1,"used_by":[[0,1]],"deployed":{"entries":[]}})",
          R"({"version":1,"number":1,"requirements":[{"kind":"luck"}],"deployed":{"entries":[]}})",
          R"({"version":1,"number":1,"resources":[{"kind":"symlink","name":"/x"},{"kind":"symlink","name":"/x"}],)"
          R"("deployed":{"entries":[]}})"}) {
        EXPECT_FALSE(parse_generation(text)) << text;
    }
    EXPECT_TRUE(parse_generation(R"({"version":1,"number":1,"later":[],"deployed":{"entries":[]}})"));
}

TEST(ContentsOf, AreThoseOfItsFiles) {
    EXPECT_EQ(contents_of(sample()), (std::set<std::string>{sha256("new"), sha256("old")}));
    EXPECT_TRUE(contents_of(Generation{}).empty());
}

TEST(HoldBack, OfNothingIsWhatIsDesired) {
    const HostState desired = sample().state;
    EXPECT_EQ(print_state(hold_back(desired, HostState{}, {})), print_state(desired));
}

TEST(HoldBack, LeavesAServiceAsItWas) {
    HostState before;
    add_service(before, "web", "old web");
    add_service(before, "db", "old db");
    before.services["web"].needs = {"cache"};
    HostState desired;
    add_service(desired, "web", "new web");
    add_service(desired, "db", "new db");
    desired.put(file_id("/srv/web/y"), {.service = "web", .origin = {}, .role = {}, .value = File{}});

    const HostState held = hold_back(desired, before, {"web"});
    EXPECT_EQ(held.get<File>(file_id("/srv/web/x"))->content.digest(), sha256("old web"));
    EXPECT_EQ(held.get<File>(file_id("/srv/db/x"))->content.digest(), sha256("new db"));
    EXPECT_EQ(held.find(file_id("/srv/web/y")), nullptr);
    EXPECT_EQ(held.get<Unit>(unit_id("web"))->inputs.at("files/x"), sha256("old web"));
    EXPECT_EQ(held.services.at("web").needs, std::vector<std::string>{"cache"});
}

TEST(HoldBack, DropsAServiceThatWasNotThere) {
    HostState desired;
    add_service(desired, "web", "web");
    add_service(desired, "db", "db");
    desired.requirements.push_back(program_of("web"));
    const HostState held = hold_back(desired, HostState{}, {"web"});
    EXPECT_EQ(held.find(unit_id("web")), nullptr);
    EXPECT_FALSE(held.services.contains("web"));
    EXPECT_TRUE(held.requirements.empty());
    EXPECT_FALSE(held.used_by.contains(file_id("/srv/web/x")));
    EXPECT_NE(held.find(unit_id("db")), nullptr);
}

TEST(HoldBack, KeepsAServiceThatWasToLeaveWithItsDirectories) {
    HostState before;
    add_service(before, "web", "web");
    before.requirements.push_back(program_of("web"));
    const HostState held = hold_back(HostState{}, before, {"web"});
    EXPECT_NE(held.find(unit_id("web")), nullptr);
    EXPECT_NE(held.find(directory_id("/srv/web")), nullptr);
    EXPECT_EQ(held.homes.at("web"), "/home/web");
    EXPECT_EQ(held.used_by, before.used_by);
    EXPECT_EQ(held.requirements.size(), 1U);
}

}  // namespace
}  // namespace nagaya::state
