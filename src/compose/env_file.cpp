// An env file as the reference reads it; syntax/env_file.hpp reads them as Podman and systemd do, which differs in every corner.
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "compose/environment.hpp"

namespace nagaya::compose {

namespace {

constexpr std::string_view blanks = " \t\v\f\r";

/// What the values that variables stand in may come to.
constexpr size_t most_expanded = 64 << 20;

bool is_blank(char byte) { return blanks.contains(byte); }
bool is_space(char byte) { return is_blank(byte) || byte == '\n'; }

void trim_end(std::string_view& text) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
}
void trim_blanks(std::string_view& text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

/// `\n`, `\"`, `\0101` … replaced; `\$` becomes `$$`, which the substitution turns into a dollar.
std::string expand_escapes(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 >= text.size()) {
            out += text[i];
            continue;
        }
        const char next = text[++i];
        constexpr std::string_view names = "abfnrtv";
        constexpr std::string_view bytes = "\a\b\f\n\r\t\v";
        if (const size_t known = names.find(next); known != std::string_view::npos) {
            out += bytes[known];
        } else if (next == '"' || next == '\\') {
            out += next;
        } else if (next == '$') {
            out += "$$";
        } else if (next == '0') {
            size_t length = 0;
            unsigned number = 0;
            while (length < 3 && i + 1 + length < text.size() && text[i + 1 + length] >= '0' &&
                   text[i + 1 + length] <= '9')
                ++length;
            const std::string_view digits = text.substr(i + 1, length);
            for (const char digit : digits) number = number * 8 + static_cast<unsigned>(digit - '0');
            const bool octal = length == 3 && digits.find_first_of("89") == std::string_view::npos && number < 256;
            if (!octal) {
                out += concat("\\0", digits);
            } else {
                append_utf8(out, number);
            }
            i += length;
        } else {
            out += '\\';
            out += next;
        }
    }
    return out;
}

class Reader {
public:
    Reader(std::string_view text, Environment& variables, const Lookup& lookup,
           const std::function<void(std::string_view, size_t)>& unset)
        : rest_(text), variables_(variables), lookup_(lookup), unset_(unset) {}

    std::optional<EnvFileError> run() {
        while (begin_statement() && !error_) statement();
        return std::move(error_);
    }

private:
    /// Skips blank lines and comments; false at the end of the file.
    bool begin_statement() {
        for (;;) {
            while (!rest_.empty() && is_space(rest_.front())) {
                if (rest_.front() == '\n') ++line_;
                rest_.remove_prefix(1);
            }
            if (rest_.empty()) return false;
            if (rest_.front() != '#') return true;
            const size_t end = rest_.find('\n');
            if (end == std::string_view::npos) return false;
            rest_.remove_prefix(end);
        }
    }

    void statement() {
        begun_ = line_;
        if (rest_.starts_with("export") && rest_.size() > 6 && is_space(rest_[6])) {
            rest_.remove_prefix(6);
            trim_blanks(rest_);
        }
        size_t end = 0;
        bool alone = false;
        bool found = false;
        for (; end < rest_.size() && !found; ++end) {
            const char byte = rest_[end];
            if (is_blank(byte)) continue;
            if (byte == '=' || byte == ':' || byte == '\n') {
                found = true;
                alone = byte == '\n';
                break;
            }
            if (byte == '_' || byte == '.' || byte == '-' || byte == '[' || byte == ']' || is_letter(byte)) continue;
            return fail(
                concat("unexpected character `", visible(std::string_view(&byte, 1)), "` in a variable's name"));
        }
        std::string_view key = found ? rest_.substr(0, end) : std::string_view{};
        if (rest_.empty()) return fail("a variable has no name");
        const bool spaced = key.contains(' ');
        if (alone && !spaced) ++line_;
        trim_end(key);
        rest_.remove_prefix(found ? end + 1 : 0);
        trim_blanks(rest_);
        if (key.contains(' ')) return fail("a variable's name contains a blank");
        if (alone) {
            if (const auto value = lookup_(key)) variables_[std::string(key)] = *value;
            return;
        }
        // A name at the very end of the file, without a line break: its text is taken for the value of the empty name.
        if (auto value = take_value()) variables_[std::string(key)] = std::move(*value);
    }

    static bool is_letter(char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
               static_cast<unsigned char>(byte) >= 0x80;
    }

    std::optional<std::string> take_value() {
        if (rest_.starts_with('"') || rest_.starts_with('\'')) return take_quoted();
        const size_t end = std::min(rest_.find('\n'), rest_.size());
        std::string_view value = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++line_;
        value = value.substr(0, value.find(" #"));
        trim_end(value);
        return expand(value);
    }

    std::optional<std::string> take_quoted() {
        const char quote = rest_.front();
        const size_t first_line = line_;
        std::string inside;
        bool escaped = false;
        for (size_t i = 1; i < rest_.size(); ++i) {
            const char byte = rest_[i];
            if (byte == '\n') ++line_;
            if (byte == quote && !escaped) {
                rest_.remove_prefix(i + 1);
                return quote == '"' ? expand(expand_escapes(inside)) : inside;
            }
            if (!escaped && byte == '\\') {
                escaped = true;
                continue;
            }
            if (escaped && byte != quote) inside += '\\';
            escaped = false;
            inside += byte;
        }
        line_ = first_line;
        fail("a quoted value does not end");
        return std::nullopt;
    }

    std::optional<std::string> expand(std::string_view value) {
        if (is_literal(value)) return std::string(value);
        const Lookup both = [this](std::string_view name) -> std::optional<std::string_view> {
            if (const auto outer = lookup_(name)) return outer;
            const auto own = variables_.find(name);
            return own != variables_.end() ? std::optional<std::string_view>(own->second) : std::nullopt;
        };
        Substitution made = substitute(value, both, [this](std::string_view name) { unset_(name, begun_); });
        expanded_ += made.text.size();
        if (!made.error && expanded_ <= most_expanded) return std::move(made.text);
        fail(made.error ? describe(*made.error, "a value") : "the values are too large once variables are replaced");
        return std::nullopt;
    }

    void fail(std::string message) {
        if (!error_) error_ = EnvFileError{line_, std::move(message)};
    }

    std::string_view rest_;
    Environment& variables_;
    const Lookup& lookup_;
    const std::function<void(std::string_view, size_t)>& unset_;
    size_t line_ = 1;
    size_t begun_ = 1;  // the line of the statement
    size_t expanded_ = 0;
    std::optional<EnvFileError> error_;
};

}  // namespace

std::optional<EnvFileError> read_env_file(std::string_view text, Environment& variables, const Lookup& lookup,
                                          const std::function<void(std::string_view, size_t)>& unset) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return Reader(text, variables, lookup, unset).run();
}

std::optional<EnvFileError> read_raw_env_file(std::string_view text, Environment& variables, const Lookup& lookup) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    size_t number = 0;
    for (auto line : split(text, '\n')) {
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
        if (line.empty() || line.starts_with('#')) continue;
        const size_t sign = line.find('=');
        const std::string_view name = line.substr(0, sign);
        if (name.empty()) return EnvFileError{number, "a variable has no name"};
        if (name.find_first_of(" \t") != std::string_view::npos)
            return EnvFileError{number, "a variable's name contains a blank"};
        if (sign != std::string_view::npos)
            variables[std::string(name)] = line.substr(sign + 1);
        else if (const auto value = lookup(name))
            variables[std::string(name)] = *value;
    }
    return std::nullopt;
}

}  // namespace nagaya::compose
