#include "syntax/toml_error.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "syntax/toml_keys.hpp"
#include "syntax/toml_scan.hpp"

namespace nagaya::syntax {
namespace {

constexpr std::string_view scope_prefix = "Error while parsing ";
constexpr std::string_view key_help = "a key is made of letters, digits, `_` and `-`; any other needs quotes";

// What stands at the place of an error.
struct Surroundings {
    TomlToken token;                ///< the one that holds the place, or the next one
    std::optional<size_t> bracket;  ///< the innermost bracket that is open there
};

Surroundings look_around(std::string_view text, size_t place) {
    Surroundings found = {};
    std::vector<size_t> open;
    TomlScanner scanner(text);
    for (;;) {
        found.token = scanner.next();
        const TomlKind kind = found.token.kind;
        if (kind == TomlKind::end || kind == TomlKind::unterminated || found.token.end > place) break;
        if (kind != TomlKind::mark) continue;
        const char c = text[found.token.begin];
        if (c == '[' || c == '{') open.push_back(found.token.begin);
        if ((c == ']' || c == '}') && !open.empty()) open.pop_back();
    }
    if (!open.empty()) found.bracket = open.back();
    return found;
}

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool is_word(std::string_view text) {
    return !text.empty() && std::ranges::none_of(text, [](char c) { return c == '"' || c == '\'' || c == '\\'; });
}

std::string value_help(std::string_view value) {
    const std::string word = lower(value);
    if (is_any_of(word, {"true", "yes", "on"})) return "write `true`";
    if (is_any_of(word, {"false", "no", "off"})) return "write `false`";
    return is_word(value) ? concat("a string needs quotes: `\"", visible(value), "\"`") : "a string needs quotes";
}

// The library's sentence without its scope, with the user's text in backticks.
std::string reworded(std::string_view description) {
    if (description.starts_with(scope_prefix)) {
        description.remove_prefix(scope_prefix.size());
        const size_t colon = description.find(": ");
        if (colon != std::string_view::npos) description.remove_prefix(colon + 2);
    }
    std::string out = visible(description);
    std::ranges::replace(out, '\'', '`');
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> wordings = {{
        {"encountered end-of-file", "the file ends too early"},
        {"saw `\\n`", "saw the end of the line"},
        {"saw `\\r`", "saw the end of the line"},
        {" are explicitly prohibited", " are not allowed"},
        {" are prohibited", " are not allowed"},
        {" is prohibited", " is not allowed"},
        {"control characters other than TAB (U+0009)", "control characters other than the tab"},
        {"codepoint", "code point"},
    }};
    for (const auto& [theirs, ours] : wordings)
        if (const size_t at = out.find(theirs); at != std::string::npos) out.replace(at, theirs.size(), ours);
    return out;
}

class Explainer {
public:
    Explainer(std::string_view text, const TomlRefusal& refusal, FileId file, size_t skipped)
        : text_(text),
          says_(refusal.description),
          place_(std::min(refusal.at, text.size())),
          file_(file),
          skipped_(skipped) {}

    Diagnostic explain() {
        if (says("cannot redefine existing") || says("into existing inline table")) return twice();
        around_ = look_around(text_, place_);
        if (around_.token.kind == TomlKind::unterminated && around_.token.begin <= place_) return open_string();
        if (says("end-of-file") && around_.bracket) return open_bracket();
        if (says("could not determine value type") || says("could not be interpreted") || says("parsing boolean"))
            return no_value();
        if (says("expected value, saw"))
            return made("the key has no value", {place_, place_}, "write `key = value`, or remove the key");
        if (says("leading zeroes")) return leading_zero();
        if (says("expected a comment or whitespace")) return trailing();
        if (says("expected keys, tables, whitespace or comments"))
            return made(concat(quoted(token()), " begins no key and no `[table]`"), token(), std::string(key_help));
        if (says("blank bare keys")) return made("the table has no name", token(), "write a name between the brackets");
        if (says("expected '=', saw")) return made(reworded(says_), {place_, place_}, "write `key = value`");
        if (says("unknown escape sequence") || says("escape sequence '\\"))
            return made(reworded(says_), {place_, place_ + 1},
                        "double the backslash, or put the string in single quotes");
        if (says(" integer: ") || says("floating-point: ") || says("date") || says("time"))
            return made(reworded(says_), value_around(), {});
        if (says("expected comma or closing") || says("expected key or closing")) return unfinished();
        return other();
    }

private:
    struct Range {
        size_t begin;
        size_t end;
    };

    bool says(std::string_view words) const { return says_.find(words) != std::string_view::npos; }

    std::string quoted(Range range) const {
        return concat('`', visible(text_.substr(range.begin, range.end - range.begin)), '`');
    }

    Span span(Range range) const {
        return {.file = file_,
                .begin = static_cast<uint32_t>(skipped_ + range.begin),
                .end = static_cast<uint32_t>(skipped_ + range.end)};
    }

    Diagnostic made(std::string message, Range at, std::string help) const {
        at.end = std::min(at.end, text_.size());
        return {.code = "toml-syntax", .message = std::move(message), .at = span(at), .help = std::move(help)};
    }

    Diagnostic twice() const {
        const std::optional<TomlClash> clash = find_toml_clash(text_, place_);
        if (!clash) return made(reworded(says_), {place_, place_}, {});
        const Range again = {clash->again.begin, clash->again.end};
        const bool same = clash->is_same_key;
        Diagnostic out =
            made(concat(quoted(again), same ? " is given twice" : " adds to a value that is already complete"), again,
                 same ? "remove one of them, or put them together" : "put both in one place");
        out.labels.push_back({.at = span({clash->first.begin, clash->first.end}), .message = "first given here"});
        return out;
    }

    Diagnostic open_string() const {
        const size_t newline = std::min(text_.find('\n', around_.token.begin), around_.token.end);
        return made("the string has no closing quotes", {around_.token.begin, newline},
                    "close the string; one of several lines stands in `\"\"\"`");
    }

    Diagnostic open_bracket() const {
        const size_t at = *around_.bracket;
        const char close = text_[at] == '[' ? ']' : '}';
        return made(concat('`', text_[at], "` has no closing `", close, '`'), {at, at + 1},
                    concat("add a `", close, '`'));
    }

    Range token() const { return {place_, std::max(around_.token.end, place_)}; }

    // The value that the place lies in or right behind.
    Range value_around() const {
        size_t begin = place_;
        while (begin > 0 && !std::string_view("=[,{ \t\r\n").contains(text_[begin - 1])) --begin;
        return {begin, std::min(text_.find_first_of(",]}# \t\r\n", begin), text_.size())};
    }

    Diagnostic unfinished() const {
        Diagnostic out = made(reworded(says_), {place_, place_}, {});
        if (around_.token.kind != TomlKind::newline) out.at = span(token());
        if (!around_.bracket) return out;
        const size_t at = *around_.bracket;
        out.labels.push_back({.at = span({at, at + 1}), .message = "opened here"});
        if (text_[at] == '{') out.help = "an inline table stands on one line, without a comma at its end";
        return out;
    }

    Diagnostic no_value() const {
        const Range range = value_around();
        if (range.begin >= range.end) return other();
        return made(concat(quoted(range), " is no value"), range,
                    value_help(text_.substr(range.begin, range.end - range.begin)));
    }

    Diagnostic leading_zero() const {
        const Range range = value_around();
        return made(concat("the number ", quoted(range), " begins with a zero"), range,
                    concat("write it as a string: `\"", visible(text_.substr(range.begin, range.end - range.begin)),
                           "\"`, or without the zero"));
    }

    Diagnostic trailing() const {
        const Range range = token();
        return made(concat(quoted(range), " follows on the same line"), range,
                    "one line holds one key or one `[table]`; text with blanks needs quotes");
    }

    Diagnostic other() const {
        const bool at_token = around_.token.begin <= place_ && place_ < around_.token.end &&
                              around_.token.kind != TomlKind::newline && around_.token.kind != TomlKind::string;
        return made(reworded(says_), {place_, at_token ? around_.token.end : place_}, {});
    }

    std::string_view text_;
    std::string_view says_;
    size_t place_;
    FileId file_;
    size_t skipped_;
    Surroundings around_ = {};
};

}  // namespace

Diagnostic explain_toml_refusal(std::string_view text, const TomlRefusal& refusal, FileId file, size_t skipped) {
    return Explainer(text, refusal, file, skipped).explain();
}

}  // namespace nagaya::syntax
