// The reference's pipeline: read, unused keys, checks on the source, translation, fields that the dialect refuses, duplicates,
// checks on the result. Each step adds to one list; after some of them an error ends it.
#include "butane/butane.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "butane/check_source.hpp"
#include "butane/decode.hpp"
#include "butane/machine_config.hpp"
#include "butane/translation.hpp"
#include "ignition/deployable.hpp"
#include "ignition/validate.hpp"

namespace nagaya::butane {

namespace {

using syntax::YamlNode;
using syntax::YamlProblem;

constexpr std::string_view invalid_source = "source config is invalid";
constexpr std::string_view invalid_result = "config generated was invalid";
constexpr syntax::YamlLimits limits{.bytes = 32 << 20, .depth = 1000, .nodes = 4'000'000, .documents = 100};

/// As go-yaml tells it: its line is that of the context if there is one, and one less than people count in the parser.
std::string describe(const YamlProblem& problem) {
    size_t line = problem.context_line ? problem.context_line : problem.problem_line;
    bool scanner = problem.stage == YamlProblem::Stage::scanner;
    bool none = line == 0 || problem.stage == YamlProblem::Stage::reader ||
                problem.stage == YamlProblem::Stage::composer || problem.stage == YamlProblem::Stage::limit;
    if (none) return concat("yaml: ", problem.problem);
    return concat("yaml: line ", line + (scanner ? 1 : 0), ": ", problem.problem);
}

/// Was the first document over when the problem came? The reference reads no further, so that problems behind do not matter.
bool first_document_is_whole(std::string_view text, const YamlNode& root, const YamlProblem& problem) {
    std::string_view between = text.substr(root.at.begin, problem.at.begin - std::min(problem.at.begin, root.at.begin));
    for (size_t line = between.find('\n'); line != std::string_view::npos; line = between.find('\n', line + 1)) {
        std::string_view marker = text.substr(root.at.begin + line + 1, 4);
        if (!marker.starts_with("---") && !marker.starts_with("...")) continue;
        if (marker.size() == 3 || std::string_view(" \t\r\n").contains(marker[3])) return true;
    }
    return false;
}

/// What kept the decoder from reading the file, with its places.
void note_failure(const Decoder& decoder, std::string failure, Translated& out) {
    out.failure = std::move(failure);
    auto note = [&](const TypeError& error) {
        out.unreadable.push_back({.message = error.message, .at = error.node->at});
    };
    if (decoder.failure())
        note(*decoder.failure());
    else
        for (const TypeError& error : decoder.errors()) note(error);
    out.failure_at = out.unreadable.front().at;
}

/// Reads the variant and version; false with a failure when there is no such dialect.
std::optional<Dialect> read_header(const Sources& sources, const YamlNode* root, Translated& out) {
    Header header;
    if (root) {
        Decoder decoder(sources, nullptr);
        decoder.decode(*root, header);
        if (std::string message = decoder.message(); !message.empty()) {
            note_failure(decoder, concat("Error unmarshaling yaml: ", message), out);
            return std::nullopt;
        }
    }
    if (header.variant.empty()) {
        out.failure = "error parsing variant; must be specified";
        return std::nullopt;
    }
    auto version = normal_version(header.version);
    const YamlNode* at = root && root->is_mapping() ? syntax::find(*root, "version") : nullptr;
    if (at) out.failure_at = at->at;
    if (!version) {
        out.failure = "error parsing version; must be a valid semver";
        return std::nullopt;
    }
    if (header.variant == "rhcos" && *version == "0.1.0") {
        out.failure =
            "rhcos variant has been removed; use openshift variant instead: "
            "https://coreos.github.io/butane/upgrading-openshift/";
        return std::nullopt;
    }
    auto dialect = find_dialect(header.variant, *version);
    if (!dialect)
        out.failure = concat("No translator exists for variant ", header.variant, " with version ", *version);
    else
        out.failure_at = {};
    return dialect;
}

/// One translation: what all steps share.
class Run {
public:
    Run(const Sources& sources, const YamlNode& root, const Dialect& dialect, const Options& options, Translated& out)
        : sources_(sources), root_(root), dialect_(dialect), options_(options), out_(out) {}

    void run() {
        Decoder decoder(sources_, &dialect_);
        decoder.decode(root_, file_);
        if (std::string message = decoder.message(); !message.empty()) {
            note_failure(decoder, std::move(message), out_);
            return;
        }
        find_unused_keys(file_, dialect_, root_, out_.entries);
        if (ends(invalid_source)) return;
        check_source(file_, dialect_, out_.entries);
        if (ends(invalid_source)) return;
        translate();
    }

private:
    bool ends(std::string_view failure) {
        locate(out_.entries, located_, root_);
        located_ = out_.entries.size();
        if (!has_errors(out_.entries)) return false;
        out_.failure = failure;
        return true;
    }

    bool take(Translation& translation) {
        auto& entries = translation.entries();
        std::move(entries.begin(), entries.end(), std::back_inserter(out_.entries));
        entries.clear();
        return ends(invalid_source);
    }

    void translate() {
        bool wrapped = dialect_.openshift > 0 && !options_.raw;
        Translation translation(file_, dialect_, options_.files);
        translation.base();
        if (take(translation)) return;
        translation.fcos();
        if (dialect_.openshift > 0) {
            translation.openshift();
            if (!wrapped) warn_of_ignored_fields(file_.openshift, out_.entries);
        }
        if (take(translation)) return;
        if (wrapped || dialect_.openshift == 0) translation.filter();
        if (take(translation)) return;
        ignition::Findings findings;
        if (wrapped) find_repeated_arguments(file_.openshift, out_.entries);
        ignition::find_duplicates(translation.config(), findings);
        ignition::validate(translation.config(), dialect_.ignition, findings);
        for (ignition::Finding& finding : findings)
            translation.add(finding.severity, finding.path, std::move(finding.message));
        auto& entries = translation.entries();
        std::move(entries.begin(), entries.end(), std::back_inserter(out_.entries));
        if (ends(invalid_result)) return;
        if (options_.deployable && !is_deployable(translation)) return;
        if (wrapped) out_.machine_config = machine_config(file_);
        out_.config = std::move(translation.config());
    }

    bool is_deployable(Translation& translation) {
        ignition::Findings findings;
        ignition::find_undeployable(translation.config(), findings);
        translation.entries().clear();
        for (ignition::Finding& finding : findings)
            translation.add(finding.severity, finding.path, std::move(finding.message));
        auto& entries = translation.entries();
        std::move(entries.begin(), entries.end(), std::back_inserter(out_.entries));
        return !ends("Ignition would refuse this config");
    }

    const Sources& sources_;
    const YamlNode& root_;
    const Dialect& dialect_;
    const Options& options_;
    Translated& out_;
    Config file_;
    size_t located_ = 0;
};

}  // namespace

Translated translate(const Sources& sources, FileId file, const Options& options) {
    Translated out;
    out.failure_at = {.file = file, .begin = 0, .end = 0};
    syntax::YamlResult yaml = syntax::read_yaml(sources, file, limits);
    auto documents = yaml.stream.documents();
    bool broken = yaml.problem && (documents.empty() ||
                                   !first_document_is_whole(sources.text(file), *documents.front(), *yaml.problem));
    if (broken) {
        out.failure = concat("Error unmarshaling yaml: ", describe(*yaml.problem));
        out.failure_at = yaml.problem->at;
        out.unreadable.push_back({.message = yaml.problem->problem, .at = yaml.problem->at});
        return out;
    }
    const YamlNode* root = documents.empty() ? nullptr : documents.front();
    auto dialect = read_header(sources, root, out);
    if (dialect) Run(sources, *root, *dialect, options, out).run();
    out.document = std::move(yaml.stream);
    return out;
}

void add_findings(const Sources& sources, const Translated& translated, Report& report) {
    add_findings(sources, translated.entries, report);
    add_findings(sources, translated.unreadable, report);
    if (!translated.failure.empty() && !report.has_errors())
        report.add({.code = "butane", .message = translated.failure, .at = translated.failure_at});
}

std::string print(const Translated& translated, ignition::Layout layout) {
    if (translated.machine_config) return print_machine_config(*translated.machine_config, translated.config);
    return ignition::print(translated.config, layout);
}

}  // namespace nagaya::butane
