// The Quadlet generator of Podman: Quadlet files → service units, with the messages and links of the reference
// (/usr/libexec/podman/quadlet), of one release and for one manager.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "quadlet/files.hpp"
#include "quadlet/log.hpp"
#include "quadlet/release.hpp"
#include "quadlet/search.hpp"

namespace nagaya::quadlet {

struct Request {
    Release release = {};
    Surroundings around = {};
    std::string podman = "/usr/bin/podman";  ///< $PODMAN: the program as units call it
    bool debug = true;                       ///< say what is loaded
    bool enable = true;                      ///< say which links cannot be made
};

/// A link that enables a unit: "multi-user.target.wants/web.service" → "../web.service".
struct Link {
    std::string path;
    std::string target;
};

struct GeneratedUnit {
    std::string name;    ///< "web.service"
    std::string source;  ///< path of the Quadlet file
    std::string text;
    std::vector<Link> links;  ///< of its [Install] section; one may lead out of the directory ("../x")
};

struct Outcome {
    std::vector<GeneratedUnit> units;  ///< in the order of conversion; two may have one name, the later one counts
    Log log;
    bool failed = false;   ///< something could not be loaded or converted
    bool crashed = false;  ///< the reference ends here with a panic (exit status 2); `log` ends with its first line
};

/// Searches, loads and converts. The same input gives the same bytes: where the reference walks a Go map in random order, options
/// come in a fixed one.
Outcome generate(const Request& request, Files& files);

/// Takes each unit as soon as it is there, and may add to the outcome what went wrong with it.
struct Sink {
    std::function<void(const GeneratedUnit&, Outcome&)> take;
    std::function<bool(Outcome&)> begin = [](Outcome&) {
        return true;
    };  ///< once, if there are files; false: convert none
};

/// The same, with the units in `sink`; `units` of the outcome stays empty.
Outcome generate(const Request& request, Files& files, const Sink& sink);

}  // namespace nagaya::quadlet
