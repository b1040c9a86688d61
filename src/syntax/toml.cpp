// The TOML library lives in this file alone: 4 s to compile, and its traps need guards (find_toml_limit, readable_text).
// It gives sorted tables and code-point positions; this file turns them into file order and byte spans.
#include "syntax/toml.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "base/text.hpp"
#include "syntax/code_points.hpp"
#include "syntax/readable.hpp"
#include "syntax/toml_error.hpp"
#include "syntax/toml_scan.hpp"

// Its assertions fail on a mistyped date: what they assert is checked again behind them, so they are left out, and NDEBUG
// must not turn them into promises to the optimiser.
#undef NDEBUG
#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

namespace nagaya::syntax {
namespace {

constexpr std::string_view code = "toml-syntax";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

struct Range {
    size_t begin;
    size_t end;
};

// The name in a "[header]" or "[[header]]".
struct HeaderName {
    Range whole;
    Range last;  // part
};

class TreeBuilder {
public:
    TreeBuilder(std::string_view text, FileId file, size_t skipped)
        : text_(text), map_(text), file_(file), skipped_(skipped) {}

    // Nothing if the tree is deeper than the limit; `too_deep` then tells where.
    std::optional<TomlTable> build(const toml::table& root) {
        TomlTable made = table(root, 0);
        if (too_deep_) return std::nullopt;
        return made;
    }

    Span too_deep() const { return too_deep_.value_or(Span{}); }

    size_t offset(const toml::source_position& position) const { return map_.offset(position.line, position.column); }

private:
    Span span(Range range) const {
        return {.file = file_,
                .begin = static_cast<uint32_t>(skipped_ + range.begin),
                .end = static_cast<uint32_t>(skipped_ + range.end)};
    }

    Range range(const toml::source_region& region) const {
        const size_t begin = offset(region.begin);
        return {begin, std::max(begin, offset(region.end))};
    }

    TomlTable table(const toml::table& from, size_t depth) {
        TomlTable made;
        made.reserve(from.size());
        for (const auto& [key, node] : from) made.push_back(entry(key, node, depth + 1));
        std::ranges::sort(made, {}, [](const TomlEntry& entry) { return entry.key_at.begin; });
        return made;
    }

    TomlEntry entry(const toml::key& key, const toml::node& node, size_t depth) {
        Range key_at = range(key.source());
        Range at = range(node.source());
        if (const std::optional<HeaderName> name = header_of(node, at.begin, key_at.begin)) {
            // A table that only lies on the way of a header has no words but its key.
            const bool on_the_way = key_at.begin >= name->whole.begin && key_at.end < name->whole.end;
            if (!on_the_way) key_at = name->last;
            at = on_the_way ? key_at : name->whole;
        }
        return {.key = std::string(key.str()), .key_at = span(key_at), .value = value(node, at, depth)};
    }

    // The header that made `node`, if one did. Arrays and tables written as values begin after their key.
    std::optional<HeaderName> header_of(const toml::node& node, size_t begin, size_t key_begin) const {
        if (!node.is_table() && !node.is_array()) return std::nullopt;
        if (begin >= text_.size() || text_[begin] != '[') return std::nullopt;
        if (node.is_array() && key_begin < begin) return std::nullopt;
        return header_name(begin);
    }

    HeaderName header_name(size_t begin) const {
        TomlScanner scanner(text_.substr(begin));
        HeaderName name = {.whole = {begin, begin}, .last = {begin, begin}};
        bool is_first = true;
        for (;;) {
            const TomlToken token = scanner.next();
            if (token.kind == TomlKind::mark && text_[begin + token.begin] != ']') continue;
            if (token.kind != TomlKind::bare && token.kind != TomlKind::string) return name;
            name.last = {begin + token.begin, begin + token.end};
            if (std::exchange(is_first, false)) name.whole.begin = name.last.begin;
            name.whole.end = name.last.end;
        }
    }

    TomlValue value(const toml::node& node, Range at, size_t depth) {
        TomlValue made = {.value = false, .at = span(at)};
        if (depth > max_toml_depth) {
            if (!too_deep_) too_deep_ = made.at;
            return made;
        }
        if (const auto* text = node.as_string())
            made.value = text->get();
        else if (const auto* number = node.as_integer())
            made.value = number->get();
        else if (const auto* flag = node.as_boolean())
            made.value = flag->get();
        else if (const auto* inner = node.as_table())
            made.value = table(*inner, depth);
        else if (const auto* list = node.as_array())
            made.value = array(*list, depth);
        else
            made.value = other(node);
        return made;
    }

    TomlArray array(const toml::array& from, size_t depth) {
        TomlArray made;
        made.reserve(from.size());
        for (const toml::node& node : from) {
            Range at = range(node.source());
            const bool from_header = node.is_table() && at.begin < text_.size() && text_[at.begin] == '[';
            if (from_header) at = header_name(at.begin).whole;
            made.push_back(value(node, at, depth + 1));
        }
        return made;
    }

    static TomlOther other(const toml::node& node) {
        if (node.is_floating_point()) return {"float"};
        if (node.is_date()) return {"date"};
        if (node.is_time()) return {"time"};
        return {"date-time"};
    }

    std::string_view text_;
    CodePointMap map_;
    FileId file_;
    size_t skipped_;
    std::optional<Span> too_deep_;
};

struct TypeNamer {
    std::string_view operator()(const std::string&) const { return "string"; }
    std::string_view operator()(int64_t) const { return "integer"; }
    std::string_view operator()(bool) const { return "boolean"; }
    std::string_view operator()(const TomlOther& other) const { return other.type; }
    std::string_view operator()(const TomlArray&) const { return "array"; }
    std::string_view operator()(const TomlTable&) const { return "table"; }
};

}  // namespace

std::string_view type_name(const TomlValue& value) { return std::visit(TypeNamer(), value.value); }

const TomlValue* find(const TomlTable& table, std::string_view key) {
    const auto found = std::ranges::find(table, key, &TomlEntry::key);
    return found == table.end() ? nullptr : &found->value;
}

std::optional<TomlTable> parse_toml(const Sources& sources, FileId file, Report& report) {
    const std::optional<std::string_view> readable = readable_text(sources, file, code, report);
    if (!readable) return std::nullopt;
    // TOML 1.0 says nothing about a byte order mark; editors write it, and nothing but spans is touched by it.
    const size_t skipped = readable->starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    const std::string_view text = readable->substr(skipped);
    if (text.starts_with(byte_order_mark)) {  // the parser would skip this one, too, and place what follows wrongly
        const auto at = static_cast<uint32_t>(skipped);
        report.add({.code = code,
                    .message = "a second byte order mark",
                    .at = {.file = file, .begin = at, .end = at + 3},
                    .help = "remove it; one may stand at the very beginning"});
        return std::nullopt;
    }
    if (const std::optional<TomlLimit> limit = find_toml_limit(text)) {
        const uint32_t at = static_cast<uint32_t>(skipped + limit->at);
        report.add({.code = code, .message = limit->message, .at = {.file = file, .begin = at, .end = at + 1}});
        return std::nullopt;
    }
    const toml::parse_result parsed = toml::parse(text, std::string_view());
    TreeBuilder builder(text, file, skipped);
    if (!parsed) {
        const toml::parse_error& error = parsed.error();
        const TomlRefusal refusal = {.description = std::string(error.description()),
                                     .at = builder.offset(error.source().begin)};
        report.add(explain_toml_refusal(text, refusal, file, skipped));
        return std::nullopt;
    }
    std::optional<TomlTable> tree = builder.build(parsed.table());
    if (!tree)
        report.add({.code = code,
                    .message = concat("tables and arrays are nested deeper than ", max_toml_depth),
                    .at = builder.too_deep()});
    return tree;
}

std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const unsigned char byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || byte == 0x7f) {
            constexpr std::string_view digits = "0123456789abcdef";
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            out += c;
        }
    }
    return out += '"';
}

}  // namespace nagaya::syntax
