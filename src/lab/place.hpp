// Where a lab keeps its things, and what its things are called on this machine.
#pragma once

#include <string>
#include <string_view>

namespace nagaya::lab {

/// Names only; nothing here touches the machine.
struct Place {
    std::string directory;  ///< absolute
    std::string tag;        ///< "" for the default directory, else four hex digits of it: labs do not meet

    std::string hosts() const { return directory + "/hosts"; }
    std::string images() const { return directory + "/images"; }
    std::string registries() const { return directory + "/registry"; }
    std::string host(std::string_view name) const { return hosts() + "/" + std::string(name); }
    std::string image(std::string_view key) const { return images() + "/" + std::string(key); }
    std::string lock(std::string_view what) const { return directory + "/locks/" + std::string(what); }
    std::string ssh() const { return directory + "/ssh"; }

    /// Machine-wide name of a host: its cgroup, scope and machine name.
    std::string unit(std::string_view name) const;
    /// At most 15 characters (IFNAMSIZ).
    std::string bridge() const;
    /// Outer end of a host's cable; at most 15 characters.
    std::string cable(unsigned octet) const;
    /// nftables table of the lab's egress.
    std::string table() const;
};

/// The place of an absolute directory.
Place make_place(std::string directory);

/// Letters, digits and dashes, starting with a letter, at most 31 characters.
bool is_host_name(std::string_view name);

inline constexpr std::string_view default_directory = "/var/lib/nagaya-lab";
inline constexpr std::string_view infra_name = "infra";

}  // namespace nagaya::lab
