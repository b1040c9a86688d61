#include "emit/nix_value.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace nagaya::emit {

namespace {

std::string blanks(size_t count) { return std::string(count, ' '); }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// "text" (Nix manual, "String"): \ and " and ${ are escaped, and what would break the line.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    bool code = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == Nix::code_begin || c == Nix::code_end) {
            code = c == Nix::code_begin;
            out += code ? "${" : "}";
        } else if (code) {
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c == '"' || c == '\\' || (c == '$' && i + 1 < text.size() && text[i + 1] == '{')) {
            out += concat('\\', c);
        } else {
            out += c;
        }
    }
    return out + '"';
}

/// Can it be written between pairs of quotes without losing a byte? Blanks that all lines begin with would be taken off, and
/// quotes before ${ or a pair of them mean something else there.
bool fits_indented(std::string_view text) {
    if (!text.contains('\n') || text.contains('\r') || text.contains("'''") || text.contains("'${") ||
        text.ends_with('\''))
        return false;
    if (text.contains(concat('\'', Nix::code_begin))) return false;
    bool flush = false;
    for (const std::string_view line : split(text, '\n')) {
        if (line.empty()) continue;
        if (line.find_first_not_of(' ') == std::string_view::npos) return false;
        flush = flush || line[0] != ' ';
    }
    return flush;
}

std::string indented(std::string_view text, size_t indent) {
    std::string out = "''\n";
    const std::vector<std::string_view> lines = split(text, '\n');
    for (size_t i = 0; i < lines.size(); ++i) {
        const bool last = i + 1 == lines.size();
        if (last && lines[i].empty()) return out + blanks(indent) + "''";
        if (!lines[i].empty()) out += blanks(indent + 2);
        for (size_t k = 0; k < lines[i].size(); ++k) {
            const char c = lines[i][k];
            const char next = k + 1 < lines[i].size() ? lines[i][k + 1] : '\0';
            if (c == Nix::code_begin) {
                out += "${";
            } else if (c == Nix::code_end) {
                out += '}';
            } else if (c == '$' && next == '{') {
                out += "''$";
            } else if (c == '\'' && next == '\'') {
                out += "'''";
                ++k;
            } else {
                out += c;
            }
        }
        if (!last) out += '\n';
    }
    return out + "''";
}

std::string print_text(const std::string& text, size_t indent) {
    return fits_indented(text) ? indented(text, indent) : quoted(text);
}

std::string print_list(const NixList& list, size_t indent) {
    if (list.empty()) return "[ ]";
    const auto print_element = [](const Nix& element, size_t at) {
        const auto* number = std::get_if<int64_t>(&element.value);
        std::string text = print_nix(element, at);
        return number && *number < 0 ? concat('(', text, ')') : text;  // there, "-" would be an operator
    };
    if (list.size() == 1 && !std::holds_alternative<NixAttrs>(list[0].value)) {
        std::string element = print_element(list[0], indent);
        if (!element.contains('\n')) return concat("[ ", element, " ]");
    }
    std::string out = "[\n";
    for (const Nix& element : list) out += concat(blanks(indent + 2), print_element(element, indent + 2), '\n');
    return out + blanks(indent) + ']';
}

}  // namespace

void merge(NixAttrs& into, NixAttrs more) {
    for (auto& [name, value] : more) {
        const auto found = std::ranges::find(into, name, &NixAttrs::value_type::first);
        if (found == into.end()) {
            into.emplace_back(name, std::move(value));
            continue;
        }
        auto* list = std::get_if<NixList>(&found->second.value);
        auto* set = std::get_if<NixAttrs>(&found->second.value);
        if (auto* other = std::get_if<NixList>(&value.value); list && other) {
            list->insert(list->end(), other->begin(), other->end());
        } else if (auto* inner = std::get_if<NixAttrs>(&value.value); set && inner) {
            merge(*set, std::move(*inner));
        } else {
            found->second = std::move(value);
        }
    }
}

bool uses(const Nix& value, std::string_view name) {
    if (const auto* code = std::get_if<NixCode>(&value.value)) return code->text.contains(name);
    if (const auto* list = std::get_if<NixList>(&value.value))
        return std::ranges::any_of(*list, [&](const Nix& element) { return uses(element, name); });
    if (const auto* attrs = std::get_if<NixAttrs>(&value.value))
        return std::ranges::any_of(*attrs, [&](const auto& attr) { return uses(attr.second, name); });
    const auto* text = std::get_if<std::string>(&value.value);
    return text && text->contains(concat(Nix::code_begin, name));
}

std::string attribute_name(std::string_view name) {
    constexpr std::array<std::string_view, 9> keywords = {"assert", "else", "if",   "in",  "inherit",
                                                          "let",    "rec",  "then", "with"};
    const bool plain = !name.empty() && is_letter(name[0]) && std::ranges::all_of(name, [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '\'';
    });
    if (plain && std::ranges::find(keywords, name) == keywords.end()) return std::string(name);
    return quoted(name);
}

std::string print_bindings(const NixAttrs& attrs, size_t indent) {
    std::string out;
    for (const auto& [name, value] : attrs) {
        std::string path = attribute_name(name);
        const Nix* end = &value;
        for (;;) {
            const auto* inner = std::get_if<NixAttrs>(&end->value);
            if (!inner || inner->size() != 1) break;
            path += concat('.', attribute_name(inner->front().first));
            end = &inner->front().second;
        }
        out += concat(blanks(indent), path, " = ", print_nix(*end, indent), ";\n");
    }
    return out;
}

std::string print_nix(const Nix& value, size_t indent) {
    if (const auto* flag = std::get_if<bool>(&value.value)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<int64_t>(&value.value)) return concat(*number);
    if (const auto* text = std::get_if<std::string>(&value.value)) return print_text(*text, indent);
    if (const auto* list = std::get_if<NixList>(&value.value)) return print_list(*list, indent);
    if (const auto* code = std::get_if<NixCode>(&value.value)) return code->text;
    const auto& attrs = std::get<NixAttrs>(value.value);
    if (attrs.empty()) return "{ }";
    return concat("{\n", print_bindings(attrs, indent + 2), blanks(indent), '}');
}

}  // namespace nagaya::emit
