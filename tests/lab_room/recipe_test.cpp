#include "lab/recipe.hpp"

#include <gtest/gtest.h>

#include <set>

namespace nagaya::lab {
namespace {

TEST(RecipeKey, IsTheSameForTheSameRecipe) {
    EXPECT_EQ(recipe_key(host_recipe()), recipe_key(host_recipe()));
    EXPECT_EQ(recipe_key(host_recipe()).size(), 16U);
}

TEST(RecipeKey, ChangesWithEveryPart) {
    std::set<std::string> keys = {recipe_key(host_recipe())};
    Recipe recipe = host_recipe();
    recipe.suite = "bookworm";
    keys.insert(recipe_key(recipe));
    recipe = host_recipe();
    recipe.packages.push_back("hello");
    keys.insert(recipe_key(recipe));
    recipe = host_recipe();
    recipe.excluded.pop_back();
    keys.insert(recipe_key(recipe));
    recipe = host_recipe();
    recipe.edits.back().content += "x";
    keys.insert(recipe_key(recipe));
    recipe = host_recipe();
    recipe.edits.back().kind = ImageEdit::Kind::remove;
    keys.insert(recipe_key(recipe));
    EXPECT_EQ(keys.size(), 6U);
}

TEST(RecipeKey, KeepsListsApart) {
    Recipe one = host_recipe();
    Recipe two = host_recipe();
    one.excluded.insert(one.excluded.begin(), "x");
    two.packages.push_back("x");
    EXPECT_NE(recipe_key(one), recipe_key(two));
}

TEST(HostRecipe, EditsStayInTheRoot) {
    for (const ImageEdit& edit : host_recipe().edits) {
        EXPECT_TRUE(edit.path.starts_with('/')) << edit.path;
        EXPECT_EQ(edit.path.find(".."), std::string::npos) << edit.path;
    }
}

TEST(HostRecipe, NamesEachPackageOnce) {
    std::set<std::string_view> seen;
    for (const std::string_view package : host_recipe().packages) EXPECT_TRUE(seen.insert(package).second) << package;
}

TEST(SlimImages, AnswerForTheUsualNames) {
    std::set<std::string_view> tags;
    for (const SlimImage& image : slim_images()) tags.insert(image.tags.begin(), image.tags.end());
    EXPECT_TRUE(tags.contains("bookworm-slim"));
    EXPECT_TRUE(tags.contains("trixie-slim"));
    EXPECT_EQ(slim_key().size(), 16U);
}

}  // namespace
}  // namespace nagaya::lab
