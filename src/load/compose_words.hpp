// Findings on what a Compose file was lowered to, in the words of the Compose file.
#pragma once

#include <string>
#include <string_view>

namespace nagaya::load {

/// `text` of a finding, where keys of units become those of the Compose file (`PublishPort=` → `ports`), and units of `project` the
/// services they are made of (`shop-web.container` → `web`). What Compose has no key for keeps its name, and the
/// end tells that it goes into a drop-in of `unit`, unless that is "".
std::string in_compose_words(std::string_view text, std::string_view project, std::string_view unit);

}  // namespace nagaya::load
