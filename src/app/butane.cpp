#include "app/butane.hpp"

#include <memory>

#include "app/files_below.hpp"
#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "butane/butane.hpp"
#include "host/files_directory.hpp"

namespace nagaya::app {

namespace {

constexpr size_t most_input = 32 << 20;

using Form = ButaneOptions::Form;

/// What was found, in the form asked for.
void print_findings(const Sources& sources, const butane::Translated& translated, const ButaneOptions& options,
                    Console& console) {
    if (options.form == Form::text || options.form == Form::json) {
        Report report;
        butane::add_findings(sources, translated, report);
        console.err(options.form == Form::json ? render_json(sources, report)
                                               : render_text(sources, report, {.colour = options.colour}));
        return;
    }
    console.err(options.form == Form::raw ? butane::print_raw(sources, translated.entries)
                                          : butane::print_excerpts(sources, translated.entries, options.colour));
    if (!translated.failure.empty()) console.err(concat("Error translating config: ", translated.failure, "\n"));
}

}  // namespace

int butane(const ButaneOptions& options, Console& console) {
    const std::string& input = options.input;
    std::string shown = input.empty() ? "<stdin>" : input;
    auto bytes = host::read_all(input, most_input);
    if (!bytes) {
        const auto& [operation, reason] = bytes.error();
        std::string name = input.empty() ? "/dev/stdin" : input;
        console.err(concat("failed to ", operation, " ", name, ": ", operation, " ", name, ": ", reason, "\n"));
        return exit_findings;
    }
    Sources sources;
    FileId file = sources.add(shown, std::move(*bytes));
    std::unique_ptr<FilesBelow> files;
    if (!options.files_directory.empty()) files = std::make_unique<FilesBelow>(options.files_directory);
    auto translated = butane::translate(
        sources, file, {.files = files.get(), .raw = options.raw, .deployable = options.strict_ignition});
    print_findings(sources, translated, options, console);
    if (!translated.failure.empty()) return exit_findings;
    if (options.strict && !translated.entries.empty()) {
        console.err("Config produced warnings and --strict was specified\n");
        return exit_findings;
    }
    if (options.check) return exit_ok;
    std::string text = butane::print(translated, options.pretty ? ignition::Layout::pretty : ignition::Layout::compact);
    if (options.output.empty()) {
        console.out(text);
        return exit_ok;
    }
    if (auto written = host::write_over(options.output, text); !written) {
        const auto& [operation, reason] = written.error();
        console.err(concat("failed to ", operation, " ", options.output, ": ", operation, " ", options.output, ": ",
                           reason, "\n"));
        return exit_findings;
    }
    return exit_ok;
}

}  // namespace nagaya::app
