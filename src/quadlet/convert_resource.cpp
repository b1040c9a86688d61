// Volumes, networks, images and artifacts: services that make something once.
#include <array>

#include "base/text.hpp"
#include "quadlet/conversion.hpp"

namespace nagaya::quadlet {
namespace {

/// The options of a volume that is no image.
Fault volume_options(Conversion& c, Command& command) {
    std::vector<std::string> options;
    if (c.own.has("User")) options.push_back(concat("uid=", c.own.number("User")));
    if (c.own.has("Group")) options.push_back(concat("gid=", c.own.number("Group")));
    if (const auto copy = c.own.boolean("Copy")) command.option("--opt", *copy ? "copy" : "nocopy");
    const auto device = c.own.filled("Device");
    const auto type = c.own.filled("Type");
    const auto mount_options = c.own.filled("Options");
    if (!device.empty()) command.option("--opt", concat("device=", device));
    if (!type.empty()) {
        if (device.empty()) return "key Type can't be used without Device";
        command.option("--opt", concat("type=", type));
        if (type == "bind" && c.since(5, 6)) c.requires_mounts_for(device);
    }
    if (!mount_options.empty()) {
        if (device.empty() && !c.since(6, 0)) return "key Options can't be used without Device";
        options.emplace_back(mount_options);
    }
    if (!options.empty()) command.option("--opt", concat("o=", join(options, ",")));
    return std::nullopt;
}

Fault subnets(Conversion& c, Command& command) {
    const auto nets = c.own.list("Subnet");
    const auto gateways = c.own.list("Gateway");
    const auto ranges = c.own.list("IPRange");
    if (nets.empty()) {
        if (!gateways.empty() || !ranges.empty()) return "cannot set gateway or range without subnet";
        return std::nullopt;
    }
    if (gateways.size() > nets.size()) return "cannot set more gateways than subnets";
    if (ranges.size() > nets.size()) return "cannot set more ranges than subnets";
    for (size_t i = 0; i < nets.size(); ++i) {
        command.option("--subnet", nets[i]);
        if (i < gateways.size()) command.option("--gateway", gateways[i]);
        if (i < ranges.size()) command.option("--ip-range", ranges[i]);
    }
    return std::nullopt;
}

/// The rest of a command that ends with what it makes, and of its unit.
void finish(Conversion& c, Command& command, std::string_view name) {
    c.podman_arguments(command);
    command.word(name);
    c.add_command("ExecStart", command);
    c.oneshot(true);
}

/// The user's name for it, or the one made from the file's.
std::string resource_name(Conversion& c, std::string_view key) {
    const auto said = c.own.filled(key);
    return said.empty() ? default_resource(c.run, c.unit.name) : std::string(said);
}

}  // namespace

Fault convert_volume(Conversion& c) {
    if (auto fault = c.begin()) return fault;
    const auto name = resource_name(c, "VolumeName");
    Command command = c.podman();
    for (const std::string_view word : {"volume", "create", "--ignore"}) command.word(word);
    constexpr auto owners = std::to_array<KeyOption>({{"UID", "--uid"}, {"GID", "--gid"}});
    c.strings(command, owners);
    const auto driver = c.own.last("Driver");
    if (driver) command.option("--driver", *driver);
    if (driver == "image") {
        auto image = c.own.last("Image");
        if (!image) return "the key Image is mandatory when using the image driver";
        if (auto fault = c.image(*image)) return fault;
        command.option("--opt", concat("image=", *image));
    } else if (auto fault = volume_options(c, command)) {
        return fault;
    }
    c.pairs(command, "Label", "--label");
    finish(c, command, name);
    c.unit.resource = c.keep(name);
    return std::nullopt;
}

Fault convert_network(Conversion& c) {
    if (auto fault = c.begin()) return fault;
    const auto name = resource_name(c, "NetworkName");
    if (c.own.boolean("NetworkDeleteOnStop").value_or(false)) {
        Command remove = c.podman();
        remove.word("network");
        remove.word("rm");
        remove.word(name);
        c.add_command("ExecStopPost", remove);
    }
    Command command = c.podman();
    for (const std::string_view word : {"network", "create", "--ignore"}) command.word(word);
    constexpr auto switches =
        std::to_array<KeyOption>({{"DisableDNS", "--disable-dns"}, {"Internal", "--internal"}, {"IPv6", "--ipv6"}});
    for (const KeyOption& option : switches)
        if (c.since(5, 3) || c.own.boolean(option.key).value_or(false)) c.flags(command, {&option, 1});
    constexpr auto strings = std::to_array<KeyOption>(
        {{"Driver", "--driver"}, {"IPAMDriver", "--ipam-driver"}, {"InterfaceName", "--interface-name"}});
    c.strings(command, strings);
    for (const auto server : c.own.list("DNS")) command.option("--dns", server);
    if (auto fault = subnets(c, command)) return fault;
    c.pairs(command, "Options", "--opt");
    c.pairs(command, "Label", "--label");
    finish(c, command, name);
    c.unit.resource = c.keep(name);
    return std::nullopt;
}

Fault convert_image(Conversion& c) {
    if (auto fault = c.begin()) return fault;
    const auto image = c.own.filled("Image");
    if (image.empty()) return "no Image key specified";
    Command command = c.podman();
    command.word("image");
    command.word("pull");
    constexpr auto strings = std::to_array<KeyOption>({{"Arch", "--arch"},
                                                       {"AuthFile", "--authfile"},
                                                       {"CertDir", "--cert-dir"},
                                                       {"Creds", "--creds"},
                                                       {"DecryptionKey", "--decryption-key"},
                                                       {"OS", "--os"},
                                                       {"Variant", "--variant"},
                                                       {"Policy", "--policy"},
                                                       {"Retry", "--retry"},
                                                       {"RetryDelay", "--retry-delay"}});
    c.strings(command, strings);
    constexpr auto switches = std::to_array<KeyOption>({{"AllTags", "--all-tags"}, {"TLSVerify", "--tls-verify"}});
    c.flags(command, switches);
    finish(c, command, image);
    const auto tag = c.own.filled("ImageTag");
    c.unit.resource = tag.empty() ? image : tag;
    return std::nullopt;
}

Fault convert_artifact(Conversion& c) {
    if (auto fault = c.begin()) return fault;
    const auto artifact = c.own.filled("Artifact");
    if (artifact.empty()) return "no Artifact key specified";
    Command command = c.podman();
    command.word("artifact");
    command.word("pull");
    constexpr auto strings = std::to_array<KeyOption>({{"AuthFile", "--authfile"},
                                                       {"CertDir", "--cert-dir"},
                                                       {"Creds", "--creds"},
                                                       {"DecryptionKey", "--decryption-key"},
                                                       {"Retry", "--retry"},
                                                       {"RetryDelay", "--retry-delay"}});
    c.strings(command, strings);
    constexpr auto switches = std::to_array<KeyOption>({{"Quiet", "--quiet"}, {"TLSVerify", "--tls-verify"}});
    c.flags(command, switches);
    finish(c, command, artifact);
    c.unit.resource = artifact;
    return std::nullopt;
}

}  // namespace nagaya::quadlet
