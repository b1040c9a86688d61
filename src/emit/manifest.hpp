// What `nagaya render tree` writes beside the files: the facts that a plain directory cannot hold. docs/formats/tree.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "emit/layout.hpp"

namespace nagaya::emit {

/// The names inside the directory of a tree.
inline constexpr std::string_view manifest_name = "manifest.json";
inline constexpr std::string_view tree_root = "root";

/// manifest.json, version 1.
std::string print_manifest(const Layout& layout);

/// The manifest's accounts, groups and paths, as its tree was rendered. Contents are named, not filled. Untrusted bytes.
Result<Layout> parse_manifest(std::string_view text);

/// The files beside the manifest, by name: sysusers.d(5) and tmpfiles.d(5) that make accounts, owners and modes of a tree that
/// was copied without them, and lines for /etc/subuid and /etc/subgid.
std::map<std::string, std::string> print_recipes(const Layout& layout);

}  // namespace nagaya::emit
