// What `nagaya init` and `nagaya new service` write.
#include "load/site_files.hpp"

#include <gtest/gtest.h>

#include "loaded.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::load {
namespace {

model::Tree tree_from(const NewFiles& files) {
    model::Tree tree;
    for (const auto& [path, text] : files) tree[path].bytes = text;
    return tree;
}

TEST(SiteFiles, ANewSiteHasNothingToComplainAbout) {
    Loaded loaded = load_tree(tree_from(new_site_files("home", "here")));
    EXPECT_EQ(loaded.findings(), Lines{});
    EXPECT_EQ(loaded.site.settings.name.value, "home");
    ASSERT_EQ(loaded.site.hosts.at("here").services.size(), 1u);
    EXPECT_EQ(loaded.site.hosts.at("here").services[0].value, "hello");
    const model::Service& hello = loaded.service("hello");
    ASSERT_TRUE(hello.image.has_value());
    EXPECT_EQ(hello.ports.at(0).listen->value, 8080);
    EXPECT_EQ(hello.ports.at(0).target.value, 8080);
    EXPECT_EQ(hello.files.at(0).path, "www/index.html");
    ASSERT_EQ(hello.units.size(), 1u);
    const syntax::UnitFile unit = syntax::parse_unit_file(loaded.sources, hello.units[0].file, loaded.report);
    EXPECT_EQ(loaded.findings(), Lines{});
    EXPECT_EQ(syntax::find_last(unit, "Container", "PublishPort")->value, "@@PUBLISH_HTTP@@:8080");
}

TEST(SiteFiles, ANewServiceWithAnImage) {
    const NewFiles files =
        new_service_files("blog", {.image = "docker.io/library/nginx:1.27", .port = 80, .container_port = 80});
    EXPECT_EQ(files.size(), 2u);
    EXPECT_TRUE(files.at("services/blog/blog.container").contains("Image=docker.io/library/nginx:1.27\n"));
    EXPECT_TRUE(files.at("services/blog/blog.container").contains("PublishPort=@@PUBLISH_HTTP@@:80\n"));
    model::Tree tree = tree_from(files);
    tree.merge(tree_of(smallest_site));
    EXPECT_EQ(load_tree(tree).findings(), Lines{});
}

TEST(SiteFiles, ANewServiceWithoutPort) {
    const NewFiles files = new_service_files("job", {});
    EXPECT_FALSE(files.at("services/job/job.container").contains("PublishPort"));
    EXPECT_FALSE(files.at("services/job/service.toml").contains("[[port]]"));
}

struct Edit {
    std::string_view before;
    std::string_view after;
};

TEST(SiteFiles, AServiceIsAddedWhereTheListIs) {
    for (const Edit& edit : {
             Edit{"services = [\"a\"]\n", "services = [\"a\", \"new\"]\n"},
             Edit{"services = []\n", "services = [\"new\"]\n"},
             Edit{"services = [ ] # none yet\n", "services = [\"new\" ] # none yet\n"},
             Edit{"services = ['a', 'b', ]\n", "services = ['a', 'b', \"new\", ]\n"},
             Edit{"services = [\n  \"a\",\n  \"b\",\n]\n", "services = [\n  \"a\",\n  \"b\",\n  \"new\",\n]\n"},
             Edit{"services = [\n  \"a\",\n  \"b\"\n]\n", "services = [\n  \"a\",\n  \"b\",\n  \"new\"\n]\n"},
             Edit{"services = [\n  \"a\", # first\n  \"b\" # second\n]\n",
                  "services = [\n  \"a\", # first\n  \"b\", # second\n  \"new\"\n]\n"},
             Edit{"services = [\n  \"a\", # first\n]\n", "services = [\n  \"a\", # first\n  \"new\",\n]\n"},
             Edit{"services = [\n  \"a\", \"b\"]\n", "services = [\n  \"a\", \"b\", \"new\"]\n"},
             Edit{"services = [\"new\"]\n", "services = [\"new\"]\n"},
             Edit{"", "services = [\"new\"]\n"},
             Edit{"os = \"debian\"", "os = \"debian\"\nservices = [\"new\"]\n"},
             Edit{"os = \"debian\"\n\n[vars]\nA = \"1\"\n",
                  "os = \"debian\"\n\nservices = [\"new\"]\n\n[vars]\nA = \"1\"\n"},
             Edit{"# [vars] later\n[[mount]]\nwhere = \"/x\"\n",
                  "# [vars] later\nservices = [\"new\"]\n\n[[mount]]\nwhere = \"/x\"\n"},
         }) {
        Sources sources;
        Report report;
        const auto after = add_service_to_host("hosts/a.toml", edit.before, "new", sources, report);
        ASSERT_TRUE(after.has_value()) << edit.before;
        EXPECT_EQ(*after, edit.after);
        const Loaded loaded = load(concat("== hosts/a.toml\n", *after));
        EXPECT_EQ(loaded.findings(), Lines{}) << *after;
        EXPECT_EQ(loaded.site.hosts.at("a").services.back().value, "new");
    }
}

TEST(SiteFiles, AHostFileThatCannotBeEdited) {
    for (std::string_view text : {"services = \"a\"\n", "services = [\n"}) {
        Sources sources;
        Report report;
        EXPECT_FALSE(add_service_to_host("hosts/a.toml", text, "new", sources, report).has_value());
        EXPECT_EQ(report.errors(), 1u);
    }
}

}  // namespace
}  // namespace nagaya::load
