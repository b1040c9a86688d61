// What must hold for every reader of the user's files, whatever the input.
#pragma once

#include <string_view>

#include "base/check.hpp"
#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace nagaya::fuzz {

inline void check_span(const Sources& sources, Span span) {
    CHECK(static_cast<size_t>(span.file) < sources.size());
    CHECK(span.begin <= span.end && span.end <= sources.text(span.file).size());
}

/// Every finding says something, lies in a file, and can be printed.
inline void check_report(const Sources& sources, const Report& report) {
    for (const Diagnostic& found : report.sorted(sources)) {
        CHECK(!found.code.empty() && !found.message.empty());
        check_span(sources, found.at);
        for (const Label& label : found.labels) check_span(sources, label.at);
        for (const Fix& fix : found.fixes) check_span(sources, fix.at);
    }
    CHECK(render_text(sources, report, {}).empty() == (report.errors() + report.warnings() == 0));
}

}  // namespace nagaya::fuzz
