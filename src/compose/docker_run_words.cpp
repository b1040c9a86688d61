#include "compose/docker_run_words.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace nagaya::compose {

namespace {

bool in_name(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

class Splitter {
public:
    Splitter(std::string_view text, FileId file, const Lookup& variables, Report& report)
        : text_(text), file_(file), variables_(variables), report_(report) {}

    std::vector<CommandWord> run() {
        while (at_ < text_.size()) {
            const char byte = text_[at_];
            if (byte == ' ' || byte == '\t' || byte == '\r') {
                end_word();
                ++at_;
            } else if (byte == '\n') {
                end_word();
                ++at_;
                if (const size_t next = next_command(); !words_.empty() && next < text_.size())
                    refuse(next, text_.find('\n', next), "a second command begins here");
            } else if (byte == '#' && !begun_) {
                skip_line();
            } else if (std::string_view("|&;<>()").contains(byte)) {
                const bool last = byte == ';' && trim(text_.substr(at_ + 1)).empty();
                end_word();
                if (!last) refuse(at_, at_ + 1, concat("`", std::string_view(&byte, 1), "` is for a shell"));
                at_ = text_.size();
            } else {
                piece();
            }
        }
        end_word();
        return std::move(words_);
    }

private:
    Span span(size_t begin, size_t end) const {
        return {.file = file_,
                .begin = static_cast<uint32_t>(begin),
                .end = static_cast<uint32_t>(std::min(end, text_.size()))};
    }

    /// The rest is not read.
    void refuse(size_t begin, size_t end, std::string message) {
        if (!std::exchange(refused_, true))
            report_.add({.code = "compose-value",
                         .message = std::move(message),
                         .at = span(begin, end),
                         .help = "give one `docker run` command, without pipes and further commands"});
        at_ = text_.size();
    }

    /// Where something stands that is no comment, or the end.
    size_t next_command() const {
        size_t next = at_;
        for (;;) {
            next = text_.find_first_not_of(" \t\r\n", next);
            if (next == std::string_view::npos) return text_.size();
            if (text_[next] != '#') return next;
            next = std::min(text_.find('\n', next), text_.size());
        }
    }

    void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

    void end_word() {
        if (begun_) words_.push_back({.text = std::move(word_), .at = span(begin_, at_)});
        word_.clear();
        begun_ = false;
    }

    void begin_word() {
        if (!begun_) begin_ = at_;
        begun_ = true;
    }

    /// What stands unquoted, or one pair of quotes.
    void piece() {
        const char byte = text_[at_];
        if (byte == '\\') return backslash();
        if (byte == '\'') return single_quotes();
        if (byte == '"') return double_quotes();
        const bool first = !begun_;
        begin_word();
        if (byte == '~' && first && (at_ + 1 == text_.size() || std::string_view("/ \t\n:").contains(text_[at_ + 1]))) {
            ++at_;
            word_ += variables_("HOME").value_or("~");
        } else if (byte == '$' || byte == '`') {
            expansion();
        } else {
            word_ += byte;
            ++at_;
        }
    }

    void backslash() {
        const std::string_view rest = text_.substr(at_ + 1);
        if (rest.starts_with('\n') || rest.starts_with("\r\n")) {  // the line goes on
            at_ += rest.starts_with('\n') ? 2 : 3;
            return;
        }
        begin_word();
        ++at_;
        if (at_ < text_.size()) word_ += text_[at_++];
    }

    void single_quotes() {
        begin_word();
        const size_t end = text_.find('\'', at_ + 1);
        if (end == std::string_view::npos) return unended(at_);
        word_ += text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
    }

    void double_quotes() {
        begin_word();
        const size_t open = at_++;
        while (at_ < text_.size() && text_[at_] != '"') {
            if (text_[at_] == '\\' && at_ + 1 < text_.size() && std::string_view("$`\"\\\n").contains(text_[at_ + 1])) {
                if (text_[at_ + 1] != '\n') word_ += text_[at_ + 1];
                at_ += 2;
            } else if (text_[at_] == '$' || text_[at_] == '`') {
                expansion();
            } else {
                word_ += text_[at_++];
            }
        }
        if (at_ >= text_.size()) return unended(open);
        ++at_;
    }

    void unended(size_t open) { refuse(open, open + 1, "what begins here does not end"); }

    /// $NAME, ${NAME}, $(pwd), `pwd`; other things of `$` stay.
    void expansion() {
        const std::string_view rest = text_.substr(at_);
        const char open = rest.size() > 1 ? rest[1] : ' ';
        if (rest[0] == '`' || open == '(' || open == '{') {
            const char close = rest[0] == '`' ? '`' : open == '(' ? ')' : '}';
            const size_t begin = rest[0] == '`' ? 1 : 2;
            const size_t end = rest.find(close, begin);
            if (end == std::string_view::npos) return unended(at_);
            const std::string_view inner = rest.substr(begin, end - begin);
            at_ += end + 1;
            return put(close == '}' ? inner : inner == "pwd" ? "PWD" : std::string_view(), rest.substr(0, end + 1));
        }
        size_t end = 1;
        while (end < rest.size() && in_name(rest[end])) ++end;
        at_ += end;
        if (end == 1)
            word_ += '$';
        else
            put(rest.substr(1, end - 1), rest.substr(0, end));
    }

    void put(std::string_view name, std::string_view written) {
        const auto value = name.empty() ? std::nullopt : variables_(name);
        if (!value)
            report_.add({.code = "compose-loss",
                         .severity = Severity::warning,
                         .message = concat("`", visible(written), "` stays as it is: only the shell knows its value"),
                         .at = span(at_ - written.size(), at_),
                         .help = "write the value"});
        word_ += value.value_or(written);
    }

    std::string_view text_;
    FileId file_;
    const Lookup& variables_;
    Report& report_;
    size_t at_ = 0;
    std::string word_;
    size_t begin_ = 0;  // of the word
    bool begun_ = false;
    bool refused_ = false;
    std::vector<CommandWord> words_;
};

}  // namespace

Span CommandWord::part(size_t begin) const {
    if (at.end - at.begin != text.size()) return at;
    return {.file = at.file, .begin = at.begin + static_cast<uint32_t>(begin), .end = at.end};
}

std::vector<CommandWord> split_shell_words(const Sources& sources, FileId file, const Lookup& variables,
                                           Report& report) {
    return Splitter(sources.text(file), file, variables, report).run();
}

std::string quote_shell_words(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) {
        if (!out.empty()) out += ' ';
        const bool plain = !word.empty() && word.find_first_of(" \t\r\n'\"\\$`#~|&;<>()*?[]!{}") == std::string::npos;
        if (!plain) out += '\'';
        for (const char byte : word) out += byte == '\'' ? std::string_view("'\\''") : std::string_view(&byte, 1);
        if (!plain) out += '\'';
    }
    return out;
}

}  // namespace nagaya::compose
