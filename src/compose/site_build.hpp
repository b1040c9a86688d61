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
    std::string dockerfile;                                   ///< below it; "" when the text is `inline_text`
    std::string inline_text;                                  ///< `dockerfile_inline`
    std::vector<std::pair<std::string, std::string>> args{};  ///< those that have a value
    std::string target;                                       ///< a stage, or "" for the last one
    Span at;

    /// The same image comes of both.
    bool same_image(const SiteBuild& other) const;
};

/// The builds of a project in its normal form, one for each service that has one; without those that ask for more than a Containerfile can say, such as
/// secrets or a context from elsewhere.
std::vector<SiteBuild> find_site_builds(const Project& project);

/// The Containerfile that builds by itself what `text` builds with the build's arguments and target: `ARG`s get the values, and the target becomes the last
/// stage. An argument without `ARG` is told as a loss. `text` as it is when it cannot be read.
std::string with_build_options(std::string_view text, const SiteBuild& build, Report& report);

}  // namespace nagaya::compose
