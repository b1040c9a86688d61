// YAML as a tree whose every node knows its place. The library that reads it (libyaml, of which the YAML packages of Go
// are a port: what Compose and Butane accept is what it accepts) stays behind yaml.cpp.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace nagaya::syntax {

struct YamlNode;

/// One entry of a mapping. A key may be any node; readers that want text ask for `key->is_scalar()`.
struct YamlPair {
    const YamlNode* key = nullptr;
    const YamlNode* value = nullptr;
};

/// How a scalar was written: only a plain one can be a number, a truth value or null.
enum class YamlStyle { plain, single_quoted, double_quoted, literal, folded };

/// A node as it stands in the file: aliases are nodes of their own, `<<` is a plain key, and nothing is expanded. Nodes live
/// as long as their document and do not move; an alias points back at a node of the same document, perhaps at one that
/// it is a part of (`a: &a [*a]`), so whoever follows aliases counts.
struct YamlNode {
    enum class Kind { scalar, sequence, mapping, alias };
    Kind kind = Kind::scalar;
    YamlStyle style = YamlStyle::plain;  ///< of a scalar
    bool flow = false;                   ///< `[a, b]`, `{a: b}`
    std::string_view text;               ///< of a scalar, unescaped; of an alias its anchor's name
    std::string_view tag;                ///< as resolved ("tag:yaml.org,2002:str", "!reset"), "" when none was written
    std::string_view anchor;             ///< "" when none was written
    Span at;  ///< with quotes; of block collections from the first byte to the last child's end
    std::vector<const YamlNode*> items;  ///< of a sequence
    std::vector<YamlPair> pairs;         ///< of a mapping, in file order; a key may stand twice
    const YamlNode* target = nullptr;    ///< of an alias: the last node before it that bears the anchor

    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_sequence() const { return kind == Kind::sequence; }
    bool is_mapping() const { return kind == Kind::mapping; }
    bool is_alias() const { return kind == Kind::alias; }
};

/// What the library says of a file that is not YAML, for those who must repeat another tool's words.
struct YamlProblem {
    enum class Stage { reader, scanner, parser, composer, limit } stage = Stage::parser;
    std::string problem;      ///< "mapping values are not allowed in this context"
    std::string context;      ///< "while scanning a simple key", or ""
    size_t problem_line = 0;  ///< from 0, as the library counts
    size_t context_line = 0;  ///< from 0
    Span at;                  ///< where the problem is
    Span context_at;          ///< where the context began
};

/// What to do about it, in our words; `found` is the text at the problem.
std::string_view advice(const YamlProblem& problem, std::string_view found);

/// What a file may have; going over one is a problem of stage `limit`.
struct YamlLimits {
    size_t bytes = 4 << 20;
    size_t depth = 100;  ///< nested collections
    size_t nodes = 1'000'000;
    size_t documents = 100;
};

/// The documents of one file.
class YamlStream {
public:
    /// The root of each document, in order; an empty document's root is a plain scalar without text.
    std::span<const YamlNode* const> documents() const { return roots_; }
    size_t nodes() const { return nodes_.size(); }

private:
    friend class YamlBuilder;
    std::deque<YamlNode> nodes_;
    std::deque<std::string> texts_;  // what `text`, `tag` and `anchor` are views of
    std::vector<const YamlNode*> roots_;
};

struct YamlResult {
    YamlStream stream;  ///< the documents before the problem, if there is one
    std::optional<YamlProblem> problem;
};

/// Reads a whole file. A byte order mark is skipped; NUL bytes and bytes that are not UTF-8 are problems of stage `reader`.
/// Never throws, and time and memory are bounded by `limits`.
YamlResult read_yaml(const Sources& sources, FileId file, const YamlLimits& limits = {});

/// `read_yaml`, with the problem as one error (code "yaml-syntax") and nothing; no error for an empty file.
std::optional<YamlStream> parse_yaml(const Sources& sources, FileId file, Report& report,
                                     const YamlLimits& limits = {});

/// The value of the last pair of `mapping` whose key is a scalar with this text, or null.
const YamlNode* find(const YamlNode& mapping, std::string_view key);

/// The node that `node` stands for: itself, or what an alias leads to.
const YamlNode& resolved(const YamlNode& node);

}  // namespace nagaya::syntax
