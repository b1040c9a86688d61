// The short spellings of ports and mounts: "127.0.0.1:8080-8081:80-81/udp", "./data:/data:ro,z".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::compose {

struct Port {
    std::string host_ip{};
    std::string published{};  ///< a port, a range "80-82", or "" for any
    uint32_t target = 0;
    std::string protocol{};
};

/// One port, or one for each of a range; or what is wrong.
struct Ports {
    std::vector<Port> ports;
    std::string error;
};
Ports parse_port(std::string_view text);

struct Mount {
    bool bind = false;  ///< else a volume, perhaps without a source
    std::string_view source{};
    std::string_view target{};
    bool read_only = false;
    bool nocopy = false;
    std::string_view propagation{};
    std::string_view selinux{};
    std::vector<std::string_view> ignored{};  ///< options the reference passes over silently
    std::string error{};
};
Mount parse_mount(std::string_view text);

/// As Go's path.Clean: without `.`, `..` and repeated slashes; "." for nothing.
std::string clean_path(std::string_view path);
/// `path` below `base`, cleaned; an absolute path as it is.
std::string join_path(std::string_view base, std::string_view path);
/// "/a/b" of "/a/b/c", "." of "c".
std::string parent_path(std::string_view path);
/// Absolute for Windows: `C:\…`, `\\host\share\…`.
bool is_windows_path(std::string_view path);

}  // namespace nagaya::compose
