// Which images of one storage nothing needs. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "state/deployed.hpp"
#include "state/host_state.hpp"

namespace nagaya::host {

/// One image as `podman images --all` tells of it.
struct ImageFacts {
    std::string id;
    std::string digest;
    std::vector<std::string> names;
    uint64_t bytes = 0;                    ///< with all its layers
    int64_t time = 0;                      ///< when it was made or came, seconds since 1970
    std::vector<std::string> layers = {};  ///< lowest first
    bool operator==(const ImageFacts&) const = default;
};

/// What `podman images --all --no-trunc --format json` printed.
Result<std::vector<ImageFacts>> parse_image_list(std::string_view json);

/// Gives each image its layers, from what `podman image inspect --format` printed with image_layers_format.
void add_layers(std::vector<ImageFacts>& images, std::string_view text);
inline constexpr std::string_view image_layers_format = "{{.Id}}{{range .RootFS.Layers}} {{.}}{{end}}";

/// The ids of images in what `podman ps --all --external --no-trunc --format json` printed.
Result<std::set<std::string>> parse_used_images(std::string_view json);

struct Needed {
    std::set<std::string> references;  ///< by name, digest or id
    std::set<std::string> used;        ///< ids that containers have
    int64_t younger_than = 0;          ///< images from this time on stay
    /// Only images whose names are all of these repositories ("localhost/web") may go; nothing: all may.
    std::optional<std::set<std::string>> repositories = {};
};

/// What is needed in each account's storage, by name; ages and containers are looked at later.
using NeededByAccount = std::map<std::string, Needed>;

/// What the states and the record name. Where others have images too, only what has the name of one that we build may go: in
/// root's storage, and in those where a .build or .kube unit makes or pulls images that no document names. These are there for
/// a service that runs now and then, and has no container in between.
NeededByAccount needed_by_account(const std::vector<state::HostState>& kept, const state::Deployed& deployed);

/// What may go, those with the most layers first. What a needed image was built on stays too, for the next build begins there:
/// every image whose layers are the lowest ones of one that stays.
std::vector<ImageFacts> unneeded_images(const std::vector<ImageFacts>& images, const Needed& needed);

/// The name without tag and digest: "localhost/web".
std::string repository_of(std::string_view reference);

}  // namespace nagaya::host
