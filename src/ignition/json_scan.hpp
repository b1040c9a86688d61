// JSON text, step by step, with the words of Go's encoding/json for what is wrong.
#pragma once

#include <string>
#include <string_view>

namespace nagaya::ignition {

enum class JsonKind { null, boolean, number, string, array, object };

/// Walks over JSON that `check_json` found to be well-formed.
class JsonCursor {
public:
    explicit JsonCursor(std::string_view text) : text_(text) { skip_blanks(); }

    JsonKind kind() const;
    bool flag();
    std::string_view number();
    std::string string();
    void skip();
    /// Steps into an array or object; then `next` until it is false. In an object, `string` gives each key first.
    void enter();
    bool next();

private:
    void skip_blanks();
    std::string_view text_;
    size_t at_ = 0;
};

/// What is wrong with `text` as JSON, in Go's words; "" when nothing is.
std::string check_json(std::string_view text);

}  // namespace nagaya::ignition
