// What the payloads of frames say. Pure; every reader takes untrusted bytes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace nagaya::remote {

/// Who is at the other end.
struct Hello {
    uint32_t protocol;
    std::string program;  ///< key of the program's file; "" when it runs as something else than a copy of ours
    std::string version;  ///< for the user
    bool operator==(const Hello&) const = default;
};
std::string print_hello(const Hello& hello);
Result<Hello> parse_hello(std::string_view payload);

struct SentFile {
    std::string bytes;
    bool executable = false;
    bool operator==(const SentFile&) const = default;
};

/// Relative path → file.
using SentTree = std::map<std::string, SentFile>;

/// A site with everything a command needs of it.
struct Site {
    SentTree tree;     ///< the lock file as this command has it among them
    SentTree secrets;  ///< "service/name"
    bool operator==(const Site&) const = default;
};

/// Largest packed site: what host::read_tree lets through, twice (site and secrets).
constexpr size_t site_limit = size_t{1} << 30;

/// Longest report of a command; the plan of a large site is one.
constexpr size_t report_limit = size_t{64} << 20;

std::string pack_site(const Site& site);
/// Paths that leave the site, are empty or stand twice are `malformed`.
Result<Site> unpack_site(std::string_view packed);

/// The terminal a program speaks to, or how its output will look in the end.
struct Terminal {
    bool present = false;  ///< give the program a pseudoterminal
    uint32_t columns = 80;
    uint32_t rows = 24;
    std::string name = {};  ///< $TERM
    bool operator==(const Terminal&) const = default;
};

/// A command of nagaya to run on the host.
struct Run {
    std::vector<std::string> name;   ///< "apply", or "host" "init"
    std::vector<std::string> words;  ///< what stands behind the name
    uint32_t site = 0;               ///< number of a site sent before; 0 = none
    bool input = false;              ///< its standard input comes from here; else it has none
    Terminal terminal = {};
    std::string console = {};  ///< what the console here can do (app/console.hpp); the agent hands it on
    bool operator==(const Run&) const = default;
};
std::string print_run(const Run& run);
Result<Run> parse_run(std::string_view payload);

/// How it ended.
struct Exit {
    int code = 0;
    std::string report = {};  ///< what the command wrote into the file $NAGAYA_REPORT
    bool operator==(const Exit&) const = default;
};
std::string print_exit(const Exit& exit);
Result<Exit> parse_exit(std::string_view payload);

}  // namespace nagaya::remote
