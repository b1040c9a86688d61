// One run of the generator: what is loaded, and what all conversions share. Internal to the room.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "quadlet/generator.hpp"
#include "quadlet/unit_text.hpp"
#include "quadlet/values.hpp"

namespace nagaya::quadlet {

enum class Kind { image, artifact, volume, network, build, container, kube, pod };

/// What the generator knows of a kind. `section` is also the section it reads.
struct KindRow {
    Kind kind;
    std::string_view extension;  ///< ".container"
    std::string_view section;    ///< "Container"
    std::string_view renamed;    ///< "X-Container"
    std::string_view suffix;     ///< of the service's name: "-volume"
    int order;                   ///< kinds are converted in this order
    Release since;
};

const KindRow& row_of(Kind kind);
/// By a file name's last extension; null for files that are no Quadlets in that release.
const KindRow* kind_of_file(std::string_view name, Release release);

/// A Quadlet file with its drop-ins.
struct Loaded {
    std::string_view name;  ///< "web.container"
    std::string_view path;
    const KindRow* row = nullptr;
    UnitText text = {};
    size_t number = 0;                           ///< whoever put it into the run knows it by this
    std::string_view service = {};               ///< "web.service"
    std::string_view resource = {};              ///< what references resolve to; "" if nothing can be said
    std::vector<std::string_view> members = {};  ///< of a pod: services to start with it

    Values values(std::string_view section, Release release, Arena& arena) const {
        return {text.find(section), release, arena};
    }
};

struct Run {
    const Request& request;
    Files& files;
    Outcome& outcome;
    Arena arena = {};
    std::deque<std::string> bytes = {};  ///< of the files
    std::deque<Loaded> units = {};
    std::unordered_map<std::string_view, Loaded*> by_name = {};

    bool since(uint8_t major, uint8_t minor, uint8_t patch = 0) const {
        return request.release >= Release{major, minor, patch};
    }
    /// Says an error and remembers that there was one.
    void fault(std::string text) {
        outcome.failed = true;
        outcome.log.error(std::move(text));
    }
};

/// Fills `run.units` from the directories, with drop-ins.
void load_units(Run& run, const std::vector<std::string>& directories, const Listings& listings);
/// Puts the units into the order of conversion, and gives each its service and, where that is known before, its resource.
void name_units(Run& run);
/// The links that [Install] of a generated unit asks for.
std::vector<Link> install_links(Run& run, const UnitText& service, std::string_view name);

}  // namespace nagaya::quadlet
