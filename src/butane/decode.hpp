// A YAML tree into the structures of schema.hpp, as gopkg.in/yaml.v3 decodes for the reference: what it converts, drops and
// refuses, and in which words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/source.hpp"
#include "butane/dialect.hpp"
#include "butane/scalar.hpp"
#include "butane/schema.hpp"
#include "syntax/yaml.hpp"

namespace nagaya::butane {

/// A mistake of type: it is at `node`, and `message` is the reference's line.
struct TypeError {
    const syntax::YamlNode* node = nullptr;
    std::string message;
};

/// Reads one document. All type errors are collected; a failure ends the reading.
class Decoder {
public:
    /// Without a dialect (the header), every field is known.
    Decoder(const Sources& sources, const Dialect* dialect) : sources_(sources), dialect_(dialect) {}

    void decode(const syntax::YamlNode& root, Config& out);
    void decode(const syntax::YamlNode& root, Header& out);

    const std::vector<TypeError>& errors() const { return errors_; }
    /// What ended the reading: "yaml: …" without that word. Nothing if it went to the end.
    const std::optional<TypeError>& failure() const { return failure_; }
    /// "yaml: …" or "yaml: unmarshal errors:\n  line …"; "" when all is well.
    std::string message() const;

private:
    using Node = syntax::YamlNode;
    using Names = std::unordered_set<std::string_view>;
    /// What a type is called in messages: Go's name and package.
    enum class Package { none, base, fcos, openshift };
    struct TypeName {
        Package package = Package::none;
        std::string_view name;
        bool named_list = false;  ///< its list has a name too: with an "s"
    };
    template <class T>
    struct GoName;

    template <ignition::Described T>
    bool value(const Node& node, T& out, const TypeName& type);
    template <class T>
    bool value(const Node& node, std::vector<T>& out, const TypeName& type);
    template <class T>
    bool value(const Node& node, std::optional<T>& out, const TypeName& type);
    bool value(const Node& node, std::string& out, const TypeName& type);
    bool value(const Node& node, int64_t& out, const TypeName& type);
    bool value(const Node& node, bool& out, const TypeName& type);
    bool value(const Node& node, Labels& out, const TypeName& type);

    template <ignition::Described T>
    void mapping(const Node& node, T& out);
    template <ignition::Described T>
    void merge(const Node& parent, const Node& merged, T& out, Names* taken);
    template <ignition::Described T>
    void field(const Node& node, std::string_view name, T& out);
    template <class Struct, class Member>
    TypeName type_of(const ignition::Field<Struct, Member>& field) const;

    /// Follows an alias; null when it leads into itself or too far.
    const Node* enter(const Node& node);
    void leave(const Node& node);
    bool key_text(const Node& key, std::string_view& name);
    bool has_repeated_keys(const Node& node);
    std::optional<Scalar> scalar(const Node& node);
    void mismatch(const Node& node, std::string_view tag, std::string_view type);
    void fail(const Node& node, std::string message);
    size_t line(const Node& node) const;
    std::string type_name(const TypeName& type, bool list) const;
    std::string_view text_type(std::string_view structure, std::string_view field) const;

    const Sources& sources_;
    const Dialect* dialect_;
    std::vector<TypeError> errors_;
    std::optional<TypeError> failure_;
    std::unordered_set<const Node*> open_aliases_;
    Names* inherited_ = nullptr;  // what the mapping that merges this one has itself
    bool in_reference_ = false;
    size_t decoded_ = 0;
    size_t decoded_by_alias_ = 0;
    size_t bytes_by_alias_ = 0;
};

}  // namespace nagaya::butane
