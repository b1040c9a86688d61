#include "quadlet/generator.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "quadlet/conversion.hpp"

namespace nagaya::quadlet {
namespace {

bool is_image_id(std::string_view name) {
    if (name.starts_with("sha256:")) return true;
    return name.size() == 64 && std::ranges::all_of(name, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

/// Has it a registry: a host with a dot, a port, or localhost before the first slash?
bool is_fully_qualified(std::string_view name) {
    if (is_image_id(name)) return true;
    const size_t slash = name.find('/');
    if (slash == std::string_view::npos) return false;
    const auto registry = name.substr(0, slash);
    return registry.find_first_of(".:") != std::string_view::npos || registry == "localhost";
}

void warn_short_name(Run& run, const Loaded& unit) {
    const auto image = unit.values(unit.row->section, run.request.release, run.arena).last("Image");
    if (!image || image->ends_with(".image") || image->ends_with(".build") || is_fully_qualified(*image)) return;
    run.outcome.log.warn(
        concat("Warning: ", unit.name, " specifies the image \"", *image,
               "\" which not a fully qualified image name. This is not ideal for performance and security "
               "reasons. See the podman-pull manpage discussion of short-name-aliases.conf for details."));
}

/// False when the reference would panic.
bool convert_unit(Run& run, Loaded& unit, GeneratedUnit& generated) {
    const auto kind = unit.row->kind;
    Conversion conversion(run, unit);
    conversion.warn_service_user();
    if (kind == Kind::container || kind == Kind::volume || kind == Kind::image) warn_short_name(run, unit);
    auto fault = convert(conversion);
    if (conversion.crashed) {
        run.outcome.crashed = run.outcome.failed = true;
        // Errors that wait for the end are never told.
        std::erase_if(run.outcome.log.remarks, [](const Remark& remark) { return remark.kind == Remark::Kind::error; });
        run.outcome.log.error(std::move(*fault));
        return false;
    }
    if (fault) {
        run.fault(concat("converting ", quoted(unit.name), ": ", *fault));
        return true;
    }
    generated.name = clean_path(unit.service);
    generated.source = unit.path;
    conversion.service.print(generated.text);
    generated.links = install_links(run, conversion.service, unit.service);
    return true;
}

/// Up to 5.4 all errors come last, as one line of the log.
void order_errors(Outcome& outcome) {
    std::string errors;
    std::vector<Remark> others;
    for (Remark& remark : outcome.log.remarks) {
        if (remark.kind != Remark::Kind::error)
            others.push_back(std::move(remark));
        else
            errors = errors.empty() ? std::move(remark.text) : concat(errors, "\n", remark.text);
    }
    outcome.log.remarks = std::move(others);
    if (!errors.empty()) outcome.log.error(std::move(errors));
}

}  // namespace

Outcome generate(const Request& request, Files& files) {
    std::vector<GeneratedUnit> units;
    auto outcome =
        generate(request, files, {.take = [&](const GeneratedUnit& unit, Outcome&) { units.push_back(unit); }});
    outcome.units = std::move(units);
    return outcome;
}

Outcome generate(const Request& request, Files& files, const Sink& sink) {
    Outcome outcome;
    Run run{.request = request, .files = files, .outcome = outcome};
    Listings listings;
    const auto directories = search_directories(request.around, request.release, files, outcome.log, listings);
    load_units(run, directories, listings);
    if (run.units.empty()) {
        outcome.log.debug(concat("No files parsed from [", join(directories, " "), "]"));
    } else if (sink.begin(outcome)) {
        name_units(run);
        GeneratedUnit generated;
        for (Loaded& unit : run.units) {
            generated.name.clear();
            generated.text.clear();
            if (!convert_unit(run, unit, generated)) return outcome;
            if (!generated.name.empty()) sink.take(generated, outcome);
            unit.text = {};  // nobody asks for more than its names
        }
    }
    if (!run.since(5, 5))
        order_errors(outcome);
    else if (outcome.failed)
        outcome.log.error("processing encountered some errors");
    return outcome;
}

}  // namespace nagaya::quadlet
