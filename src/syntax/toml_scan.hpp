// TOML cut into tokens: what is checked before the library sees a file, and what finds the right words when it refuses one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace nagaya::syntax {

enum class TomlKind {
    end,  ///< of the text
    newline,
    bare,          ///< a bare key or key part, or a piece of a number, date or boolean
    string,        ///< any of the four kinds, with its quotes
    unterminated,  ///< a string without its closing quotes
    mark,          ///< one of = . , [ ] { }
};

/// Offsets into the scanned text.
struct TomlToken {
    TomlKind kind;
    size_t begin;
    size_t end;
};

/// Yields the tokens of a text, well-formed or not; blanks and comments are skipped.
class TomlScanner {
public:
    explicit TomlScanner(std::string_view text) : text_(text) {}
    TomlToken next();

private:
    TomlToken take(TomlKind kind, size_t end);
    TomlToken string(char quote);

    std::string_view text_;
    size_t at_ = 0;
};

/// The place where a text is over a limit, and the sentence that says so.
struct TomlLimit {
    size_t at;
    std::string message;
};

/// Tables and arrays lie at most so deep in one another.
inline constexpr size_t max_toml_depth = 64;

/// Checks what the library cannot bear: lines over 8 KiB, and more than `max_toml_depth` brackets in one another or parts
/// of one key.
std::optional<TomlLimit> find_toml_limit(std::string_view text);

}  // namespace nagaya::syntax
