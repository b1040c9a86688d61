// The embedded catalogue: what is in it, and a service of another name made from it.
#include "load/catalog.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::load {
namespace {

TEST(Catalog, FilesAreSortedAndInsideAnEntry) {
    const auto files = catalog_files();
    ASSERT_FALSE(files.empty());
    EXPECT_TRUE(std::ranges::is_sorted(files, {}, &CatalogFile::path));
    for (const CatalogFile& file : files) EXPECT_TRUE(file.path.contains('/')) << file.path;
}

TEST(Catalog, EntryTellsWhatItAsksFor) {
    const auto entry = find_catalog_entry("postgres");
    ASSERT_TRUE(entry);
    EXPECT_FALSE(entry->description.empty());
    EXPECT_TRUE(std::ranges::count(entry->secrets, "postgres.env"));
    const auto databases = std::ranges::find(entry->vars, "DATABASES", &CatalogVariable::name);
    ASSERT_NE(databases, entry->vars.end());
    EXPECT_EQ(databases->value, "application");
    EXPECT_TRUE(databases->comment.starts_with("databases")) << databases->comment;
    EXPECT_FALSE(find_catalog_entry("post"));
}

TEST(Catalog, FilesOfAnEntryStandInItsService) {
    const NewFiles files = catalog_service_files("postgres", "postgres");
    EXPECT_TRUE(files.contains("services/postgres/postgres.container"));
    EXPECT_TRUE(files.contains("services/postgres/README.md"));
    ASSERT_TRUE(files.contains("services/postgres/image/postgres-start"));
    EXPECT_TRUE(is_script(files.at("services/postgres/image/postgres-start")));
}

TEST(Catalog, UnitsAreCalledLikeTheService) {
    const NewFiles files = catalog_service_files("postgres", "blog-db");
    for (const auto& [path, text] : files)
        EXPECT_TRUE(path.starts_with("services/blog-db/") || path.starts_with("images/")) << path;
    EXPECT_TRUE(files.contains("services/blog-db/blog-db.container"));
    EXPECT_TRUE(files.contains("services/blog-db/units/user/blog-db-dump.timer"));
    const std::string& dump = files.at("services/blog-db/units/user/blog-db-dump.service");
    EXPECT_TRUE(dump.contains("exec systemd-blog-db /usr/local/bin/postgres-dump")) << dump;
    // Programs and secrets keep their names.
    EXPECT_TRUE(files.contains("services/blog-db/image/postgres-start"));
    EXPECT_TRUE(files.at("services/blog-db/service.toml").contains("\"postgres.env\""));
}

}  // namespace
}  // namespace nagaya::load
