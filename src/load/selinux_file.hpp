// security/selinux.toml, the format of docs/formats/selinux.md: TOML that `nagaya selinux release` writes and everybody commits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "load/reading.hpp"
#include "model/selinux.hpp"

namespace nagaya::load {

inline constexpr std::string_view selinux_path = "security/selinux.toml";

/// The releases, and the packages in security/rpms. Reports selinux-releases when a release is not whole, or when versions or dates do
/// not fall from one to the next: rpmbuild(8) would refuse the changelog.
model::Selinux read_selinux(Reading& reading);

/// The file's text.
std::string print_selinux(const std::vector<model::SelinuxRelease>& releases);

/// "1.0.2-1" → {1, 0, 2, 1}; nothing for anything else.
std::optional<std::vector<uint64_t>> package_version(std::string_view text);
/// "2026-11-22", a day that there is?
bool is_day(std::string_view text);

}  // namespace nagaya::load
