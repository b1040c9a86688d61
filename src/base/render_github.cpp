// docs.github.com, "Workflow commands for GitHub Actions": what is not data is escaped with per cent signs.
#include <utility>

#include "base/diagnostic.hpp"
#include "base/text.hpp"

namespace nagaya {

namespace {

std::string escaped(std::string_view text, bool property) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '%': out += "%25"; break;
            case '\r': out += "%0D"; break;
            case '\n': out += "%0A"; break;
            case ':': out += property ? "%3A" : ":"; break;
            case ',': out += property ? "%2C" : ","; break;
            default: out += c;
        }
    }
    return out;
}

std::string_view command(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::note: return "notice";
    }
    return "error";
}

}  // namespace

std::string render_github(const Sources& sources, const Report& report, const ExchangeOptions& options) {
    std::string out;
    for (const Diagnostic& finding : report.sorted(sources, options.least)) {
        out += concat("::", command(finding.severity), ' ');
        if (static_cast<size_t>(finding.at.file) < sources.size()) {
            const Position begin = sources.position(finding.at.file, finding.at.begin);
            const Position end = sources.position(finding.at.file, finding.at.end);
            out += concat("file=", escaped(concat(options.directory, sources.path(finding.at.file)), true),
                          ",line=", begin.line, ",col=", begin.column, ",endLine=", end.line, ",endColumn=", end.column,
                          ",");
        }
        std::string message = visible(finding.message);
        std::string_view before = "\nhelp: ";
        if (!finding.help.empty())
            for (const std::string_view line : split(finding.help, '\n'))
                message += concat(std::exchange(before, "\n"), visible(line));
        out += concat("title=", escaped(finding.code, true), "::", escaped(message, false), "\n");
    }
    return out;
}

}  // namespace nagaya
