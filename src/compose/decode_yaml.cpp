#include "compose/decode_yaml.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "compose/scalars.hpp"

namespace nagaya::compose {

namespace {

using syntax::YamlNode;
using syntax::YamlStyle;

constexpr std::string_view code = "yaml-syntax";
constexpr std::string_view core = "tag:yaml.org,2002:";
constexpr size_t deepest = 200;

/// Mappings of more entries than this are asked by hash.
constexpr size_t few = 16;

/// Line breaks do not count; the padding must be there.
std::optional<std::string> decode_base64(std::string_view text) {
    std::string out;
    uint32_t bits = 0;
    size_t count = 0;
    size_t padding = 0;
    for (const char byte : text) {
        if (byte == '\n' || byte == '\r') continue;
        constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const size_t digit = alphabet.find(byte);
        padding += byte == '=' ? 1 : 0;
        if ((digit == std::string_view::npos || padding > 0) && byte != '=') return std::nullopt;
        bits = bits << 6 | static_cast<uint32_t>(byte == '=' ? 0 : digit);
        if (++count % 4 != 0) continue;
        for (const int shift : {16, 8, 0}) out += static_cast<char>(bits >> shift & 0xff);
    }
    if (count % 4 != 0 || padding > 2) return std::nullopt;
    out.resize(out.size() - padding);
    return out;
}

class Decoder {
public:
    Decoder(Texts& texts, Report& report, size_t& left) : texts_(texts), report_(report), left_(left) {}

    std::optional<Document> decode(const YamlNode& root) {
        document_.root = value(root);
        if (failed_) return std::nullopt;
        return std::move(document_);
    }

private:
    Value value(const YamlNode& node) {
        if (failed_) return Value::of_null(node.at);
        if (left_ == 0 || depth_ >= deepest) {
            fail({.code = code,
                  .message = left_ == 0 ? "the file has too many values once its aliases are copied"
                                        : concat("more than ", deepest, " levels are nested here"),
                  .at = node.at});
            return Value::of_null(node.at);
        }
        --left_;
        ++depth_;
        Value made = by_kind(node);
        --depth_;
        return made;
    }

    Value by_kind(const YamlNode& node) {
        switch (node.kind) {
            case YamlNode::Kind::scalar: return scalar(node);
            case YamlNode::Kind::sequence: return sequence(node);
            case YamlNode::Kind::mapping: return mapping(node);
            case YamlNode::Kind::alias: return alias(node);
        }
        return Value::of_null(node.at);
    }

    Value alias(const YamlNode& node) {
        if (std::ranges::find(open_, node.target) != open_.end() || node.target == nullptr) {
            fail({.code = code,
                  .message = concat("alias `*", node.text, "` stands inside what it stands for"),
                  .at = node.at});
            return Value::of_null(node.at);
        }
        open_.push_back(node.target);
        Value made = value(*node.target);
        open_.pop_back();
        return made;
    }

    Value scalar(const YamlNode& node) {
        std::string_view tag = node.tag;
        const bool plain = node.style == YamlStyle::plain;
        if (!tag.starts_with(core)) {
            if ((tag.empty() || tag == "!") && plain) return resolve_scalar(node.text, node.at, texts_);
            return Value::of_text(node.text, node.at);
        }
        tag.remove_prefix(core.size());
        if (tag == "str") return Value::of_text(node.text, node.at);
        if (tag == "binary") {
            auto bytes = decode_base64(node.text);
            if (!bytes) fail({.code = code, .message = "a `!!binary` value is not base64", .at = node.at});
            return Value::of_text(texts_.keep(std::move(bytes).value_or("")), node.at);
        }
        Value made = resolve_scalar(node.text, node.at, texts_);
        if (tag == "float" && made.is_integer()) return Value::of_real(static_cast<double>(made.number), node.at);
        using enum Value::Kind;
        const bool fits = (tag == "int" && made.kind == integer) || (tag == "float" && made.kind == real) ||
                          (tag == "bool" && made.kind == boolean) || (tag == "null" && made.kind == null) ||
                          (tag == "timestamp" && made.kind == date);
        if (!fits)
            fail({.code = code, .message = concat("`", visible(node.text), "` is not a `!!", tag, "`"), .at = node.at});
        return made;
    }

    Value sequence(const YamlNode& node) {
        Value made = Value::of_sequence(node.at);
        made.items.reserve(node.items.size());
        for (const auto* item : node.items) {
            const size_t step = keys_.size();
            keys_.emplace_back("[]");
            if (!noted(*item)) made.items.push_back(value(*item));
            keys_.resize(step);
        }
        return made;
    }

    /// Is the node to be left out (`!reset`)? Notes where it or `!override` stands.
    bool noted(const YamlNode& node) {
        const YamlNode& target = syntax::resolved(node);
        if (target.tag != "!reset" && target.tag != "!override") return false;
        document_.resets.push_back(keys_);
        return target.tag == "!reset";
    }

    Value mapping(const YamlNode& node) {
        Value made = Value::of_mapping(node.at);
        made.entries.reserve(node.pairs.size());
        if (repeats(node)) return made;
        const YamlNode* merged = nullptr;
        for (const auto& pair : node.pairs) {
            if (is_merge(*pair.key)) {
                merged = pair.value;
                continue;
            }
            const auto key = text_key(*pair.key);
            if (!key) continue;
            keys_.push_back(*key);
            if (!noted(*pair.value)) made.entries.push_back({*key, pair.key->at, value(*pair.value)});
            keys_.pop_back();
        }
        if (merged != nullptr && !failed_) merge(*merged, made);
        return made;
    }

    static bool is_merge(const YamlNode& key) {
        return key.is_scalar() && key.text == "<<" && key.style == YamlStyle::plain &&
               (key.tag.empty() || key.tag == "!" || key.tag == "tag:yaml.org,2002:merge");
    }

    /// The key as text; a number, a date, null or a collection is an error.
    std::optional<std::string_view> text_key(const YamlNode& node) {
        const YamlNode& key = syntax::resolved(node);
        if (key.is_scalar()) {
            const Value made = scalar(key);
            if (made.is_text()) return made.text;
            fail({.code = code,
                  .message = concat("the key `", visible(key.text), "` is a ", kind_name(made.kind), ", not a text"),
                  .at = node.at,
                  .help = "write it in quotes"});
        } else {
            fail({.code = code, .message = "a key is a list or a mapping, not a text", .at = node.at});
        }
        return std::nullopt;
    }

    /// Reports a key that stands twice.
    bool repeats(const YamlNode& node) {
        if (node.pairs.size() < 2) return false;
        const YamlNode* first = nullptr;
        const YamlNode* second = nullptr;
        if (node.pairs.size() <= few) {
            for (size_t i = 1; i < node.pairs.size() && second == nullptr; ++i)
                for (size_t j = 0; j < i; ++j)
                    if (node.pairs[i].key->text == node.pairs[j].key->text &&
                        node.pairs[i].key->kind == YamlNode::Kind::scalar)
                        first = node.pairs[j].key, second = node.pairs[i].key;
        } else {
            std::unordered_map<std::string_view, const YamlNode*> seen;
            for (const auto& pair : node.pairs) {
                const auto [there, fresh] = seen.emplace(pair.key->text, pair.key);
                if (fresh) continue;
                first = there->second;
                second = pair.key;
                break;
            }
        }
        if (second == nullptr) return false;
        fail({.code = code,
              .message = concat("the key `", visible(second->text), "` stands twice in this mapping"),
              .at = second->at,
              .labels = {{.at = first->at, .message = "first here"}}});
        return true;
    }

    /// Adds what the mapping under `<<` has and `made` has not; of several the first wins.
    void merge(const YamlNode& node, Value& made) {
        const YamlNode& target = syntax::resolved(node);
        Known known;
        if (target.is_mapping()) {
            add_missing(value(node), made, known);
        } else if (target.is_sequence()) {
            for (const auto* item : target.items) {
                if (!syntax::resolved(*item).is_mapping()) return fail_merge(*item);
                add_missing(value(*item), made, known);
            }
        } else {
            fail_merge(node);
        }
    }

    void fail_merge(const YamlNode& node) {
        fail({.code = code,
              .message = "`<<` merges something that is not a mapping",
              .at = node.at,
              .help = "merge a mapping, or a list of mappings"});
    }

    /// The keys of what is made, once there are so many that looking each up would cost more.
    using Known = std::optional<std::unordered_set<std::string_view>>;

    static void add_missing(Value from, Value& made, Known& known) {
        if (!known && made.entries.size() + from.entries.size() <= few) {
            for (auto& entry : from.entries)
                if (made.find(entry.key) == nullptr) made.entries.push_back(std::move(entry));
            return;
        }
        if (!known) {
            known.emplace();
            for (const auto& entry : made.entries) known->insert(entry.key);
        }
        for (auto& entry : from.entries)
            if (known->insert(entry.key).second) made.entries.push_back(std::move(entry));
    }

    void fail(Diagnostic diagnostic) {
        failed_ = true;
        report_.add(std::move(diagnostic));
    }

    Texts& texts_;
    Report& report_;
    size_t& left_;
    size_t depth_ = 0;
    bool failed_ = false;
    Document document_;
    ResetPath keys_;
    std::vector<const YamlNode*> open_;  // the targets of the aliases that are being copied
};

}  // namespace

std::optional<Document> decode_yaml(const YamlNode& root, Texts& texts, Report& report, size_t& left) {
    return Decoder(texts, report, left).decode(root);
}

}  // namespace nagaya::compose
