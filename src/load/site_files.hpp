// The texts of a new site and a new service, for `nagaya init` and `nagaya new service`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"

namespace nagaya::load {

/// Path relative to the site → text.
using NewFiles = std::map<std::string, std::string>;

/// A site called `name` that checks and applies as it is: one host file `hosts/<host>.toml` for this machine and one service,
/// `hello`, whose image is built from Debian packages and which answers on port 8080.
NewFiles new_site_files(std::string_view name, std::string_view host);

struct NewService {
    std::string image = {};             ///< to run as it is; "": an image/ is made that builds from Debian packages
    std::optional<uint16_t> port = {};  ///< what the world connects to
    uint16_t container_port = 8080;     ///< what the program in the container listens on
};

/// services/<name>/….
NewFiles new_service_files(std::string_view name, const NewService& options);

/// The host file with `service` in its list `services`, everything else as it was (comments, blanks, order). A list over
/// several lines stays one. No list: one is added. A service that is there already: no change. Nothing when the text is not
/// TOML or `services` is no list; the reason is then in `report`, with `path` as the file's name.
std::optional<std::string> add_service_to_host(std::string_view path, std::string_view text, std::string_view service,
                                               Sources& sources, Report& report);

}  // namespace nagaya::load
