// A finding for people, in the form rustc made familiar:
//
//   error[port-clash]: port `80` is used twice
//    --> services/web/service.toml:4:10
//     |
//   2 | listen = 80
//     |          -- first used here
//   ...
//   4 | listen = 80
//     |          ^^
//     |
//     = help: give one of them another `listen`

#include <algorithm>
#include <unordered_map>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace nagaya {

namespace {

constexpr size_t most_columns = 100;
constexpr size_t tab_columns = 4;

enum class Paint { none, bold, error, warning, note, gutter };

// What surrounds a text that is painted; empty without colour.
class Palette {
public:
    explicit Palette(bool colour) : colour_(colour) {}

    std::string painted(Paint paint, std::string_view text) const {
        if (!colour_ || paint == Paint::none || text.empty()) return std::string(text);
        return concat("\x1b[", code(paint), 'm', text, "\x1b[0m");
    }

private:
    static std::string_view code(Paint paint) {
        switch (paint) {
            case Paint::error: return "1;31";
            case Paint::warning: return "1;33";
            case Paint::note: return "1;36";
            case Paint::gutter: return "1;34";
            default: return "1";
        }
    }

    bool colour_;
};

Paint paint_of(Severity severity) {
    switch (severity) {
        case Severity::error: return Paint::error;
        case Severity::warning: return Paint::warning;
        case Severity::note: return Paint::note;
    }
    return Paint::none;
}

// Columns of the screen, counted from 0, end excluded.
struct Columns {
    size_t begin = 0;
    size_t end = 0;
};

// A line of source as it is shown, and what part of it one mark covers.
struct Shown {
    std::string text;
    Columns mark;
};

// Each code point of the line as it appears on the screen.
struct Cell {
    std::string text;
    size_t columns = 1;
    size_t offset = 0;  // in the line, bytes
};

std::vector<Cell> cells_of(std::string_view line) {
    std::vector<Cell> cells;
    cells.reserve(line.size());
    for (size_t at = 0; at < line.size();) {
        if (line[at] >= ' ' && line[at] <= '~') {
            cells.push_back({.text = std::string(1, line[at]), .offset = at});
            ++at;
            continue;
        }
        const CodePoint point = decode_utf8(line.substr(at));
        const size_t length = point.length;
        Cell cell{.text = visible(line.substr(at, length)), .offset = at};
        if (line[at] == '\t') cell.text.assign(tab_columns, ' ');
        // What stands as it is takes its own columns; what was made visible is ASCII.
        cell.columns = point.valid && cell.text == line.substr(at, length) ? columns_of(point.value) : cell.text.size();
        cells.push_back(std::move(cell));
        at += length;
    }
    return cells;
}

// The part of [0, total) that is shown: everything, or about most_columns with the mark in sight.
Columns window_of(size_t total, Columns mark) {
    if (total <= most_columns) return {.begin = 0, .end = total};
    const size_t lead = most_columns / 4;
    const size_t wanted = mark.end <= most_columns ? 0 : mark.begin - std::min(mark.begin, lead);
    const size_t begin = std::min(wanted, total - most_columns);
    return {.begin = begin, .end = begin + most_columns};
}

// The secrets of each file: other findings show their lines too.
using Secrets = std::unordered_map<FileId, std::vector<Span>>;

Secrets secrets_of(const Report& report) {
    Secrets secrets;
    for (const Diagnostic& diagnostic : report.kept())
        if (diagnostic.conceal) secrets[diagnostic.at.file].push_back(diagnostic.at);
    return secrets;
}

// Of a line that is far too long to be shown, the bytes around `mark`, whose place is moved; by how much the line went on at each side.
struct Excerpt {
    std::string_view line;
    Columns mark;
    bool more_before = false;
    bool more_after = false;
};

Excerpt excerpt_of(std::string_view line, Columns mark) {
    constexpr size_t lead = 4 * most_columns;
    constexpr size_t most_bytes = 16 * most_columns;
    const auto is_inside = [&](size_t at) { return at < line.size() && (line[at] & 0xC0) == 0x80; };
    size_t begin = mark.begin - std::min(mark.begin, lead);
    size_t end = std::min(line.size(), begin + most_bytes);
    while (begin > 0 && is_inside(begin)) --begin;
    while (end < line.size() && is_inside(end)) ++end;
    return {.line = line.substr(begin, end - begin),
            .mark = {.begin = mark.begin - begin, .end = std::max(mark.end, mark.begin) - begin},
            .more_before = begin > 0,
            .more_after = end < line.size()};
}

// The line around `mark` (bytes of the line, end excluded; at least one column is marked).
Shown show_line(std::string_view whole_line, Columns whole_mark) {
    const auto [line, mark, more_before, more_after] = excerpt_of(whole_line, whole_mark);
    const std::vector<Cell> cells = cells_of(line);
    Columns screen{.begin = std::string_view::npos, .end = 0};
    size_t total = 0;
    for (const Cell& cell : cells) {
        if (cell.offset >= mark.begin && cell.offset < std::max(mark.end, mark.begin + 1)) {
            screen.begin = std::min(screen.begin, total);
            screen.end = total + cell.columns;
        }
        total += cell.columns;
    }
    if (screen.begin == std::string_view::npos)
        screen = {.begin = total, .end = total + 1};  // after the last character

    const Columns window = window_of(total, screen);
    Shown shown;
    size_t at = 0;
    const std::string_view cut = "...";
    const bool cut_before = window.begin > 0 || more_before;
    if (cut_before) shown.text = cut;
    const size_t shift = cut_before ? cut.size() : 0;
    size_t first = std::string_view::npos;
    for (const Cell& cell : cells) {
        if (at >= window.begin && at + cell.columns <= window.end) {
            first = std::min(first, at);
            shown.text += cell.text;
        }
        at += cell.columns;
    }
    if (first == std::string_view::npos) first = 0;
    if (window.end < total || more_after) shown.text += cut;
    const size_t end = std::max(std::min(screen.end, std::max(window.end, screen.begin + 1)), screen.begin + 1);
    shown.mark = {.begin = screen.begin - first + shift, .end = end - first + shift};
    return shown;
}

// One place to show: the finding itself or one of its labels.
struct Mark {
    Span at;
    std::string_view message;
    bool primary = false;
    uint32_t line = 1;
};

// OSC 8: terminals that know it make the code a link, others show the code alone.
std::string linked(const std::string& pages, std::string_view code) {
    if (pages.empty()) return std::string(code);
    return concat("\x1b]8;;", pages, '#', code, "\x1b\\", code, "\x1b]8;;\x1b\\");
}

class Writer {
public:
    Writer(const Sources& sources, const Report& report, const RenderOptions& options)
        : sources_(sources), secrets_(secrets_of(report)), palette_(options.colour), rule_pages_(options.rule_pages) {}

    void write(const Diagnostic& diagnostic);
    std::string take() { return std::move(out_); }

private:
    void write_head(const Diagnostic& diagnostic);
    void write_file(const std::vector<Mark>& marks, const Diagnostic& diagnostic);
    void write_mark(const Mark& mark, const Diagnostic& diagnostic);
    void write_notes(const Diagnostic& diagnostic);
    void write_note(std::string_view label, std::string_view text);
    std::string fix_text(const Fix& fix) const;
    std::string masked(std::string_view line, Span at) const;
    std::vector<Mark> marks_of(const Diagnostic& diagnostic) const;
    bool is_place(Span at) const { return static_cast<size_t>(at.file) < sources_.size(); }
    std::string gutter(std::string_view text) const { return palette_.painted(Paint::gutter, text); }
    std::string blank() const { return std::string(width_, ' '); }

    const Sources& sources_;
    const Secrets secrets_;
    Palette palette_;
    std::string rule_pages_;
    size_t width_ = 1;  // of the line numbers of this finding
    std::string out_;
};

void Writer::write(const Diagnostic& diagnostic) {
    const std::vector<Mark> marks = marks_of(diagnostic);
    width_ = 1;
    for (const Mark& mark : marks) width_ = std::max(width_, concat(mark.line).size());
    write_head(diagnostic);
    // The finding's own file first, then the others in the order of their first label.
    std::vector<FileId> files;
    for (const Mark& mark : marks) {
        if (std::ranges::find(files, mark.at.file) == files.end()) files.push_back(mark.at.file);
    }
    for (const FileId file : files) {
        std::vector<Mark> here;
        std::ranges::copy_if(marks, std::back_inserter(here), [&](const Mark& mark) { return mark.at.file == file; });
        write_file(here, diagnostic);
    }
    write_notes(diagnostic);
    out_ += '\n';
}

std::vector<Mark> Writer::marks_of(const Diagnostic& diagnostic) const {
    std::vector<Mark> marks;
    const auto keep = [&](Span at, std::string_view message, bool primary) {
        if (!is_place(at)) return;
        marks.push_back(
            {.at = at, .message = message, .primary = primary, .line = sources_.position(at.file, at.begin).line});
    };
    keep(diagnostic.at, {}, true);
    for (const Label& label : diagnostic.labels) keep(label.at, label.message, false);
    return marks;
}

void Writer::write_head(const Diagnostic& diagnostic) {
    std::string kind(name(diagnostic.severity));
    if (!diagnostic.code.empty()) kind += concat('[', linked(rule_pages_, diagnostic.code), ']');
    const std::string message = concat(": ", visible(diagnostic.message));
    out_ += palette_.painted(paint_of(diagnostic.severity), kind) + palette_.painted(Paint::bold, message) + '\n';
}

void Writer::write_file(const std::vector<Mark>& marks, const Diagnostic& diagnostic) {
    const Mark& main = marks.front();
    const Position at = sources_.position(main.at.file, main.at.begin);
    out_ += blank() + gutter(main.primary ? "--> " : "::: ") +
            concat(visible(sources_.path(main.at.file)), ':', at.line, ':', at.column, '\n');
    std::vector<Mark> by_line = marks;
    std::ranges::stable_sort(by_line, {}, &Mark::line);
    out_ += blank() + gutter(" |") + '\n';
    uint32_t last = 0;
    for (const Mark& mark : by_line) {
        if (last != 0 && mark.line > last + 1) out_ += gutter("...") + '\n';
        last = mark.line;
        write_mark(mark, diagnostic);
    }
}

// Each mark has its line above it, once more if two marks share a line: plain, and it never overlaps.
void Writer::write_mark(const Mark& mark, const Diagnostic& diagnostic) {
    const std::string_view line = sources_.line_at(mark.at.file, mark.at.begin);
    const auto start = static_cast<size_t>(line.data() - sources_.text(mark.at.file).data());
    const Columns bytes{.begin = mark.at.begin - std::min<size_t>(mark.at.begin, start),
                        .end = std::min<size_t>(mark.at.end - std::min<size_t>(mark.at.end, start), line.size())};
    const Span whole{
        .file = mark.at.file, .begin = static_cast<uint32_t>(start), .end = static_cast<uint32_t>(start + line.size())};
    const Shown shown = show_line(masked(line, whole), bytes);
    const std::string number = concat(mark.line);
    std::string row = gutter(std::string(width_ - number.size(), ' ') + number + " |");
    if (!shown.text.empty()) row += ' ' + shown.text;
    out_ += row + '\n';

    std::string underline(shown.mark.end - shown.mark.begin, mark.primary ? '^' : '-');
    if (!mark.message.empty()) underline += ' ' + visible(mark.message);
    const Paint paint = mark.primary ? paint_of(diagnostic.severity) : Paint::gutter;
    out_ += blank() + gutter(" |") + std::string(shown.mark.begin + 1, ' ') + palette_.painted(paint, underline) + '\n';
}

void Writer::write_notes(const Diagnostic& diagnostic) {
    if (!diagnostic.help.empty()) write_note("help", diagnostic.help);
    for (const Fix& fix : diagnostic.fixes) {
        const std::string text = fix_text(fix);
        if (!text.empty()) write_note("fix", text);
    }
}

void Writer::write_note(std::string_view label, std::string_view text) {
    const std::string head = concat("= ", label, ": ");
    bool first = true;
    for (const std::string_view line : split(text, '\n')) {
        out_ += blank() + ' ' + (first ? gutter(head) : std::string(head.size(), ' ')) + visible(line) + '\n';
        first = false;
    }
}

// A text that stands at `at`, with the secrets in it made unreadable; as long as before.
std::string Writer::masked(std::string_view text, Span at) const {
    std::string shown(text);
    const auto here = secrets_.find(at.file);
    if (here == secrets_.end()) return shown;
    for (const Span& secret : here->second)
        for (uint32_t i = std::max(at.begin, secret.begin); i < std::min(at.end, secret.end); ++i)
            shown[i - at.begin] = '*';
    return shown;
}

// Small replacements are shown; large ones are for the tools that read the JSON.
std::string Writer::fix_text(const Fix& fix) const {
    if (!is_place(fix.at)) return {};
    const std::string_view old = sources_.text(fix.at);
    if (masked(old, fix.at) != old) return {};
    const auto fits = [](std::string_view text) { return text.size() <= 60 && !text.contains('\n'); };
    if (!fits(old) || !fits(fix.replacement)) return {};
    if (old.empty()) return concat("add `", fix.replacement, '`');
    if (fix.replacement.empty()) return concat("remove `", old, '`');
    return concat("write `", fix.replacement, "` for `", old, '`');
}

std::string totals(const Report& report, size_t hidden, Severity least) {
    std::string out;
    if (hidden > 0) out = concat("... and ", plural(hidden, "more finding"), " not shown\n");
    std::vector<std::string> counts;
    if (report.errors() > 0) counts.push_back(plural(report.errors(), "error"));
    if (report.warnings() > 0 && least >= Severity::warning) counts.push_back(plural(report.warnings(), "warning"));
    if (report.notes() > 0 && least >= Severity::note) counts.push_back(plural(report.notes(), "note"));
    if (counts.empty()) counts.emplace_back("no errors");
    return out + join(counts, ", ") + '\n';
}

}  // namespace

std::string render_text(const Sources& sources, const Report& report, RenderOptions options) {
    const std::vector<const Diagnostic*> findings = report.in_order(sources, options.least);
    if (findings.empty()) return {};
    Writer writer(sources, report, options);
    const size_t shown = std::min(options.shown, findings.size());
    for (size_t i = 0; i < shown; ++i) writer.write(*findings[i]);
    const size_t all = report.errors() + (options.least >= Severity::warning ? report.warnings() : 0) +
                       (options.least >= Severity::note ? report.notes() : 0);
    return writer.take() + totals(report, all - shown, options.least);
}

}  // namespace nagaya
