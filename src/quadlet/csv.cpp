#include "base/text.hpp"
#include "quadlet/conversion.hpp"
#include "syntax/white_space.hpp"

namespace nagaya::quadlet {
namespace {

std::unexpected<std::string> at_column(size_t column, std::string_view what) {
    return std::unexpected(concat("parse error on line 1, column ", column + 1, ": ", what));
}

constexpr std::string_view bare = "bare \" in non-quoted-field";
constexpr std::string_view extraneous = "extraneous or missing \" in quoted-field";

}  // namespace

std::expected<std::vector<std::string>, std::string> parse_csv(std::string_view text) {
    std::vector<std::string> fields;
    while (text.starts_with('\n')) text.remove_prefix(1);
    while (text.ends_with('\n')) text.remove_suffix(1);
    if (text.empty()) return std::unexpected(std::string());
    size_t at = 0;
    while (true) {
        std::string field;
        if (at < text.size() && text[at] == '"') {
            ++at;
            while (true) {
                const size_t quote = text.find('"', at);
                if (quote == std::string_view::npos) return at_column(text.size(), extraneous);
                field += text.substr(at, quote - at);
                at = quote + 1;
                if (at == text.size() || text[at] == ',') break;
                if (text[at] != '"') return at_column(quote, extraneous);
                field += '"';
                ++at;
            }
        } else {
            const size_t end = std::min(text.find(',', at), text.size());
            field = text.substr(at, end - at);
            if (const size_t quote = field.find('"'); quote != std::string::npos) return at_column(at + quote, bare);
            if (field.find('\n') != std::string::npos) return std::unexpected(std::string());
            at = end;
        }
        fields.push_back(std::move(field));
        if (at == text.size()) return fields;
        ++at;
    }
}

std::string print_csv(const std::vector<std::string>& fields) {
    std::string out;
    for (size_t i = 0; i < fields.size(); ++i) {
        const auto& field = fields[i];
        if (i > 0) out += ',';
        const bool quotes = field == "\\." || field.find_first_of(",\"\r\n") != std::string::npos ||
                            (!field.empty() && syntax::space_at_begin(field) > 0);
        if (!quotes) {
            out += field;
            continue;
        }
        out += '"';
        for (const char c : field) {
            if (c == '"') out += '"';
            out += c;
        }
        out += '"';
    }
    return out;
}

}  // namespace nagaya::quadlet
