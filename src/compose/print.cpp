// The normal form as text: YAML that quotes whatever could be read as something else, or JSON.
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "compose/project.hpp"

namespace nagaya::compose {

namespace {

class Printer {
public:
    explicit Printer(bool doubled) : doubled_(doubled) {}

    std::string yaml(const Value& value) {
        yaml_value(value, 0, true);
        return std::move(out_);
    }

    std::string json(const Value& value) {
        json_value(value, 0);
        out_ += '\n';
        return std::move(out_);
    }

private:
    /// In double quotes, as JSON and YAML both read it.
    void quoted(std::string_view text) {
        out_ += '"';
        while (!text.empty()) {
            size_t plain = 0;
            while (plain < text.size() && is_plain_byte(text[plain])) ++plain;
            out_ += text.substr(0, plain);
            text.remove_prefix(plain);
            if (text.empty()) break;
            const CodePoint next = decode_utf8(text);
            switch (next.value) {
                case '"': out_ += "\\\""; break;
                case '\\': out_ += "\\\\"; break;
                case '\n': out_ += "\\n"; break;
                case '\r': out_ += "\\r"; break;
                case '\t': out_ += "\\t"; break;
                case '$': out_ += doubled_ ? "$$" : "$"; break;
                default:
                    if (!next.valid)
                        escape(0xfffd);
                    else if (is_printable(next.value))
                        out_ += text.substr(0, next.length);
                    else
                        escape(next.value);
            }
            text.remove_prefix(next.length);
        }
        out_ += '"';
    }

    static bool is_plain_byte(char byte) {
        return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\' && byte != '$';
    }

    /// What YAML takes as it stands inside quotes: no control characters, line breaks of its own or marks of a file's beginning.
    static bool is_printable(char32_t point) {
        if (point < 0xa0) return point >= 0x20 && point < 0x7f;
        return point != 0x2028 && point != 0x2029 && point != 0xfeff && (point & 0xfffe) != 0xfffe;
    }

    void escape(char32_t point) {
        constexpr std::string_view digits = "0123456789abcdef";
        if (point > 0xffff) {  // as JSON has it; YAML's readers take none of them
            append_utf8(out_, point);
            return;
        }
        out_ += "\\u";
        for (const int shift : {12, 8, 4, 0}) out_ += digits[point >> shift & 15];
    }

    /// A word that no reader of YAML takes for a number, a date, a truth value or null.
    static bool is_plain(std::string_view text) {
        if (text.empty() || text.size() > 200) return false;
        auto letter = [](char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); };
        if (!letter(text[0]) && text[0] != '/' && text[0] != '_') return false;
        for (const char byte : text)
            if (!letter(byte) && !(byte >= '0' && byte <= '9') && !std::string_view("_-./$@+").contains(byte))
                return false;
        for (const auto word : {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}) {
            const std::string_view other = word;
            if (other.size() != text.size()) continue;
            bool equal = true;
            for (size_t i = 0; i < other.size(); ++i) equal = equal && (text[i] | 0x20) == other[i];
            if (equal) return false;
        }
        return true;
    }

    void yaml_text(std::string_view text) {
        if (!is_plain(text)) return quoted(text);
        for (const char byte : text)
            out_ += byte == '$' && doubled_ ? std::string_view("$$") : std::string_view(&byte, 1);
    }

    void scalar(const Value& value, bool yaml) {
        switch (value.kind) {
            case Value::Kind::text:
                if (yaml)
                    yaml_text(value.text);
                else
                    quoted(value.text);
                return;
            case Value::Kind::date:
                if (yaml)
                    out_ += value.text;
                else
                    quoted(value.text);
                return;
            case Value::Kind::real: {
                const std::string text = print_scalar(value);
                if (yaml && text == "NaN")
                    out_ += ".nan";
                else if (yaml && text.ends_with("Inf"))
                    out_ += text.starts_with('-') ? "-.inf" : ".inf";
                else
                    out_ += text;
                return;
            }
            case Value::Kind::boolean:
            case Value::Kind::integer: out_ += print_scalar(value); return;
            default: out_ += "null"; return;
        }
    }

    void yaml_value(const Value& value, size_t depth, bool fresh) {
        const std::string indent(depth * 2, ' ');
        if (value.is_mapping() && !value.entries.empty()) {
            bool first = fresh;
            for (const auto& entry : value.entries) {
                if (!first) out_ += indent;
                first = false;
                yaml_text(entry.key);
                out_ += ':';
                yaml_below(entry.value, depth + 1);
            }
        } else if (value.is_sequence() && !value.items.empty()) {
            bool first = fresh;
            for (const auto& item : value.items) {
                if (!first) out_ += indent;
                first = false;
                out_ += '-';
                if ((item.is_mapping() && !item.entries.empty()) || (item.is_sequence() && !item.items.empty())) {
                    out_ += ' ';
                    yaml_value(item, depth + 1, true);
                } else {
                    yaml_below(item, depth + 1);
                }
            }
        }
    }

    void yaml_below(const Value& value, size_t depth) {
        if ((value.is_mapping() && !value.entries.empty()) || (value.is_sequence() && !value.items.empty())) {
            out_ += '\n';
            return yaml_value(value, depth, false);
        }
        out_ += ' ';
        if (value.is_mapping())
            out_ += "{}";
        else if (value.is_sequence())
            out_ += "[]";
        else
            scalar(value, true);
        out_ += '\n';
    }

    void json_value(const Value& value, size_t depth) {
        const std::string indent((depth + 1) * 2, ' ');
        const bool mapping = value.is_mapping();
        if (!mapping && !value.is_sequence()) return scalar(value, false);
        const size_t count = mapping ? value.entries.size() : value.items.size();
        out_ += mapping ? '{' : '[';
        for (size_t i = 0; i < count; ++i) {
            out_ += i == 0 ? "\n" : ",\n";
            out_ += indent;
            if (mapping) {
                quoted(value.entries[i].key);
                out_ += ": ";
            }
            json_value(mapping ? value.entries[i].value : value.items[i], depth + 1);
        }
        if (count > 0) {
            out_ += '\n';
            out_.append(depth * 2, ' ');
        }
        out_ += mapping ? '}' : ']';
    }

    bool doubled_;
    std::string out_;
};

}  // namespace

std::string print_project(const Project& project, const ProjectOptions& options) {
    Printer printer(options.interpolate);
    return options.form == Form::json ? printer.json(project.file) : printer.yaml(project.file);
}

}  // namespace nagaya::compose
