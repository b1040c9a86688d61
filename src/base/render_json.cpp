#include "base/diagnostic.hpp"
#include "base/json.hpp"

namespace nagaya {

namespace {

void append_place(JsonObject& out, const Sources& sources, Span at) {
    if (static_cast<size_t>(at.file) >= sources.size()) return;  // a finding about nothing that was read
    const Position begin = sources.position(at.file, at.begin);
    const Position end = sources.position(at.file, at.end);
    out.emplace_back("path", sources.path(at.file));
    out.emplace_back("line", begin.line);
    out.emplace_back("column", begin.column);
    out.emplace_back("end_line", end.line);
    out.emplace_back("end_column", end.column);
}

Json json_of(const Sources& sources, const Label& label) {
    JsonObject out{{"message", label.message}};
    append_place(out, sources, label.at);
    return out;
}

Json json_of(const Sources& sources, const Fix& fix) {
    JsonObject out{{"replacement", fix.replacement}, {"safe", fix.safe}};
    append_place(out, sources, fix.at);
    return out;
}

Json json_of(const Sources& sources, const Diagnostic& diagnostic);

template <class Part>
Json list_of(const Sources& sources, const std::vector<Part>& parts) {
    JsonArray out;
    for (const Part& part : parts) out.push_back(json_of(sources, part));
    return out;
}

Json json_of(const Sources& sources, const Diagnostic& diagnostic) {
    JsonObject out{{"code", diagnostic.code}, {"severity", name(diagnostic.severity)}, {"message", diagnostic.message}};
    append_place(out, sources, diagnostic.at);
    out.emplace_back("help", diagnostic.help);
    out.emplace_back("labels", list_of(sources, diagnostic.labels));
    out.emplace_back("fixes", list_of(sources, diagnostic.fixes));
    return out;
}

}  // namespace

std::string render_json(const Sources& sources, const Report& report, Severity least) {
    const JsonObject out{{"version", 1},
                         {"errors", static_cast<int64_t>(report.errors())},
                         {"warnings", static_cast<int64_t>(report.warnings())},
                         {"notes", static_cast<int64_t>(report.notes())},
                         {"dropped", static_cast<int64_t>(report.dropped())},
                         {"diagnostics", list_of(sources, report.sorted(sources, least))}};
    return print_json(out, JsonStyle::indented) + '\n';
}

}  // namespace nagaya
