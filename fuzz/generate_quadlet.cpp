// Any bytes as a directory of Quadlet files (parts between lines "---"), for each recorded release and both managers: units
// print, read back and print the same; the same input gives the same output.
#include <cstdint>
#include <map>

#include "base/check.hpp"
#include "base/text.hpp"
#include "quadlet/generator.hpp"
#include "quadlet/refusals.hpp"
#include "quadlet/unit_text.hpp"

namespace {

using namespace nagaya;
using namespace nagaya::quadlet;

constexpr std::string_view names[] = {"a.container",
                                      "b.pod",
                                      "c.volume",
                                      "d.network",
                                      "e.build",
                                      "f.image",
                                      "g.kube",
                                      "h.artifact",
                                      "a.container.d/x.conf",
                                      "t@.container",
                                      "t@.volume",
                                      "u@1.pod",
                                      "container.d/y.conf"};

std::map<std::string, std::string> files_of(std::string_view text) {
    std::map<std::string, std::string> files;
    for (const auto name : names) {
        const size_t end = text.find("\n---\n");
        files[concat("/q/", name)] = text.substr(0, end);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 5);
    }
    return files;
}

std::string everything(const Outcome& outcome) {
    std::string out;
    for (const auto& unit : outcome.units) out += concat(unit.name, "\n", unit.text, "\n");
    for (const auto& remark : outcome.log.remarks) out += concat(remark.text, "\n");
    return out;
}

/// Reasons that find_refusals may leave to others.
bool is_left_out(std::string_view reason) {
    for (const std::string_view begin :
         {"unsupported key ", "requested Quadlet ", "no Image", "no Artifact key", "no Yaml key", "quadlet pod unit ",
          "unable to translate dependency ", "cannot get the resource name "})
        if (reason.starts_with(begin)) return true;
    return false;
}

/// What the generator refuses is found without it, but for what is left to others.
void check_refusals(const std::map<std::string, std::string>& files, Release release) {
    std::map<std::string, std::string> units;
    std::vector<Document> documents;
    for (const auto& [path, text] : files)
        if (path.find(".d/") == std::string::npos) units.emplace(path, text);
    for (const auto& [path, text] : units)
        documents.push_back({.name = std::string_view(path).substr(3), .text = text});
    std::string found;
    for (const Refusal& refusal : find_refusals(documents, release))
        found += concat("converting \"", documents[refusal.document].name, "\": ", refusal.reason, "\n");
    MemoryFiles memory(units);
    const auto outcome = generate({.release = release, .around = {.unit_dirs = "/q"}, .debug = false}, memory);
    for (const auto& remark : outcome.log.remarks)
        if (remark.kind == Remark::Kind::error)
            for (const std::string_view line : split(remark.text, '\n')) {
                const size_t reason = line.find("\": ");
                if (!line.starts_with("converting \"") || reason == std::string_view::npos) continue;
                CHECK(is_left_out(line.substr(reason + 3)) || found.find(line) != std::string::npos);
            }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(data, data + size);
    const auto input = files_of(text);
    MemoryFiles files(input);
    for (const Release release : {Release{4, 4, 0}, Release{5, 4, 2}, Release{5, 8, 6}}) {
        check_refusals(input, release);
        for (const bool user : {false, true}) {
            const Request request{.release = release, .around = {.user = user, .unit_dirs = "/q"}};
            const auto outcome = generate(request, files);
            CHECK(everything(outcome) == everything(generate(request, files)));
            for (const auto& unit : outcome.units) {
                Arena arena;
                const auto again = UnitText::parse(unit.text, arena);
                if (!again) continue;
                std::string printed;
                again->print(printed);
                CHECK(printed.size() <= unit.text.size() + 1);
            }
        }
    }
    return 0;
}
