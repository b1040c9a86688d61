#include "lint/allowances.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

#include "base/letters.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"
#include "syntax/made_file.hpp"

namespace nagaya::lint {
namespace {

constexpr std::string_view mark = "nagaya: allow";
constexpr size_t most_allowances = 256;  // in one file: each looks at the lines it is for

/// One line of a text, without its break.
struct Line {
    size_t begin;
    size_t end;
};

Line line_at(std::string_view text, size_t at) {
    const size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    return {.begin = before == std::string_view::npos ? 0 : before + 1,
            .end = std::min(text.find('\n', at), text.size())};
}

std::string_view of(std::string_view text, Line line) { return text.substr(line.begin, line.end - line.begin); }

bool is_comment(std::string_view line) {
    line = trim(line);
    return line.empty() || line.starts_with('#') || line.starts_with(';');
}

size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

/// The lines that belong to the one that begins at `at`: a [section] to the next one, a value with the lines it goes on in, a key of
/// YAML with all below it.
size_t end_of_item(std::string_view text, size_t at) {
    Line line = line_at(text, at);
    const std::string_view head = of(text, line);
    const size_t depth = indent_of(head);
    const bool section = trim(head).starts_with('[');
    size_t end = line.end;
    while (line.end < text.size()) {
        const bool continued = of(text, line).ends_with('\\');
        line = line_at(text, line.end + 1);
        const std::string_view shown = of(text, line);
        const size_t indent = indent_of(shown);
        if (!section && !continued && indent == shown.size()) continue;  // blank: what follows decides
        const std::string_view rest = shown.substr(indent);
        const bool closes = indent == depth && (rest.starts_with(']') || rest.starts_with('}'));
        const bool item = indent == depth && rest.starts_with("- ") && trim(head).ends_with(':');
        if (section ? rest.starts_with('[') : !continued && indent <= depth && !closes && !item) break;
        end = line.end;
    }
    return end;
}

/// Where the first line begins that is no comment and no blank.
size_t first_content(std::string_view text) {
    Line line = line_at(text, 0);
    while (line.end < text.size() && is_comment(of(text, line))) line = line_at(text, line.end + 1);
    return line.begin;
}

Span cover(std::string_view text, FileId file, size_t comment, size_t content, bool alone, bool whole_file) {
    const auto span = [&](size_t begin, size_t end) {
        return Span{.file = file, .begin = static_cast<uint32_t>(begin), .end = static_cast<uint32_t>(end)};
    };
    if (whole_file) return span(0, text.size());
    Line line = line_at(text, comment);
    if (!alone) return span(line.begin, line.end);
    const bool first = line.begin < content;
    while (line.end < text.size() && is_comment(of(text, line))) line = line_at(text, line.end + 1);
    return span(first ? 0 : line.begin, end_of_item(text, line.begin));
}

/// The rules and the reason of "RULE, RULE: reason", which stands at `at`.
void read_allowance(std::string_view text, Line rest, Span covers, std::vector<Allowance>& found) {
    const std::string_view words = of(text, rest);
    const size_t colon = words.find(':');
    const std::string_view reason = colon == std::string_view::npos ? "" : trim(words.substr(colon + 1));
    size_t begin = rest.begin;
    for (const std::string_view piece : split(words.substr(0, colon), ',')) {
        const std::string_view rule = trim(piece);
        const auto at = static_cast<uint32_t>(rule.empty() ? begin : static_cast<size_t>(rule.data() - text.data()));
        found.push_back({.rule = rule,
                         .reason = reason,
                         .at = {.file = covers.file, .begin = at, .end = at + static_cast<uint32_t>(rule.size())},
                         .covers = covers});
        begin += piece.size() + 1;
    }
}

bool has_comments(std::string_view text) { return text.contains('#') || text.contains(';'); }

/// The words behind a "#" that begin like a mark and are none: "nagaya:allow", "Nagaya: alow".
std::vector<Span> misspelt_marks(const Sources& sources, FileId file) {
    constexpr std::string_view name = "nagaya";
    const std::string_view text = sources.text(file);
    std::vector<Span> found;
    if (!has_comments(text)) return found;
    for (size_t at = text.find("agaya"); at != std::string_view::npos; at = text.find("agaya", at + 1)) {
        const size_t begin = at == 0 ? 0 : at - 1;
        const Line line = line_at(text, begin);
        const std::string_view before = trim(text.substr(line.begin, begin - line.begin));
        if (!before.ends_with('#') && before != ";") continue;
        const std::string small = lower_case(text.substr(begin, line.end - begin));
        if (!small.starts_with(name)) continue;
        const size_t colon = small.find_first_not_of(" \t", name.size());
        if (colon == std::string::npos || small[colon] != ':') continue;
        const size_t word = std::min(small.find_first_not_of(" \t", colon + 1), small.size());
        const size_t end = std::min(small.find_first_of(" \t:", word), small.size());
        const std::string_view written = text.substr(begin, end);
        if (written == mark || written == concat(mark, "-file")) continue;
        std::string_view verb = std::string_view(small).substr(word, end - word);
        if (verb.ends_with("-file")) verb.remove_suffix(5);
        if (edit_distance(verb, "allow") > 2) continue;
        found.push_back(
            {.file = file, .begin = static_cast<uint32_t>(begin), .end = static_cast<uint32_t>(begin + end)});
        if (found.size() >= most_allowances) break;
    }
    return found;
}

/// An allowance, and whether it took something out.
struct Used {
    Allowance allowance;
    bool used = false;
    bool broken = false;  ///< already reported, so it is not also unused
};

class Allowances {
public:
    Allowances(const model::Site& site, const Sources& sources, Report& report)
        : site_(site), sources_(sources), report_(report), site_used_(site.settings.allows.size()) {}

    void apply() {
        for (size_t i = 0; i < sources_.size(); ++i) {
            const FileId file{static_cast<uint32_t>(i)};
            for (Allowance& found : find_allowances(sources_, file))
                in_files_[i].push_back({.allowance = found, .broken = check(found.rule, found.reason, found.at)});
            for (const Span at : misspelt_marks(sources_, file))
                report_.add({.code = "bad-allowance",
                             .severity = Severity::warning,
                             .message = concat("`", visible(sources_.text(at)), "` allows nothing"),
                             .at = at,
                             .help = "write `nagaya: allow RULE: reason`"});
            if (const auto here = in_files_.find(i); here != in_files_.end() && here->second.size() >= most_allowances)
                report_.add({.code = "bad-allowance",
                             .message = concat("there are more than ", most_allowances, " allowances in one file"),
                             .at = here->second.back().allowance.at,
                             .help = "allow the rule for the whole file, or under `[[allow]]` in nagaya.toml"});
        }
        for (const model::Allow& allow : site_.settings.allows)
            if (is_whole(allow)) check(allow.rule.value, trim(allow.reason.value), allow.rule.at);
        report_.remove_if([&](const Diagnostic& finding) { return take(finding); });
        for (const Diagnostic& kept : kept_errors_) report_.add(kept);
        report_unused();
        report_.refuse(refusal());
    }

private:
    /// What passes that come later find again is allowed as well, and what they find in made text was found before.
    std::function<bool(const Diagnostic&)> refusal() const {
        std::unordered_map<uint32_t, std::vector<Allowance>> in_files;
        for (const auto& [file, here] : in_files_)
            for (const Used& one : here) in_files[static_cast<uint32_t>(file)].push_back(one.allowance);
        return [in_files = std::move(in_files), &sources = sources_,
                allows = site_.settings.allows](const Diagnostic& finding) {
            if (static_cast<size_t>(finding.at.file) >= sources.size()) return false;
            // The reader's own hook, which this one takes the place of, has told it where the user wrote it.
            if (syntax::is_made_path(sources.path(finding.at.file))) return true;
            if (finding.severity == Severity::error) return false;
            const auto here = in_files.find(std::to_underlying(finding.at.file));
            if (here != in_files.end() &&
                std::ranges::any_of(here->second, [&](const Allowance& one) { return is_for(one, finding); }))
                return true;
            return std::ranges::any_of(allows, [&](const model::Allow& allow) {
                return is_for(allow, finding, sources.path(finding.at.file));
            });
        };
    }

    static bool is_for(const Allowance& one, const Diagnostic& finding) {
        return one.rule == finding.code && finding.at.begin >= one.covers.begin && finding.at.begin <= one.covers.end;
    }

    static bool is_for(const model::Allow& allow, const Diagnostic& finding, std::string_view path) {
        return allow.rule.value == finding.code && (!allow.path || fits(allow.path->value, path));
    }

    /// Not of one that lacks a key or has one of another type: the reader has said so.
    static bool is_whole(const model::Allow& allow) { return allow.rule.at.end > 0 && allow.reason.at.end > 0; }

    /// Reports what is wrong with it.
    bool check(std::string_view rule, std::string_view reason, Span at) {
        Diagnostic finding{.code = "bad-allowance", .message = {}, .at = at};
        if (find_rule(rule) == nullptr) {
            std::vector<std::string> codes;
            for (const Rule& known : rules()) codes.emplace_back(known.info.code);
            finding.message = rule.empty() ? "no rule is named here" : concat("there is no rule `", visible(rule), "`");
            suggest(finding, sources_, rule, codes,
                    "write `# nagaya: allow RULE: reason`; `nagaya explain` lists the rules");
        } else if (reason.empty()) {
            finding.message = concat("`", rule, "` is allowed without a reason");
            finding.help = concat("say why it is right here: `allow ", rule, ": …`");
        } else {
            return false;
        }
        report_.add(std::move(finding));
        return true;
    }

    bool take(const Diagnostic& finding) {
        bool allowed = false;
        if (const auto here = in_files_.find(static_cast<size_t>(finding.at.file)); here != in_files_.end()) {
            for (Used& one : here->second) {
                if (!is_for(one.allowance, finding)) continue;
                one.used = true;
                allowed = allowed || settle(finding, one.allowance.at);
            }
        }
        if (static_cast<size_t>(finding.at.file) >= sources_.size()) return allowed;
        const std::string_view path = sources_.path(finding.at.file);
        for (size_t i = 0; i < site_used_.size(); ++i) {
            const model::Allow& allow = site_.settings.allows[i];
            if (!is_for(allow, finding, path)) continue;
            site_used_[i] = true;
            allowed = allowed || settle(finding, allow.rule.at);
        }
        return allowed;
    }

    /// An error is not for anybody to allow: what it says would not work on a host.
    bool settle(const Diagnostic& finding, Span at) {
        if (finding.severity != Severity::error) return true;
        kept_errors_.push_back({.code = "bad-allowance",
                                .message = concat("`", finding.code, "` is an error here, and stays one"),
                                .at = at,
                                .labels = {{.at = finding.at, .message = "found here"}},
                                .help = "mend it; only warnings and notes can be allowed"});
        return false;
    }

    void report_unused() {
        const auto unused = [&](std::string_view rule, Span at) {
            report_.add({.code = "unused-allowance",
                         .severity = Severity::warning,
                         .message = concat("`", rule, "` is allowed, and nothing of it is found here"),
                         .at = at,
                         .help = "take the allowance out"});
        };
        for (const auto& [file, here] : in_files_)
            for (const Used& one : here)
                if (!one.used && !one.broken) unused(one.allowance.rule, one.allowance.at);
        for (size_t i = 0; i < site_used_.size(); ++i) {
            const model::Allow& allow = site_.settings.allows[i];
            if (!site_used_[i] && find_rule(allow.rule.value) != nullptr) unused(allow.rule.value, allow.rule.at);
        }
    }

    const model::Site& site_;
    const Sources& sources_;
    Report& report_;
    std::unordered_map<size_t, std::vector<Used>> in_files_;
    std::vector<bool> site_used_;
    std::vector<Diagnostic> kept_errors_;
};

}  // namespace

std::vector<Allowance> find_allowances(const Sources& sources, FileId file) {
    const std::string_view text = sources.text(file);
    std::vector<Allowance> found;
    if (!has_comments(text) || !text.contains(mark)) return found;
    const size_t content = first_content(text);
    for (size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + mark.size())) {
        const Line line = line_at(text, at);
        const std::string_view before = trim(text.substr(line.begin, at - line.begin));
        if (!before.ends_with('#') && !before.ends_with(';')) continue;
        const bool alone = before.size() == 1;
        if (!alone && before.ends_with(';')) continue;  // systemd knows no comments behind values
        size_t begin = at + mark.size();
        const bool whole_file = text.substr(begin).starts_with("-file");
        if (whole_file) begin += 5;
        if (begin < line.end && text[begin] != ' ' && text[begin] != '\t') continue;
        read_allowance(text, {.begin = begin, .end = line.end}, cover(text, file, at, content, alone, whole_file),
                       found);
        if (found.size() >= most_allowances) break;
    }
    return found;
}

bool fits(std::string_view pattern, std::string_view text) {
    // The last "*" can always take what an earlier one would have to give back.
    size_t star = std::string_view::npos;
    size_t taken = 0;
    size_t p = 0;
    size_t t = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            taken = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

void apply_allowances(const model::Site& site, const Sources& sources, Report& report) {
    Allowances(site, sources, report).apply();
}

}  // namespace nagaya::lint
