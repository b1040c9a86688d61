#include "compose/docker_run_words.hpp"

#include "base/text.hpp"

namespace nagaya::compose {

namespace {

bool in_name(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

class Splitter {
public:
    Splitter(std::string_view text, const Lookup& variables) : text_(text), variables_(variables) {}

    ShellWords run() {
        while (at_ < text_.size() && made_.problem.empty()) {
            const char byte = text_[at_];
            if (byte == ' ' || byte == '\t' || byte == '\r') {
                ++at_;
                end_word();
            } else if (byte == '\n') {
                ++at_;
                end_word();
                if (!made_.words.empty() && !trim(text_.substr(at_)).empty() && !only_comments())
                    made_.problem = "a second command begins on a line of its own";
            } else if (byte == '#' && !begun_) {
                skip_line();
            } else if (std::string_view("|&;<>()").contains(byte)) {
                const bool last = byte == ';' && trim(text_.substr(at_ + 1)).empty();
                if (!last) made_.problem = concat("`", std::string_view(&byte, 1), "` is for a shell");
                at_ = text_.size();
            } else {
                piece();
            }
        }
        end_word();
        return std::move(made_);
    }

private:
    bool only_comments() const {
        for (const auto line : split(text_.substr(at_), '\n'))
            if (const auto rest = trim(line); !rest.empty() && !rest.starts_with('#')) return false;
        return true;
    }

    void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

    void end_word() {
        if (begun_) made_.words.push_back(std::move(word_));
        word_.clear();
        begun_ = false;
    }

    /// What stands unquoted, or one pair of quotes.
    void piece() {
        const char byte = text_[at_];
        if (byte == '\\') return backslash();
        if (byte == '\'') return single_quotes();
        if (byte == '"') return double_quotes();
        const bool first = !begun_;
        begun_ = true;
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
        ++at_;
        if (text_.substr(at_).starts_with("\r\n")) ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') {  // the line goes on
            ++at_;
            return;
        }
        begun_ = true;
        if (at_ < text_.size()) word_ += text_[at_++];
    }

    void single_quotes() {
        begun_ = true;
        const size_t end = text_.find('\'', at_ + 1);
        if (end == std::string_view::npos) return unended();
        word_ += text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
    }

    void double_quotes() {
        begun_ = true;
        ++at_;
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
        if (at_ == text_.size()) return unended();
        ++at_;
    }

    void unended() {
        made_.problem = "a quote does not end";
        at_ = text_.size();
    }

    /// $NAME, ${NAME}, $(pwd), `pwd`; other things of `$` stay.
    void expansion() {
        const std::string_view rest = text_.substr(at_);
        const char open = rest.size() > 1 ? rest[1] : ' ';
        if (rest[0] == '`' || open == '(' || open == '{') {
            const char close = rest[0] == '`' ? '`' : open == '(' ? ')' : '}';
            const size_t begin = rest[0] == '`' ? 1 : 2;
            const size_t end = rest.find(close, begin);
            if (end == std::string_view::npos) return unended();
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
        if (!value) made_.open.emplace_back(written);
        word_ += value.value_or(written);
    }

    std::string_view text_;
    const Lookup& variables_;
    size_t at_ = 0;
    std::string word_;
    bool begun_ = false;
    ShellWords made_;
};

}  // namespace

ShellWords split_shell_words(std::string_view text, const Lookup& variables) { return Splitter(text, variables).run(); }

}  // namespace nagaya::compose
