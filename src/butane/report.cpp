#include "butane/report.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace nagaya::butane {

namespace {

using syntax::YamlNode;

constexpr std::string_view red = "\x1b[1;31m";
constexpr std::string_view yellow = "\x1b[1;33m";
constexpr std::string_view cyan = "\x1b[1;36m";
constexpr std::string_view blue = "\x1b[1;34m";
constexpr std::string_view reset = "\x1b[0m";
constexpr size_t lines_around = 2;

std::string_view word(Severity severity) {
    return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "info";
}

std::string_view colour_of(Severity severity) {
    return severity == Severity::error ? red : severity == Severity::warning ? yellow : cyan;
}

std::string path_text(const Entry& entry) {
    if (entry.inner_key.empty()) return ignition::print_path(entry.path);
    return concat(ignition::print_path(entry.path), ".", entry.inner_key);
}

bool has_path(const Entry& entry) { return !entry.path.empty() || !entry.inner_key.empty(); }

std::string raw_line(const Sources& sources, const Entry& entry) {
    Position at = sources.position(entry.at.file, entry.at.begin);
    std::string path = has_path(entry) ? concat(path_text(entry), ", ") : "";
    return concat(word(entry.severity), " at ", path, "line ", at.line, " col ", at.column, ": ", entry.message, "\n");
}

/// The child of `node` that `step` names, or null; `key` becomes its key.
const YamlNode* child(const YamlNode& node, const ignition::Step& step, const YamlNode*& key) {
    if (step.is_index) return node.is_sequence() && step.index < node.items.size() ? node.items[step.index] : nullptr;
    if (!node.is_mapping()) return nullptr;
    const YamlNode* found = nullptr;
    for (const auto& pair : node.pairs) {
        if (pair.key->text != step.name) continue;
        found = pair.value;
        key = pair.key;
    }
    return found;
}

std::vector<std::string_view> split_lines(std::string_view text) { return split(text, '\n'); }

bool is_space(char32_t c) {
    return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/// Bytes up to the next white space.
size_t word_length(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        CodePoint point = decode_utf8(text.substr(at));
        if (point.valid && is_space(point.value)) return at;
        at += point.length;
    }
    return text.size();
}

class Excerpts {
public:
    Excerpts(const Sources& sources, bool colour) : sources_(sources), colour_(colour) {}

    void add(std::string& out, const Entry& entry) {
        if (lines_.empty()) lines_ = split_lines(sources_.text(entry.at.file));
        Position at = sources_.position(entry.at.file, entry.at.begin);
        if (at.line > lines_.size() || at.column > lines_[at.line - 1].size()) {
            // The reference prints its message and ends the line once more here.
            out += raw_line(sources_, entry);
            return;
        }
        std::string path = has_path(entry) ? concat("[", path_text(entry), "]") : "";
        out += concat(painted(word(entry.severity), colour_of(entry.severity)), path, ":\n");
        out +=
            concat("  ", painted("-->", blue), " ", sources_.path(entry.at.file), ":", at.line, ":", at.column, "\n");
        size_t first = at.line > lines_around ? at.line - lines_around : 1;
        size_t last = std::min<size_t>(lines_.size(), at.line + lines_around);
        size_t width = concat(last).size();
        std::string margin(width, ' ');
        out += concat(" ", margin, " |\n");
        for (size_t number = first; number <= last; ++number) {
            std::string digits = concat(number);
            digits.insert(0, width - digits.size(), ' ');
            out += concat(" ", painted(digits, blue), " | ", lines_[number - 1], "\n");
            if (number == at.line) add_carets(out, lines_[number - 1], at.column - 1, margin, entry.message);
        }
        out += concat(" ", margin, " |\n");
    }

private:
    void add_carets(std::string& out, std::string_view line, size_t begin, std::string_view margin,
                    std::string_view message) const {
        std::string carets(word_length(line.substr(begin)), '^');
        out += concat(" ", margin, " | ", std::string(begin, ' '), painted(carets, blue), " ", message, "\n");
    }

    std::string painted(std::string_view text, std::string_view code) const {
        return colour_ ? concat(code, text, reset) : std::string(text);
    }

    const Sources& sources_;
    bool colour_;
    std::vector<std::string_view> lines_;
};

}  // namespace

bool has_errors(const Entries& entries) {
    return std::any_of(entries.begin(), entries.end(),
                       [](const Entry& entry) { return entry.severity == Severity::error; });
}

void locate(Entries& entries, size_t first, const YamlNode& root) {
    for (size_t index = first; index < entries.size(); ++index) {
        Entry& entry = entries[index];
        const YamlNode* node = &root;
        const YamlNode* key = nullptr;
        size_t depth = 0;
        for (; depth < entry.path.size(); ++depth) {
            const YamlNode* next = child(*node, entry.path[depth], key);
            if (!next) break;
            node = next;
        }
        entry.at = entry.at_key && key && depth == entry.path.size() ? key->at : node->at;
    }
}

std::string print_raw(const Sources& sources, const Entries& entries) {
    std::string out;
    for (const Entry& entry : entries) out += raw_line(sources, entry);
    return out;
}

std::string print_excerpts(const Sources& sources, const Entries& entries, bool colour) {
    std::string out;
    Excerpts excerpts(sources, colour);
    for (size_t index = 0; index < entries.size(); ++index) {
        if (index > 0) out += '\n';
        excerpts.add(out, entries[index]);
    }
    return out;
}

void add_findings(const Sources& sources, const Entries& entries, Report& report) {
    for (const Entry& entry : entries) {
        Span at = entry.at;
        std::string_view text = sources.text(at);
        at.end = at.begin + static_cast<uint32_t>(std::min(text.find('\n'), text.size()));
        Diagnostic found{.code = "butane", .severity = entry.severity, .message = entry.message, .at = at};
        if (has_path(entry)) found.help = concat("this is ", path_text(entry));
        report.add(std::move(found));
    }
}

}  // namespace nagaya::butane
