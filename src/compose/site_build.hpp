// Builds of a Compose project that a directory with a Containerfile can say whole, so that they can be images of a site.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "compose/project.hpp"

namespace nagaya::compose {

struct SiteBuild {
    std::string service;
    std::string context;                                      ///< absolute
    std::string dockerfile;                                   ///< absolute; "" when the text is `inline_text`
    std::string inline_text;                                  ///< `dockerfile_inline`
    std::vector<std::pair<std::string, std::string>> args{};  ///< those that have a value
    std::string target;                                       ///< a stage, or "" for the last one
    std::vector<std::pair<std::string, std::string>> labels{};
    Span at;

    /// The same image comes of both.
    bool same_image(const SiteBuild& other) const;
};

/// The builds of a project in its normal form, one for each service that has one; without those that ask for more than a Containerfile can say, such as
/// secrets or a context from elsewhere.
std::vector<SiteBuild> find_site_builds(const Project& project);

/// What the images of the builds are called in a site: like its service `name` when all of them are one image and that is `free`, and otherwise
/// NAME-SERVICE, in characters that names of a site have. Builds of the same image get the same name.
std::vector<std::string> name_images(const std::vector<SiteBuild>& builds, std::string_view name, bool free);

/// The Containerfile that builds by itself what `text` builds with the build's arguments, labels and target: `ARG`s get the values, and the target becomes
/// the last stage. What stays of the text stays on its line. An argument without `ARG` is told as a loss. `text` as it is when it cannot be read.
std::string with_build_options(std::string_view text, const SiteBuild& build, Report& report);

}  // namespace nagaya::compose
