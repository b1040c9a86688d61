#include "ignition/unit_text.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace nagaya::ignition {

namespace {

constexpr size_t buffer_size = 4096;
constexpr size_t longest_line = 2048;

bool is_space(char32_t c) {
    return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

std::string_view trim_space(std::string_view text) {
    while (!text.empty()) {
        CodePoint first = decode_utf8(text);
        if (!is_space(first.valid ? first.value : 0xfffd)) break;
        text.remove_prefix(first.length);
    }
    while (!text.empty()) {
        size_t begin = text.size() - 1;
        while (begin > 0 && text.size() - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80)
            --begin;
        CodePoint last = decode_utf8(text.substr(begin));
        if (!last.valid || begin + last.length != text.size() || !is_space(last.value)) break;
        text = text.substr(0, begin);
    }
    return text;
}

bool is_comment(char32_t c) { return c == '#' || c == ';'; }

/// A text behind a buffer that is refilled as Go's bufio does it; only how much it holds matters.
class Buffered {
public:
    explicit Buffered(std::string_view text) : text_(text) {}

    /// The next code point, 0 bytes long at the end.
    CodePoint next() {
        if (end_ - at_ < 4 && end_ < text_.size()) fill_for_code_point();
        if (at_ == text_.size()) return {.value = 0, .length = 0, .valid = false};
        CodePoint point = decode_utf8(text_.substr(at_, end_ - at_));
        if (!point.valid) point.value = 0xfffd;
        at_ += point.length;
        return point;
    }

    void back(const CodePoint& point) { at_ -= point.length; }

    /// Up to and without `delimiter`, which is taken too; `found` tells whether there was one.
    std::string_view until(char delimiter, bool& found) {
        size_t begin = at_;
        size_t where = text_.find(delimiter, at_);
        found = where != std::string_view::npos;
        size_t stop = found ? where + 1 : text_.size();
        while (end_ < stop) {
            if (end_ - at_ >= buffer_size) at_ = end_;
            fill();
        }
        at_ = stop;
        return text_.substr(begin, (found ? where : stop) - begin);
    }

    /// 2048 bytes and more are waiting, and there is no line break in the first of them.
    bool line_is_too_long() {
        if (end_ - at_ < longest_line) return false;
        if (next_break_ < at_ || next_break_ == 0) {
            next_break_ = text_.find_first_of("\r\n", at_);
            if (next_break_ == std::string_view::npos) next_break_ = text_.size() + longest_line;
        }
        return next_break_ >= at_ + longest_line;
    }

private:
    void fill() { end_ = std::min(text_.size(), at_ + buffer_size); }
    void fill_for_code_point() {
        std::string_view held = text_.substr(at_, end_ - at_);
        if (held.empty() || !decode_utf8(held).valid) fill();
    }

    std::string_view text_;
    size_t at_ = 0;
    size_t end_ = 0;  // of what the buffer holds
    size_t next_break_ = 0;
};

class UnitLexer {
public:
    explicit UnitLexer(std::string_view text) : in_(text) {}

    UnitText read() {
        while (step_ != Step::done && unit_.error.empty()) {
            if (in_.line_is_too_long()) {
                unit_.error = concat("line too long (max ", longest_line, " bytes)");
                break;
            }
            step();
        }
        return unit_;
    }

private:
    enum class Step {
        next_section,
        section_name,
        section_suffix,
        comment,
        section_or_option,
        option_name,
        value,
        done
    };

    void step() {
        switch (step_) {
            case Step::next_section: next_section(); break;
            case Step::section_name: section_name(); break;
            case Step::section_suffix: section_suffix(); break;
            case Step::comment: comment(); break;
            case Step::section_or_option: section_or_option(); break;
            case Step::option_name: option_name(); break;
            case Step::value: value(); break;
            case Step::done: break;
        }
    }

    void next_section() {
        CodePoint c = in_.next();
        if (c.length == 0)
            step_ = Step::done;
        else if (c.value == '[')
            step_ = Step::section_name;
        else if (is_comment(c.value))
            after_comment_ = std::exchange(step_, Step::comment);
    }

    void section_name() {
        bool found = false;
        std::string_view name = in_.until(']', found);
        if (!found) {
            unit_.error = "unable to find end of section";
            return;
        }
        section_ = name;
        step_ = Step::section_suffix;
    }

    void section_suffix() {
        std::string_view rest = trim_space(line());
        if (!rest.empty()) unit_.error = concat("found garbage after section name : ", go_quoted(rest));
        step_ = Step::section_or_option;
    }

    void comment() {
        while (true) {
            std::string_view text = line();
            if (text.ends_with(' ')) text.remove_suffix(1);
            if (!text.ends_with('\\')) break;
        }
        step_ = after_comment_;
    }

    void section_or_option() {
        CodePoint c = in_.next();
        if (c.length == 0) {
            step_ = Step::done;
        } else if (is_space(c.value)) {
        } else if (c.value == '[') {
            step_ = Step::section_name;
        } else if (is_comment(c.value)) {
            after_comment_ = std::exchange(step_, Step::comment);
        } else {
            in_.back(c);
            step_ = Step::option_name;
        }
    }

    void option_name() {
        while (true) {
            CodePoint c = in_.next();
            if (c.length == 0) {
                unit_.error = "EOF";
                return;
            }
            if (c.value == '\n' || c.value == '\r') {
                unit_.error = "unexpected newline encountered while parsing option name";
                return;
            }
            if (c.value == '=') break;
        }
        step_ = Step::value;
    }

    void value() {
        std::string_view text = line();
        if (!trim_space(text).empty() && text.ends_with('\\')) return;  // goes on in the next line
        if (section_ == "Install") unit_.installs = true;
        step_ = Step::section_or_option;
    }

    std::string_view line() {
        bool found = false;
        std::string_view text = in_.until('\n', found);
        if (!found && text.ends_with('\r')) text.remove_suffix(1);
        return text;
    }

    Buffered in_;
    Step step_ = Step::next_section;
    Step after_comment_ = Step::next_section;
    std::string_view section_;
    UnitText unit_;
};

}  // namespace

UnitText read_unit_text(std::string_view text) { return UnitLexer(text).read(); }

std::string go_quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::string_view named = "\a\b\f\n\r\t\v\\\"";
    constexpr std::string_view names = "abfnrtv\\\"";
    std::string out = "\"";
    for (size_t at = 0; at < text.size();) {
        CodePoint point = decode_utf8(text.substr(at));
        auto byte = static_cast<unsigned char>(text[at]);
        size_t name = byte < 0x80 ? named.find(text[at]) : std::string_view::npos;
        if (name != std::string_view::npos) {
            out += '\\';
            out += names[name];
        } else if (byte < 0x20 || byte == 0x7f || !point.valid) {
            out += "\\x";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else if ((point.value >= 0x80 && point.value < 0xa1) || point.value == 0xad || point.value == 0xfeff ||
                   (point.value > 0x7f && is_space(point.value))) {
            out += "\\u";
            for (int shift = 12; shift >= 0; shift -= 4) out += digits[point.value >> shift & 15];
        } else {
            out += text.substr(at, point.length);
        }
        at += point.length;
    }
    return out + '"';
}

}  // namespace nagaya::ignition
