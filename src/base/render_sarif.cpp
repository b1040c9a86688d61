// SARIF 2.1.0. Section numbers are those of the OASIS standard.
#include <algorithm>
#include <unordered_map>

#include "base/diagnostic.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace nagaya {

namespace {

std::string_view level(Severity severity) { return name(severity); }  // 3.27.10 has the same three words

bool is_web(std::string_view url) { return url.starts_with("https://") || url.starts_with("http://"); }

/// A path as a URI reference (RFC 3986): everything but unreserved characters and slashes is escaped.
std::string uri_of(std::string_view path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = path.starts_with('/') ? "file://" : "";
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~/@").contains(c);
        if (plain) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += concat('%', digits[byte >> 4], digits[byte & 15]);
        }
    }
    return out;
}

class Writer {
public:
    Writer(const Sources& sources, const ExchangeOptions& options) : sources_(sources), options_(options) {}

    Json result(const Diagnostic& finding, const std::unordered_map<std::string_view, int64_t>& index) {
        JsonObject out{{"ruleId", finding.code}};
        if (const auto found = index.find(finding.code); found != index.end())
            out.emplace_back("ruleIndex", found->second);
        out.emplace_back("level", level(finding.severity));
        std::string text = finding.message;
        if (!finding.help.empty()) text += concat("\nhelp: ", finding.help);
        out.emplace_back("message", message(text));
        JsonArray places;
        if (is_place(finding.at)) places.push_back(JsonObject{{"physicalLocation", place(finding.at)}});
        out.emplace_back("locations", std::move(places));
        out.emplace_back("partialFingerprints", JsonObject{{"nagaya/v1", fingerprint(finding)}});
        if (JsonArray related = related_places(finding); !related.empty())
            out.emplace_back("relatedLocations", std::move(related));
        if (JsonArray fixes = fixes_of(finding); !fixes.empty()) out.emplace_back("fixes", std::move(fixes));
        return out;
    }

    static Json message(std::string_view text) { return JsonObject{{"text", text}}; }

private:
    /// Stays as it is when lines move (3.27.17): of rule, file and what the line says, and which of those that are alike it is. Of a
    /// line with a secret in it nothing is told.
    std::string fingerprint(const Diagnostic& finding) {
        const bool placed = is_place(finding.at);
        const bool shown = placed && !finding.conceal;
        std::string whole =
            DigestBuilder()
                .add(finding.code)
                .add(placed ? sources_.path(finding.at.file) : "")
                .add(shown ? trim(sources_.line_at(finding.at.file, finding.at.begin)) : finding.message)
                .finish();
        whole.resize(32);
        const size_t before = alike_[whole]++;
        return concat(whole, ":", before + 1);
    }

    bool is_place(Span at) const { return static_cast<size_t>(at.file) < sources_.size(); }

    Json artifact(FileId file) const {
        return JsonObject{{"uri", uri_of(concat(options_.directory, sources_.path(file)))}};
    }

    Json region(Span at) const {
        const Position begin = sources_.position(at.file, at.begin);
        const Position end = sources_.position(at.file, at.end);
        return JsonObject{
            {"startLine", begin.line}, {"startColumn", begin.column}, {"endLine", end.line}, {"endColumn", end.column}};
    }

    Json place(Span at) const { return JsonObject{{"artifactLocation", artifact(at.file)}, {"region", region(at)}}; }

    JsonArray related_places(const Diagnostic& finding) const {
        JsonArray out;
        for (const Label& label : finding.labels) {
            if (!is_place(label.at)) continue;
            out.push_back(JsonObject{{"id", static_cast<int64_t>(out.size())},
                                     {"message", message(label.message)},
                                     {"physicalLocation", place(label.at)}});
        }
        return out;
    }

    /// The fixes of a finding belong together: one fix object (3.55) with the changes of each file.
    JsonArray fixes_of(const Diagnostic& finding) const {
        JsonArray changes;
        std::vector<FileId> files;
        for (const Fix& fix : finding.fixes) {
            if (!is_place(fix.at)) return {};
            if (std::find(files.begin(), files.end(), fix.at.file) == files.end()) files.push_back(fix.at.file);
        }
        for (const FileId file : files) {
            JsonArray replacements;
            for (const Fix& fix : finding.fixes)
                if (fix.at.file == file)
                    replacements.push_back(
                        JsonObject{{"deletedRegion", region(fix.at)}, {"insertedContent", message(fix.replacement)}});
            changes.push_back(
                JsonObject{{"artifactLocation", artifact(file)}, {"replacements", std::move(replacements)}});
        }
        if (changes.empty()) return {};
        JsonObject fix{{"artifactChanges", std::move(changes)}};
        if (!finding.help.empty()) fix.insert(fix.begin(), {"description", message(finding.help)});
        return {std::move(fix)};
    }

    const Sources& sources_;
    const ExchangeOptions& options_;
    std::unordered_map<std::string, size_t> alike_;
};

Json rule_json(const RuleText& rule, const ExchangeOptions& options) {
    JsonObject out{{"id", rule.code},
                   {"shortDescription", Writer::message(rule.summary)},
                   {"fullDescription", Writer::message(rule.summary)},
                   {"help", JsonObject{{"text", rule.why}, {"markdown", rule.why}}},
                   {"defaultConfiguration", JsonObject{{"level", level(rule.severity)}}}};
    if (is_web(options.rule_pages)) out.emplace_back("helpUri", concat(options.rule_pages, '#', rule.code));
    return out;
}

}  // namespace

std::string render_sarif(const Sources& sources, const Report& report, std::span<const RuleText> rules,
                         const ExchangeOptions& options) {
    std::unordered_map<std::string_view, int64_t> index;
    JsonArray descriptions;
    for (const RuleText& rule : rules) {
        index.emplace(rule.code, static_cast<int64_t>(index.size()));
        descriptions.push_back(rule_json(rule, options));
    }
    Writer writer(sources, options);
    JsonArray results;
    for (const Diagnostic& finding : report.sorted(sources, options.least))
        results.push_back(writer.result(finding, index));
    JsonObject driver{{"name", "nagaya"}, {"version", options.version}, {"rules", std::move(descriptions)}};
    JsonArray runs;
    runs.push_back(JsonObject{{"tool", JsonObject{{"driver", std::move(driver)}}},
                              {"columnKind", "unicodeCodePoints"},
                              {"results", std::move(results)}});
    const JsonObject out{
        {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", std::move(runs)}};
    return print_json(out, JsonStyle::indented) + '\n';
}

}  // namespace nagaya
