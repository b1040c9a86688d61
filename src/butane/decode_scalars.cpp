// Single values, and the labels of a MachineConfig.
#include <algorithm>

#include "base/text.hpp"
#include "butane/decode.hpp"
#include "ignition/data_url.hpp"

namespace nagaya::butane {

namespace {

using syntax::YamlNode;

constexpr size_t most_alias_bytes = 64 << 20;

}  // namespace

bool Decoder::value(const Node& given, std::string& out, const TypeName& type) {
    const Node* node = enter(given);
    if (!node) return false;
    bool by_alias = !open_aliases_.empty();
    leave(given);
    if (!node->is_scalar()) {
        if (node->is_mapping() && has_repeated_keys(*node)) return false;
        mismatch(*node, node->is_sequence() ? "!!seq" : "!!map", type_name(type, false));
        return false;
    }
    auto found = scalar(*node);
    if (!found || found->kind == Scalar::Kind::null) return false;
    if (by_alias && (bytes_by_alias_ += node->text.size()) > most_alias_bytes) {
        fail(given, "document contains excessive aliasing");
        return false;
    }
    if (found->kind != Scalar::Kind::binary) {
        out = node->text;
        return true;
    }
    auto decoded = ignition::decode_base64(node->text);
    if (decoded.position) {
        fail(*node, "!!binary value contains invalid base64 data");
        return false;
    }
    out = std::move(decoded.bytes);
    return true;
}

bool Decoder::value(const Node& given, int64_t& out, const TypeName&) {
    const Node* node = enter(given);
    if (!node) return false;
    leave(given);
    if (!node->is_scalar()) {
        if (node->is_mapping() && has_repeated_keys(*node)) return false;
        mismatch(*node, node->is_sequence() ? "!!seq" : "!!map", "int");
        return false;
    }
    auto found = scalar(*node);
    if (!found || found->kind == Scalar::Kind::null) return false;
    constexpr double most = 9223372036854775807.0;
    if (found->kind == Scalar::Kind::integer) {
        out = found->integer;
        return true;
    }
    if (found->kind == Scalar::Kind::floating && found->floating < most && found->floating >= -most) {
        out = static_cast<int64_t>(found->floating);
        return true;
    }
    mismatch(*node, found->tag, "int");
    return false;
}

bool Decoder::value(const Node& given, bool& out, const TypeName&) {
    const Node* node = enter(given);
    if (!node) return false;
    leave(given);
    if (!node->is_scalar()) {
        if (node->is_mapping() && has_repeated_keys(*node)) return false;
        mismatch(*node, node->is_sequence() ? "!!seq" : "!!map", "bool");
        return false;
    }
    auto found = scalar(*node);
    if (!found || found->kind == Scalar::Kind::null) return false;
    auto one_of = [&](std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), node->text) != words.end();
    };
    if (found->kind == Scalar::Kind::boolean) {
        out = found->flag;
        return true;
    }
    if (found->kind == Scalar::Kind::text) {
        bool yes = one_of({"y", "Y", "yes", "Yes", "YES", "on", "On", "ON"});
        if (yes || one_of({"n", "N", "no", "No", "NO", "off", "Off", "OFF"})) {
            out = yes;
            return true;
        }
    }
    mismatch(*node, found->tag, "bool");
    return false;
}

bool Decoder::value(const Node& given, Labels& out, const TypeName&) {
    const Node* node = enter(given);
    if (!node) return false;
    leave(given);
    if (node->is_scalar()) {
        auto found = scalar(*node);
        if (!found) return false;
        if (found->kind == Scalar::Kind::null) return true;
        mismatch(*node, found->tag, "map[string]string");
        return false;
    }
    if (node->is_sequence()) {
        mismatch(*node, "!!seq", "map[string]string");
        return false;
    }
    if (has_repeated_keys(*node)) return false;
    for (const auto& pair : node->pairs) {
        std::string_view name;
        if (!key_text(*pair.key, name)) continue;
        std::string text;
        if (value(*pair.value, text, {.name = "string"})) out.emplace_back(std::string(name), text);
    }
    return true;
}

}  // namespace nagaya::butane
