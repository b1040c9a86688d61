#include "quadlet/refusals.hpp"

#include "base/text.hpp"
#include "quadlet/conversion.hpp"

namespace nagaya::quadlet {
namespace {

std::expected<UnitText, std::string> read(const Document& document, Run& run) {
    const bool colons = !run.since(5, 3);
    auto text = UnitText::parse(document.text, run.arena, colons);
    for (const std::string_view drop_in : document.drop_ins) {
        if (!text) break;
        auto more = UnitText::parse(drop_in, run.arena, colons);
        if (!more) return more;
        text->merge(*more);
    }
    return text;
}

}  // namespace

std::vector<Refusal> find_refusals(std::span<const Document> documents, Release release) {
    const Request request{.release = release, .debug = false, .enable = false};
    MemoryFiles none({});
    Outcome outcome;
    Run run{.request = request, .files = none, .outcome = outcome};
    std::vector<Refusal> refusals;
    for (size_t i = 0; i < documents.size(); ++i) {
        const KindRow* row = kind_of_file(documents[i].name, release);
        if (row == nullptr) continue;
        auto text = read(documents[i], run);
        if (!text) {
            refusals.push_back({.document = i, .reason = std::move(text.error())});
            continue;
        }
        run.units.push_back(
            {.name = documents[i].name, .path = documents[i].name, .row = row, .text = std::move(*text), .number = i});
    }
    name_units(run);
    for (Loaded& unit : run.units) {
        Conversion conversion(run, unit);
        if (auto fault = convert(conversion))
            refusals.push_back({.document = unit.number, .reason = std::move(*fault)});
        unit.text = {};
    }
    return refusals;
}

}  // namespace nagaya::quadlet
