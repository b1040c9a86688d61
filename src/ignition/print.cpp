#include "ignition/print.hpp"

#include <array>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "ignition/fields.hpp"

namespace nagaya::ignition {

namespace {

/// Which structures write a text field even when it is empty: all but `url` of Tang (`omitempty` in Ignition's schema).
template <class Struct, class Member>
bool is_printed(const Struct& value, const Field<Struct, Member>& field) {
    if constexpr (std::is_same_v<Member, std::string>)
        return !std::is_same_v<Struct, Tang> || !(value.*(field.member)).empty();
    else
        return populated(value.*(field.member));
}

/// A structure that holds an always-printed text is printed even if all else is empty.
template <class T>
bool has_printed(const T& value) {
    bool any = false;
    for_each_field<T>([&](const auto& field) {
        using Member = std::remove_cvref_t<decltype(value.*(field.member))>;
        if constexpr (Described<Member>)
            any = any || has_printed(value.*(field.member));
        else
            any = any || is_printed(value, field);
    });
    return any;
}

class Printer {
public:
    /// `expected`: about how long the text will be.
    Printer(Layout layout, size_t expected) : pretty_(layout == Layout::pretty) { out_.reserve(expected); }

    template <Described T>
    void object(const T& value) {
        open('{');
        for_each_field<T>([&](const auto& field) {
            const auto& member = value.*(field.member);
            using Member = std::remove_cvref_t<decltype(member)>;
            if constexpr (Described<Member>) {
                if (!has_printed(member)) return;
            } else {
                if (!is_printed(value, field)) return;
            }
            next();
            out_ += '"';
            out_ += field.json;
            out_ += pretty_ ? "\": " : "\":";
            print_value(member);
        });
        close('}');
    }

    std::string take() && {
        out_ += '\n';
        return std::move(out_);
    }

private:
    template <class T>
    void print_value(const T& value) {
        if constexpr (Described<T>) {
            object(value);
        } else if constexpr (is_optional<T>) {
            print_value(*value);
        } else if constexpr (is_list<T>) {
            open('[');
            for (const auto& entry : value) {
                next();
                print_value(entry);
            }
            close(']');
        } else if constexpr (std::is_same_v<T, bool>) {
            out_ += value ? "true" : "false";
        } else if constexpr (std::is_same_v<T, int64_t>) {
            append_piece(out_, value);
        } else {
            append_json_string(out_, value);
        }
    }

    void open(char bracket) {
        out_ += bracket;
        ++depth_;
        first_ = true;
    }

    void next() {
        if (!first_) out_ += ',';
        first_ = false;
        if (pretty_) line();
    }

    void close(char bracket) {
        --depth_;
        if (pretty_ && !first_) line();
        first_ = false;
        out_ += bracket;
    }

    void line() {
        out_ += '\n';
        out_.append(2 * depth_, ' ');
    }

    std::string out_;
    size_t depth_ = 0;
    bool first_ = true;
    bool pretty_;
};

/// Bytes of a string that stand for themselves in JSON as Go writes it.
constexpr std::array<bool, 256> plain = [] {
    std::array<bool, 256> made{};
    for (unsigned c = 0x20; c < 0x80; ++c) made[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
    return made;
}();

bool is_plain(unsigned char c) { return plain[c]; }

void append_ascii_escape(std::string& out, unsigned char c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u00";
    out += digits[c >> 4];
    out += digits[c & 15];
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (size_t at = 0; at < text.size();) {
        size_t end = at;
        while (end < text.size() && is_plain(static_cast<unsigned char>(text[end]))) ++end;
        out += text.substr(at, end - at);
        if (end == text.size()) break;
        auto c = static_cast<unsigned char>(text[end]);
        if (c < 0x80) {
            append_ascii_escape(out, c);
            at = end + 1;
            continue;
        }
        CodePoint point = decode_utf8(text.substr(end));
        if (!point.valid)
            out += "\\ufffd";
        else if (point.value == 0x2028 || point.value == 0x2029)
            out += point.value == 0x2028 ? "\\u2028" : "\\u2029";
        else
            out += text.substr(end, point.length);
        at = end + point.length;
    }
    out += '"';
}

std::string print(const Config& config, Layout layout) {
    size_t expected = 1024;
    for (const File& file : config.storage.files)
        expected += file.path.size() + (file.contents.source ? file.contents.source->size() : 0) + 128;
    for (const Unit& unit : config.systemd.units) expected += unit.contents ? unit.contents->size() + 128 : 128;
    Printer printer(layout, layout == Layout::pretty ? expected + expected / 4 : expected);
    printer.object(config);
    return std::move(printer).take();
}

}  // namespace nagaya::ignition
