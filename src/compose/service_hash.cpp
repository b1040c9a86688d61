#include "compose/service_hash.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/utf8.hpp"
#include "compose/scalars.hpp"
#include "compose/table.hpp"

namespace nagaya::compose {

namespace {

void append_unit(std::string& out, unsigned unit) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) out += digits[unit >> shift & 15U];
}

/// As Go's encoding/json: also what HTML and JavaScript would trip over is escaped.
void append_text(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const CodePoint next = decode_utf8(text);
        switch (next.value) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (!next.valid)
                    append_unit(out, 0xfffd);
                else if (next.value < 0x20 || next.value == '<' || next.value == '>' || next.value == '&' ||
                         next.value == 0x2028 || next.value == 0x2029)
                    append_unit(out, static_cast<unsigned>(next.value));
                else
                    out += text.substr(0, next.length);
        }
        text.remove_prefix(next.length);
    }
    out += '"';
}

void append_value(std::string& out, const Value& value);

void append_member(std::string& out, bool& first, std::string_view key, const Value& value) {
    if (!first) out += ',';
    first = false;
    append_text(out, key);
    out += ':';
    append_value(out, value);
}

void append_value(std::string& out, const Value& value) {
    bool first = true;
    if (value.is_mapping()) {
        out += '{';
        for (const auto& entry : value.entries) append_member(out, first, entry.key, entry.value);
        out += '}';
    } else if (value.is_sequence()) {
        out += '[';
        for (const auto& item : value.items) {
            if (!first) out += ',';
            first = false;
            append_value(out, item);
        }
        out += ']';
    } else if (value.is_text() || value.kind == Value::Kind::date) {
        append_text(out, value.text);
    } else {
        out += value.is_null() ? "null" : print_scalar(value);
    }
}

}  // namespace

std::string service_hash(const Value& service) {
    static constexpr std::string_view left_out[] = {"build", "depends_on", "profiles", "pull_policy", "scale"};
    std::string json = "{";
    bool first = true;
    for (const Field& field : record("service").fields) {
        const Value* value = service.find(field.name);
        if (value == nullptr || std::ranges::find(left_out, field.name) != std::end(left_out)) continue;
        Value kept = *value;
        if (field.name == "deploy") kept.erase("replicas");
        append_member(json, first, field.name, kept);
    }
    return sha256(json + "}");
}

}  // namespace nagaya::compose
