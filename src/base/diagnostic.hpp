// What is wrong with the user's files: collected by passes that keep going, rendered once at the end.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.hpp"

namespace nagaya {

enum class Severity { error, warning, note };

/// "error", "warning", "note".
std::string_view name(Severity severity);

/// A second place that matters: "first listed here".
struct Label {
    Span at;
    std::string message;
};

/// A replacement. The fixes of a finding belong together: all of them cure it, some of them alone may not.
struct Fix {
    Span at;
    std::string replacement;
    bool safe = false;  ///< cannot change what the user meant, so `nagaya check --fix` may write it
};

/// One finding. Wording: lower case, no full stop, the user's text in `backticks`, what is rather than what is forbidden;
/// `help` says the deed.
struct Diagnostic {
    std::string_view code;  ///< rule id, a string literal such as "port-clash"
    Severity severity = Severity::error;
    std::string message;
    Span at;  ///< the narrowest range that is wrong
    std::vector<Label> labels = {};
    std::string help = {};
    std::vector<Fix> fixes = {};
    bool conceal = false;  ///< what stands at `at` is a secret: it is masked wherever the line is shown
};

/// Findings in the order they were found; `sorted` gives the order for people.
class Report {
public:
    /// Keeps at most `most` findings of each severity.
    explicit Report(size_t most = limit) : most_(most) {}

    /// Keeps the finding, or only counts it once there are enough of its severity. An exact repeat of a kept one is neither kept
    /// nor counted.
    void add(Diagnostic diagnostic);
    /// Hands every kept finding to `change`, which may rewrite it, and says whether it stays. What was dropped stays counted as it was;
    /// repeats that come of it are merged.
    void rewrite(const std::function<bool(Diagnostic&)>& change);
    /// Takes out every kept finding that `unwanted` says yes to.
    void remove_if(const std::function<bool(const Diagnostic&)>& unwanted);
    /// From now on, findings that `unwanted` says yes to are neither kept nor counted.
    void refuse(std::function<bool(const Diagnostic&)> unwanted) { refused_ = std::move(unwanted); }

    bool has_errors() const { return errors() > 0; }
    size_t errors() const { return counts_[0]; }
    size_t warnings() const { return counts_[1]; }
    size_t notes() const { return counts_[2]; }
    /// Keeps at most `most` findings of each severity from now on; of more than that, the first.
    void keep_at_most(size_t most);
    /// Findings that were counted and not kept.
    size_t dropped() const { return dropped_; }
    /// What is kept, as it came.
    const std::vector<Diagnostic>& kept() const { return kept_; }
    /// By file path, offset, code: the same input gives the same order, whichever pass ran first.
    std::vector<Diagnostic> sorted(const Sources& sources, Severity least = Severity::note) const;
    /// The same without copies; they are valid until the report changes.
    std::vector<const Diagnostic*> in_order(const Sources& sources, Severity least = Severity::note) const;

    static constexpr size_t limit = 1000;

private:
    void keep(Diagnostic diagnostic);
    bool is_repeat(const Diagnostic& diagnostic) const;
    void index(uint32_t number);
    void index_all(size_t slots);

    size_t most_;
    std::vector<Diagnostic> kept_;
    std::vector<uint32_t>
        index_;  // number in kept_ + 1, by place and message: open addressing, half full at most, 0 = empty
    std::array<size_t, 3> counts_{};  // by severity
    std::array<size_t, 3> kept_counts_{};
    size_t dropped_ = 0;
    std::function<bool(const Diagnostic&)> refused_;
};

struct RenderOptions {
    bool colour = false;                 ///< ANSI colours
    size_t shown = 100;                  ///< findings printed; the rest is counted
    Severity least = Severity::warning;  ///< what weighs less is left out
    std::string rule_pages = {};         ///< URL of the document of all rules, for hyperlinks (OSC 8); "" = none
};

/// The findings as a person reads them: "error[rule]: message", file:line:column, the line, carets, labels, help; then one
/// line of totals. Empty when there is nothing to show.
std::string render_text(const Sources& sources, const Report& report, RenderOptions options);

/// {"version":1,"errors":N,"warnings":N,"notes":N,"dropped":N,"diagnostics":[{code,severity,message,path,line,column,end_line,
/// end_column,help,labels:[…],fixes:[…]}]} and a line break; a finding about no file has no path and no positions. The format
/// is described in docs/formats/findings.md.
std::string render_json(const Sources& sources, const Report& report, Severity least = Severity::note);

/// What a renderer tells of a rule beside its findings.
struct RuleText {
    std::string_view code;
    std::string_view summary;  ///< one line
    std::string_view why;      ///< Markdown
    Severity severity = Severity::error;
};

/// Where files stand for those who read the output, and what is told about rules.
struct ExchangeOptions {
    std::string directory = {};  ///< goes before every path: "homelab/", "" = the paths of the sources
    std::string rule_pages = {};
    std::string_view version = {};  ///< of this program
    Severity least = Severity::note;
};

/// SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), for code scanning: one run, columns in code points.
std::string render_sarif(const Sources& sources, const Report& report, std::span<const RuleText> rules,
                         const ExchangeOptions& options);

/// Workflow commands of GitHub Actions, one line for each finding: "::error file=…,line=…::message".
std::string render_github(const Sources& sources, const Report& report, const ExchangeOptions& options);

}  // namespace nagaya
