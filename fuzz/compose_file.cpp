// Any bytes as a Compose file, with others that it may name: findings with places, or a normal form that reads back as itself and lowers to
// units of which every line has an origin.
#include <algorithm>
#include <cstdint>
#include <map>

#include "compose/project.hpp"
#include "compose/quadlet.hpp"
#include "well_formed.hpp"

namespace {

using namespace nagaya;
using namespace nagaya::compose;

class FewFiles : public Files {
public:
    FewFiles(Sources& sources, std::string text) : sources_(sources) {
        texts_["/p/compose.yaml"] = std::move(text);
        texts_["/p/other.yaml"] = "services: {base: {image: base, environment: {A: 1}}}\nvolumes: {data: {}}\n";
        texts_["/p/.env"] = "TAG=1\nEMPTY=\n";
        texts_["/p/a.env"] = "B=2\nC=\"$B\"\n";
    }
    Read read(std::string_view path) override {
        const auto found = texts_.find(path);
        if (found == texts_.end()) return {.file = {}, .error = "No such file or directory", .missing = true};
        return {.file = sources_.add(found->first, found->second), .error = "", .missing = false};
    }
    bool is_file(std::string_view path) override { return texts_.contains(path); }

private:
    Sources& sources_;
    std::map<std::string, std::string, std::less<>> texts_;
};

std::string normal_form(std::string text, Report& report, Sources& sources, Project& project) {
    FewFiles files(sources, std::move(text));
    const ProjectOptions options{.files = {"/p/compose.yaml"}, .directory = "/p", .profiles = {"*"}};
    load_project(options, sources, files, report, project);
    return print_project(project, options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size > 1 << 14) return 0;
    Sources sources;
    Report report;
    Project project;
    const std::string printed = normal_form(std::string(data, data + size), report, sources, project);
    for (const auto& found : report.sorted(sources)) fuzz::check_span(sources, found.at);
    if (!project.good) return 0;
    Report losses;
    const Quadlets made = lower_project(project, {.site = true}, losses);
    for (const auto& found : losses.sorted(sources)) fuzz::check_span(sources, found.at);
    for (const auto& unit : made.units)
        CHECK(static_cast<size_t>(std::ranges::count(unit.text, '\n')) == unit.origins.size());
    return 0;
}
