// What rules ask of a container: its volumes, its image, its further arguments for podman(1).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lint/bind_mounts.hpp"
#include "lint/context.hpp"
#include "lint/publish.hpp"

namespace nagaya::lint {

/// One Volume= line: [source:]target[:options] (podman-run(1) --volume).
struct VolumeLine {
    const syntax::UnitEntry* entry = nullptr;
    std::string_view source = {};                      ///< with placeholders replaced; "" for an anonymous volume
    std::string_view target = {};                      ///< in the container
    std::vector<Word> options = {};                    ///< as written, with their places
    bool complete = true;                              ///< every placeholder of it is known here
    std::unique_ptr<const std::string> expanded = {};  ///< what the two show, if there were placeholders

    bool is_bind() const { return source.starts_with('/'); }
    bool has(std::string_view option) const;
};

/// Adds an option to a volume, or takes it out.
Fix with_option(const Sources& sources, const VolumeLine& volume, std::string_view option, bool safe);
Fix without_option(const Sources& sources, const VolumeLine& volume, std::string_view option, bool safe);

/// The words of all PodmanArgs= lines of a Quadlet, and where they stand.
std::vector<Word> podman_arguments(const Context& context, const Unit& unit);

/// The value of "--name=value" or "--name value" among them; the last counts.
std::optional<Word> podman_option(const std::vector<Word>& arguments, std::string_view name);

/// What Podman calls the network of a .network file: NetworkName=, or "systemd-" and the name of the file (podman-systemd.unit(5)).
/// Files with the same name are one network. A name with an unknown placeholder stays as it is written.
std::string network_name(const Context& context, const Unit& network);

/// An image's name in its parts.
struct ImageName {
    std::string repository;  ///< "docker.io/library/postgres"
    std::string tag = {};    ///< "" without one
    bool pinned = false;     ///< has a digest
};
ImageName parse_image(std::string_view image);

/// What is known of images that many run: as whom their program works on its data, and where it keeps them.
struct KnownImage {
    std::string_view name;   ///< the end of the repository: "postgres"
    uint32_t user;           ///< of the program, inside
    std::string_view state;  ///< the directory whose loss is the loss of the data
    bool database;
    bool named_in_command = false;  ///< its directories are arguments of its command
};
std::span<const KnownImage> known_images();
/// The image of that repository, or null. "postgres" is known as docker.io/library/postgres and in other registries, not as part of
/// another name.
const KnownImage* find_known_image(std::string_view repository);

/// What many rules ask of a unit. Context has it of each, so that a line is read once and not by every rule.
struct UnitParts {
    /// The Volume= lines of a container or pod, in order; words of several lines have no places and are left out of `options`.
    std::vector<VolumeLine> volumes;
    std::vector<BindMount> mounts;  ///< bind_mounts() of it: the same and more, in every spelling
    PublishedLines published;
    /// The image of a container as one of its own files, or by name; nothing for Rootfs=, .image and .build files, and unknown variables.
    std::optional<ImageName> image;
    const KnownImage* known_image;  ///< find_known_image() of it, or null
    bool varies;                    ///< some of these lines have placeholders, so a host may change what they say
};
UnitParts make_parts(const Context& context, const model::Host* host, const Unit& unit);

/// Does the site build the image from a Containerfile of its own? Its source then.
const model::ImageSource* built_image(const model::Site& site, const ImageName& image);

/// Is the name one that secrets have: …PASSWORD, …TOKEN? Names of files (…_FILE) are not.
bool names_secret(std::string_view variable);
/// Is it `yes`, `no`, `true`, `false`, `0` or `1`? So much is no secret: MYSQL_ALLOW_EMPTY_PASSWORD=yes.
bool is_switch(std::string_view value);
/// Has the text so much chance in it that it must be a key or a token? Words, paths, addresses and versions have not.
bool looks_random(std::string_view text);

/// Calls each(unit) for every container of the site.
template <class Each>
void each_container(const Context& context, const Each& each) {
    for (const Unit& unit : context.units())
        if (unit.kind == UnitKind::container) each(unit);
}

/// Calls each(view, unit) for every container of every host.
template <class Each>
void each_container_on_hosts(const Context& context, const Each& each) {
    for (const HostView& view : context.hosts())
        for (const model::Service* service : view.services)
            for (const Unit& unit : context.units(*service))
                if (unit.kind == UnitKind::container) each(view, unit);
}

}  // namespace nagaya::lint
