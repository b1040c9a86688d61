// What is wrong with the user's files: collected by passes that keep going, rendered once at the end.
#pragma once

#include <string>
#include <string_view>
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

/// A replacement that would cure the finding.
struct Fix {
    Span at;
    std::string replacement;
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
};

/// Findings in the order they were found; `sorted` gives the order for people.
class Report {
public:
    /// Keeps the finding, or only counts it once `limit` are kept. An exact repeat of a kept one is neither kept nor counted.
    void add(Diagnostic diagnostic);

    bool has_errors() const { return errors_ > 0; }
    size_t errors() const { return errors_; }
    size_t warnings() const { return warnings_; }
    /// Findings that were counted and not kept.
    size_t dropped() const { return dropped_; }
    /// By file path, offset, code: the same input gives the same order, whichever pass ran first.
    std::vector<Diagnostic> sorted(const Sources& sources) const;

    static constexpr size_t limit = 1000;

private:
    std::vector<Diagnostic> kept_;
    size_t errors_ = 0;
    size_t warnings_ = 0;
    size_t dropped_ = 0;
};

struct RenderOptions {
    bool colour = false;  ///< ANSI colours
    size_t shown = 100;   ///< findings printed; the rest is counted
};

/// The findings as a person reads them: "error[rule]: message", file:line:column, the line, carets, labels, help; then one
/// line of totals. Empty for an empty report.
std::string render_text(const Sources& sources, const Report& report, RenderOptions options);

/// {"version":1,"errors":N,"warnings":N,"dropped":N,"diagnostics":[{code,severity,message,path,line,column,end_line,
/// end_column,help,labels:[…],fixes:[…]}]} and a line break; a finding about no file has no path and no positions.
std::string render_json(const Sources& sources, const Report& report);

}  // namespace nagaya
