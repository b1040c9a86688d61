// One file in memory, and findings as short lines, so that tests compare text.
#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "base/text.hpp"

namespace nagaya::syntax {

/// A file to read and the report of reading it.
struct Input {
    explicit Input(std::string text, std::string path = "file") : file(sources.add(std::move(path), std::move(text))) {}

    Sources sources;
    FileId file;
    Report report;

    /// "3:1-3:4": the first character and the one behind the last.
    std::string place(Span at) const {
        const Position begin = sources.position(at.file, at.begin);
        const Position end = sources.position(at.file, at.end);
        return concat(begin.line, ':', begin.column, '-', end.line, ':', end.column);
    }

    /// Each finding as "error 3:1-3:2 message; 1:1-1:2 label; help: text" and a line break.
    std::string findings() const {
        std::string out;
        for (const Diagnostic& found : report.sorted(sources)) {
            out += concat(name(found.severity), ' ', place(found.at), ' ', found.message);
            for (const Label& label : found.labels) out += concat("; ", place(label.at), ' ', label.message);
            if (!found.help.empty()) out += concat("; help: ", found.help);
            out += '\n';
        }
        return out;
    }
};

}  // namespace nagaya::syntax
