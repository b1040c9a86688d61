// Two programs read these files: systemd the plain units (config_parse, described in systemd.syntax(7)) and Quadlet's own
// parser the .container files and their like. Where they differ, each file is read as its program reads it:
//   - systemd turns a backslash and line break into a blank, Quadlet into nothing;
//   - systemd lets only an odd number of backslashes at the very end of a line continue it, Quadlet any backslash, also
//     one with white space behind it;
//   - systemd ignores what it does not understand, Quadlet refuses the file, and with it all others of its directory.
#include "syntax/unit_file.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "syntax/drop_in_directories.hpp"
#include "syntax/readable.hpp"
#include "syntax/white_space.hpp"

namespace nagaya::syntax {
namespace {

constexpr std::string_view code = "unit-syntax";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// "x.container", "x.container.d/y.conf" and "container.d/y.conf".
bool is_quadlet(std::string_view path) {
    constexpr std::array<std::string_view, 8> kinds = {"container", "pod",   "kube",  "network",
                                                       "volume",    "image", "build", "artifact"};
    const std::string_view directory = parent_of(path);
    std::string_view type = drop_in_type(directory.substr(directory.rfind('/') + 1));
    if (type.empty() && path.contains('.')) type = path.substr(path.rfind('.') + 1);
    return std::ranges::find(kinds, type) != kinds.end();
}

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }

// A physical line or a part of one, as offsets into the text.
struct Piece {
    size_t begin;
    size_t end;
};

class UnitReader {
public:
    UnitReader(const Sources& sources, FileId file, std::string_view text, Report& report)
        : text_(text), report_(report), quadlet_(is_quadlet(sources.path(file))) {
        unit_.file = file;
    }

    UnitFile read() {
        size_t at = 0;
        if (text_.starts_with(byte_order_mark)) {
            at = byte_order_mark.size();
            report_.add({.code = code,
                         .message = "the file begins with a byte order mark",
                         .at = span({0, at}),
                         .help = concat("save it as UTF-8 without a byte order mark", refusal()),
                         .fixes = {{.at = span({0, at}), .replacement = ""}}});
        }
        while (at < text_.size()) {
            const size_t newline = std::min(text_.find('\n', at), text_.size());
            physical_line({at, newline});
            at = newline + 1;
        }
        if (!pieces_.empty()) unfinished_line();
        share_out();
        return std::move(unit_);
    }

private:
    Span span(Piece piece) const {
        return {
            .file = unit_.file, .begin = static_cast<uint32_t>(piece.begin), .end = static_cast<uint32_t>(piece.end)};
    }

    std::string_view text(Piece piece) const { return text_.substr(piece.begin, piece.end - piece.begin); }

    Piece trimmed(Piece piece) const {
        while (piece.begin < piece.end && is_white(text_[piece.begin])) ++piece.begin;
        while (piece.begin < piece.end && is_white(text_[piece.end - 1])) --piece.end;
        return piece;
    }

    /// Quadlet takes all that Unicode calls white space off a line, such as the no-break spaces of web pages.
    Piece trimmed_by_quadlet(Piece line) const {
        while (const size_t size = space_at_begin(text(line))) line.begin += size;
        while (const size_t size = space_at_end(text(line))) line.end -= size;
        return line;
    }

    void add(Severity severity, Piece at, std::string message, std::string help) {
        report_.add({.code = code,
                     .severity = severity,
                     .message = std::move(message),
                     .at = span(at),
                     .help = std::move(help)});
    }

    void error(Piece at, std::string message, std::string_view help) {
        add(Severity::error, at, std::move(message), concat(help, refusal()));
    }

    std::string_view refusal() const {
        return quadlet_ ? "; podman refuses the file otherwise, and with it every Quadlet of its directory" : "";
    }

    void physical_line(Piece whole) {
        Piece line = quadlet_ ? trimmed_by_quadlet(whole) : trimmed(whole);
        // A blank line counts as a comment: it does not end a continued line.
        if (line.begin == line.end) return;
        if (text_[line.begin] == '#' || text_[line.begin] == ';') return comment(line);
        if (!pieces_.empty() && text_[line.begin] == '[' && text_[line.end - 1] == ']')
            add(Severity::warning, line, concat("`", visible(text(line)), "` is part of the value before it"),
                "remove the backslash at the end of the line before");
        const bool goes_on = is_continued(whole, line);
        if (goes_on) --line.end;
        if (goes_on && pieces_.empty() && line.begin == line.end) return;  // a backslash alone continues nothing
        if (!pieces_.empty()) check_join(line);
        pieces_.push_back(line);
        if (!goes_on) logical_line();
    }

    void comment(Piece line) {
        const std::string_view words = trim(text(line).substr(1));
        if (text_[line.begin] == '#') {
            if (words != "NOSTART" || unit_.no_start) return;
            unit_.no_start = true;
            unit_.no_start_at = span(line);
        } else if (!unit_.semicolon_at) {
            unit_.semicolon_at = span({line.begin, line.begin + 1});
        }
    }

    // `line` is `whole` without white space at its ends.
    bool is_continued(Piece whole, Piece line) {
        const std::string_view words = text(line);
        if (!words.ends_with('\\')) return false;
        if (quadlet_) return true;
        const size_t other = words.find_last_not_of('\\');
        const size_t backslashes = words.size() - (other == std::string_view::npos ? 0 : other + 1);
        if (backslashes % 2 == 0) return false;
        if (whole.end > line.end && text_[whole.end - 1] == '\r') --whole.end;
        if (whole.end == line.end) return true;
        add(Severity::warning, {line.end, whole.end}, "white space follows the backslash, so the line ends here",
            "remove the white space");
        return false;
    }

    // Quadlet puts nothing between the lines it joins.
    void check_join(Piece next) {
        const Piece last = pieces_.back();
        if (!quadlet_ || last.begin == last.end || next.begin == next.end || is_white(text_[last.end - 1])) return;
        if (pieces_.size() == 1 && text_[last.end - 1] == '=') return;
        add(Severity::warning, {last.end, last.end + 1}, "podman joins these two lines without a blank between them",
            "write a blank before the backslash");
    }

    /// The file ends inside a continued line. Quadlet forgets it, unless the backslash stands in the very last line.
    void unfinished_line() {
        const size_t backslash = text_.find('\\', pieces_.back().end);
        const bool lost = quadlet_ && std::min(text_.find('\n', backslash), text_.size()) + 1 < text_.size();
        add(lost ? Severity::error : Severity::warning, {backslash, backslash + 1},
            lost ? "podman leaves this line out: it ends in a backslash, and no text follows"
                 : "the line ends in a backslash, and nothing follows",
            "remove the backslash");
        if (!lost) logical_line();
    }

    void logical_line() {
        read_line(pieces_);
        pieces_.clear();
    }

    void read_line(const std::vector<Piece>& pieces) {
        const Piece first = pieces.front();
        if (first.begin < first.end && text_[first.begin] == '[') return section(pieces);
        // A key may go on in the next line, too.
        const auto at = std::ranges::find_if(pieces, [&](Piece piece) { return text(piece).contains('='); });
        if (at == pieces.end())
            return error(first, "this line is no section, no entry and no comment",
                         "write `Key=value`, or begin a comment with `#`");
        const size_t equals = at->begin + text(*at).find('=');
        if (equals == first.begin)
            return error({first.begin, first.begin + 1}, "this line has no key before the `=`", "write `Key=value`");
        const auto begin = static_cast<size_t>(at - pieces.begin());
        entry(std::span(pieces).first(begin), std::span(pieces).subspan(begin), equals);
    }

    void section(const std::vector<Piece>& pieces) {
        const Piece line = pieces.front();
        const size_t bracket = text(line).find(']');
        const bool closed = bracket != std::string_view::npos;
        const Piece name = {line.begin + 1, closed ? line.begin + bracket : line.end};
        in_section_ = !text(name).empty();
        if (!closed) {
            error(line, concat("`", visible(text(line)), "` has no `]`"), "close the bracket");
        } else if (name.begin == name.end) {
            error({line.begin, name.end + 1}, "the section has no name", "write a name such as `[Unit]`");
        } else if (const Piece rest = trimmed({name.end + 1, line.end}); rest.begin < rest.end || pieces.size() > 1) {
            error(rest.begin < rest.end ? rest : Piece{line.end, line.end + 1},
                  concat("text follows `[", visible(text(name)), "]`"), "put it on a line of its own");
        }
        const auto bad = std::ranges::find_if(text(name), [](char c) { return c == '[' || is_control(c); });
        if (bad != text(name).end())
            error(name, concat("the section name `", visible(text(name)), "` has a bracket or control character in it"),
                  "remove it");
        seen_section_ = true;
        if (!in_section_) return;
        if (unit_.sections.empty()) unit_.sections.reserve(4);
        unit_.sections.push_back({.name = text(name), .tag = name_tag(text(name)), .at = span(name), .entries = {}});
    }

    /// `before` is of the key alone, the first of `pieces` has the sign.
    void entry(std::span<const Piece> before, std::span<const Piece> pieces, size_t equals) {
        const Piece key = trimmed({before.empty() ? pieces.front().begin : before.front().begin, equals});
        if (!in_section_) {
            if (!seen_section_)
                error(key, concat("`", visible(text(key)), "` stands before the first section"),
                      "begin the file with a section such as `[Unit]`");
            seen_section_ = true;
            return;
        }
        const std::string_view name =
            before.empty() ? text(key)
                           : keep(concat(join(before), quadlet_ ? "" : " ", text({pieces.front().begin, equals})));
        UnitEntry made = {.key = name, .tag = name_tag(name), .value = {}, .key_at = span(key), .value_at = {}};
        const std::string_view value = text({equals + 1, pieces.front().end});
        made.value =
            pieces.size() == 1 ? trim(value) : keep(concat(value, quadlet_ ? "" : " ", join(pieces.subspan(1))));
        made.value_at = value_span(pieces, equals + 1);
        if (unit_.entries.empty()) unit_.entries.reserve(16);
        unit_.entries.push_back(made);
    }

    /// Gives each section the entries up to the next one, now that they move no more.
    void share_out() {
        std::span<const UnitEntry> rest = unit_.entries;
        for (size_t i = 0; i < unit_.sections.size(); ++i) {
            const bool last = i + 1 == unit_.sections.size();
            const uint32_t end = last ? UINT32_MAX : unit_.sections[i + 1].at.begin;
            const auto behind =
                std::ranges::find_if(rest, [&](const UnitEntry& one) { return one.key_at.begin > end; });
            unit_.sections[i].entries = rest.first(static_cast<size_t>(behind - rest.begin()));
            rest = rest.subspan(unit_.sections[i].entries.size());
        }
    }

    std::string join(std::span<const Piece> pieces) const {
        std::string whole;
        for (const Piece piece : pieces) whole += concat(whole.empty() || quadlet_ ? "" : " ", text(piece));
        return whole;
    }

    std::string_view keep(std::string whole) {
        return trim(*unit_.joined.emplace_back(std::make_unique<const std::string>(std::move(whole))));
    }

    Span value_span(std::span<const Piece> pieces, size_t begin) const {
        Piece all = {begin, begin};
        for (size_t i = 0; i < pieces.size(); ++i) {
            const Piece part = trimmed({i == 0 ? begin : pieces[i].begin, pieces[i].end});
            if (part.begin == part.end) continue;
            if (all.begin == all.end) all.begin = part.begin;
            all.end = part.end;
        }
        return span(all);
    }

    std::string_view text_;
    Report& report_;
    const bool quadlet_;
    UnitFile unit_ = {};
    std::vector<Piece> pieces_;  // of a line that goes on, each without its backslash
    bool in_section_ = false;    // entries belong to the last section
    bool seen_section_ = false;  // or an entry before the first one was reported
};

}  // namespace

UnitFile parse_unit_file(const Sources& sources, FileId file, Report& report) {
    const std::optional<std::string_view> text = readable_text(sources, file, code, report);
    if (!text) return {.file = file, .sections = {}};
    return UnitReader(sources, file, *text, report).read();
}

const UnitEntry* find_last(const UnitFile& unit, std::string_view section, std::string_view key) {
    const UnitEntry* last = nullptr;
    const WantedName wanted_section(section);
    const WantedName wanted_key(key);
    for (const UnitSection& candidate : unit.sections) {
        if (!candidate.is(wanted_section)) continue;
        for (const UnitEntry& entry : candidate.entries)
            if (entry.is(wanted_key)) last = &entry;
    }
    return last;
}

std::vector<const UnitEntry*> find_all(const UnitFile& unit, std::string_view section, std::string_view key) {
    std::vector<const UnitEntry*> found;
    const WantedName wanted_section(section);
    const WantedName wanted_key(key);
    for (const UnitSection& candidate : unit.sections) {
        if (!candidate.is(wanted_section)) continue;
        for (const UnitEntry& entry : candidate.entries) {
            if (!entry.is(wanted_key)) continue;
            if (entry.value.empty())
                found.clear();
            else
                found.push_back(&entry);
        }
    }
    return found;
}

const UnitSection* find_section(const UnitFile& unit, std::string_view section) {
    const auto found = std::ranges::find(unit.sections, section, &UnitSection::name);
    return found == unit.sections.end() ? nullptr : &*found;
}

}  // namespace nagaya::syntax
