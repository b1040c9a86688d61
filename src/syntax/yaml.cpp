#include "syntax/yaml.hpp"

#include <yaml.h>

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace nagaya::syntax {
namespace {

constexpr std::string_view code = "yaml-syntax";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// The library counts code points; this finds their bytes. Every 64th place is noted, the rest is walked.
class ByteOffsets {
public:
    explicit ByteOffsets(std::string_view text) : text_(text) {
        ascii_ = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        if (ascii_) return;
        size_t count = 0;
        for (size_t at = 0; at < text.size(); at += decode_utf8(text.substr(at)).length, ++count)
            if (count % step == 0) noted_.push_back(static_cast<uint32_t>(at));
    }

    size_t of(size_t code_point) const {
        if (ascii_) return std::min(code_point, text_.size());
        if (code_point / step >= noted_.size()) return text_.size();
        size_t at = noted_[code_point / step];
        for (size_t left = code_point % step; left > 0 && at < text_.size(); --left)
            at += decode_utf8(text_.substr(at)).length;
        return at;
    }

private:
    static constexpr size_t step = 64;
    std::string_view text_;
    bool ascii_ = true;
    std::vector<uint32_t> noted_;
};

struct DeleteParser {
    void operator()(yaml_parser_t* parser) const {
        yaml_parser_delete(parser);
        delete parser;
    }
};

/// Frees an event's strings when the next one comes.
class Event {
public:
    Event() = default;
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() { yaml_event_delete(&event_); }

    bool next(yaml_parser_t& parser) {
        yaml_event_delete(&event_);
        return yaml_parser_parse(&parser, &event_) == 1;
    }
    const yaml_event_t* operator->() const { return &event_; }

private:
    yaml_event_t event_{};
};

std::string_view view(const yaml_char_t* text) {
    return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

YamlStyle style_of(yaml_scalar_style_t style) {
    switch (style) {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: return YamlStyle::single_quoted;
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return YamlStyle::double_quoted;
        case YAML_LITERAL_SCALAR_STYLE: return YamlStyle::literal;
        case YAML_FOLDED_SCALAR_STYLE: return YamlStyle::folded;
        default: return YamlStyle::plain;
    }
}

}  // namespace

class YamlBuilder {
public:
    YamlBuilder(std::string_view text, FileId file, const YamlLimits& limits)
        : whole_(text),
          skipped_(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0),
          text_(text.substr(skipped_)),
          offsets_(text_),
          file_(file),
          limits_(limits) {}

    YamlResult build() {
        if (whole_.size() > limits_.bytes) {
            limit(concat("the file has more than ", limits_.bytes, " bytes"), {.file = file_, .begin = 0, .end = 0});
            return std::move(result_);
        }
        std::unique_ptr<yaml_parser_t, DeleteParser> parser(new yaml_parser_t{});
        if (yaml_parser_initialize(parser.get()) == 0) {
            limit("there is no memory to read it", {.file = file_, .begin = 0, .end = 0});
            return std::move(result_);
        }
        yaml_parser_set_encoding(parser.get(), YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(parser.get(), reinterpret_cast<const unsigned char*>(text_.data()), text_.size());
        Event event;
        while (!result_.problem) {
            if (!event.next(*parser)) {
                fail(*parser);
                break;
            }
            if (event->type == YAML_STREAM_END_EVENT) break;
            take(event);
        }
        return std::move(result_);
    }

private:
    Span span(size_t begin, size_t end) const {
        return {.file = file_,
                .begin = static_cast<uint32_t>(skipped_ + begin),
                .end = static_cast<uint32_t>(skipped_ + std::max(begin, end))};
    }

    Span span(const Event& event) const {
        return span(offsets_.of(event->start_mark.index), offsets_.of(event->end_mark.index));
    }

    void take(const Event& event) {
        switch (event->type) {
            case YAML_DOCUMENT_START_EVENT: anchors_.clear(); break;
            case YAML_ALIAS_EVENT: alias(event); break;
            case YAML_SCALAR_EVENT: scalar(event); break;
            case YAML_SEQUENCE_START_EVENT:
                open(event, YamlNode::Kind::sequence, view(event->data.sequence_start.anchor),
                     view(event->data.sequence_start.tag),
                     event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
                break;
            case YAML_MAPPING_START_EVENT:
                open(event, YamlNode::Kind::mapping, view(event->data.mapping_start.anchor),
                     view(event->data.mapping_start.tag), event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
                break;
            case YAML_SEQUENCE_END_EVENT:
            case YAML_MAPPING_END_EVENT: close(event); break;
            default: break;
        }
    }

    void alias(const Event& event) {
        const std::string_view name = view(event->data.alias.anchor);
        const auto found = anchors_.find(name);
        if (found == anchors_.end()) {
            result_.problem = YamlProblem{.stage = YamlProblem::Stage::composer,
                                          .problem = concat("unknown anchor '", name, "' referenced"),
                                          .context = {},
                                          .problem_line = event->start_mark.line,
                                          .context_line = 0,
                                          .at = span(event),
                                          .context_at = span(event)};
            return;
        }
        YamlNode* node = make(YamlNode::Kind::alias, span(event), {}, {});
        if (node == nullptr) return;
        node->text = found->first;
        node->target = found->second;
        add(node);
    }

    void scalar(const Event& event) {
        const auto& scalar = event->data.scalar;
        Span at = span(event);
        // The mark behind a block scalar stands on the line after it.
        if (scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE)
            while (at.end > at.begin && std::string_view(" \r\n").contains(whole_[at.end - 1])) --at.end;
        YamlNode* node = make(YamlNode::Kind::scalar, at, view(scalar.anchor), view(scalar.tag));
        if (node == nullptr) return;
        node->style = style_of(scalar.style);
        if (node->style == YamlStyle::double_quoted && whole_.substr(at.begin, at.end - at.begin).contains("\\/"))
            refuse_solidus(at);
        node->text = kept({reinterpret_cast<const char*>(scalar.value), scalar.length}, at,
                          node->style == YamlStyle::plain ? 0 : 1);
        add(node);
    }

    /// `\/` came with YAML 1.2: the library reads it, and its ports to Go do not.
    void refuse_solidus(Span at) {
        for (size_t i = at.begin; i + 1 < at.end && !result_.problem; ++i) {
            if (whole_[i] != '\\' || whole_[++i] != '/') continue;
            const std::string_view before = whole_.substr(0, i);
            const auto line = static_cast<size_t>(std::ranges::count(before, '\n'));
            const Span escape{.file = file_, .begin = static_cast<uint32_t>(i), .end = static_cast<uint32_t>(i + 1)};
            result_.problem = YamlProblem{.stage = YamlProblem::Stage::scanner,
                                          .problem = "found unknown escape character",
                                          .context = "while parsing a quoted scalar",
                                          .problem_line = line,
                                          .context_line = line,
                                          .at = escape,
                                          .context_at = {.file = file_, .begin = at.begin, .end = at.begin + 1}};
        }
    }

    void open(const Event& event, YamlNode::Kind kind, std::string_view anchor, std::string_view tag, bool flow) {
        YamlNode* node = make(kind, span(event), anchor, tag);
        if (node == nullptr) return;
        node->flow = flow;
        add(node);
        open_.push_back({.node = node, .key = nullptr});
        if (open_.size() > limits_.depth)
            limit(concat("collections are nested more than ", limits_.depth, " deep"), node->at);
    }

    void close(const Event& event) {
        YamlNode& node = *open_.back().node;
        open_.pop_back();
        // A block collection's own mark stands at the next token, which may be far away.
        if (node.flow)
            node.at.end = std::max(node.at.begin, span(event).end);
        else if (!node.items.empty())
            node.at.end = std::max(node.at.end, node.items.back()->at.end);
        else if (!node.pairs.empty())
            node.at.end =
                std::max(node.at.end, std::max(node.pairs.back().key->at.end, node.pairs.back().value->at.end));
    }

    YamlNode* make(YamlNode::Kind kind, Span at, std::string_view anchor, std::string_view tag) {
        if (result_.stream.nodes_.size() >= limits_.nodes) {
            limit(concat("the file has more than ", limits_.nodes, " values"), at);
            return nullptr;
        }
        YamlNode& node = result_.stream.nodes_.emplace_back();
        node.kind = kind;
        node.at = at;
        if (!tag.empty()) node.tag = result_.stream.texts_.emplace_back(tag);
        if (!anchor.empty()) {
            node.anchor = result_.stream.texts_.emplace_back(anchor);
            anchors_[node.anchor] = &node;
        }
        return &node;
    }

    /// `value` as a view that lives as long as the stream: of the file itself where it stands there word for word.
    std::string_view kept(std::string_view value, Span at, size_t quote) {
        const size_t begin = at.begin + quote;
        if (begin + value.size() <= whole_.size() && whole_.substr(begin, value.size()) == value)
            return whole_.substr(begin, value.size());
        return result_.stream.texts_.emplace_back(value);
    }

    void add(const YamlNode* node) {
        if (open_.empty()) {
            result_.stream.roots_.push_back(node);
            if (result_.stream.roots_.size() > limits_.documents)
                limit(concat("the file has more than ", limits_.documents, " documents"), node->at);
            return;
        }
        Open& parent = open_.back();
        if (parent.node->kind == YamlNode::Kind::sequence) {
            parent.node->items.push_back(node);
        } else if (parent.key == nullptr) {
            parent.key = node;
        } else {
            parent.node->pairs.push_back({.key = std::exchange(parent.key, nullptr), .value = node});
        }
    }

    void limit(std::string problem, Span at) {
        if (result_.problem) return;
        result_.problem = YamlProblem{.stage = YamlProblem::Stage::limit,
                                      .problem = std::move(problem),
                                      .context = {},
                                      .problem_line = 0,
                                      .context_line = 0,
                                      .at = at,
                                      .context_at = at};
    }

    void fail(const yaml_parser_t& parser) {
        const bool reader = parser.error == YAML_READER_ERROR;
        const auto place = [&](size_t begin) {
            return span(begin, begin < text_.size() ? begin + decode_utf8(text_.substr(begin)).length : begin);
        };
        const size_t at =
            reader ? std::min(parser.problem_offset, text_.size()) : offsets_.of(parser.problem_mark.index);
        using Stage = YamlProblem::Stage;
        result_.problem = YamlProblem{.stage = reader                               ? Stage::reader
                                               : parser.error == YAML_SCANNER_ERROR ? Stage::scanner
                                                                                    : Stage::parser,
                                      .problem = parser.problem ? parser.problem : "out of memory",
                                      .context = parser.context && !reader ? parser.context : "",
                                      .problem_line = reader ? 0 : parser.problem_mark.line,
                                      .context_line = reader ? 0 : parser.context_mark.line,
                                      .at = place(at),
                                      .context_at = place(reader ? at : offsets_.of(parser.context_mark.index))};
    }

    struct Open {
        YamlNode* node;
        const YamlNode* key;
    };

    std::string_view whole_;
    size_t skipped_;
    std::string_view text_;
    ByteOffsets offsets_;
    FileId file_;
    const YamlLimits& limits_;
    YamlResult result_;
    std::vector<Open> open_;
    std::unordered_map<std::string_view, const YamlNode*> anchors_;
};

YamlResult read_yaml(const Sources& sources, FileId file, const YamlLimits& limits) {
    return YamlBuilder(sources.text(file), file, limits).build();
}

std::optional<YamlStream> parse_yaml(const Sources& sources, FileId file, Report& report, const YamlLimits& limits) {
    YamlResult result = read_yaml(sources, file, limits);
    if (!result.problem) return std::move(result.stream);
    YamlProblem& problem = *result.problem;
    std::vector<Label> labels;
    if (!problem.context.empty() && problem.context_at != problem.at)
        labels.push_back({.at = problem.context_at, .message = problem.context});
    std::string help(advice(problem, sources.text(problem.at)));
    report.add({.code = code,
                .message = std::move(problem.problem),
                .at = problem.at,
                .labels = std::move(labels),
                .help = std::move(help)});
    return std::nullopt;
}

std::string_view advice(const YamlProblem& problem, std::string_view found) {
    if (problem.stage == YamlProblem::Stage::limit) return "split the file, or leave out what is repeated";
    if (problem.stage == YamlProblem::Stage::reader) return "write the file as UTF-8 text without control characters";
    if (problem.stage == YamlProblem::Stage::composer) return "name the value before it is used: `key: &name value`";
    if (found.starts_with('\t')) return "indent with blanks: YAML allows no tab here";
    if (problem.problem.contains("mapping values are not allowed"))
        return "put a value that holds `: ` in quotes, or begin the key on a line of its own";
    if (problem.problem.contains("cannot start any token")) return "put the value in quotes";
    if (problem.problem.contains("could not find expected ':'"))
        return "write `key: value`, with a blank behind the colon";
    if (problem.problem.contains("unknown escape"))
        return "write the character itself, or put the text in single quotes";
    if (problem.context.contains("quoted scalar")) return "close the quotes";
    return "compare the indentation with the lines around it";
}

const YamlNode* find(const YamlNode& mapping, std::string_view key) {
    const YamlNode* found = nullptr;
    for (const YamlPair& pair : mapping.pairs)
        if (pair.key->is_scalar() && pair.key->text == key) found = pair.value;
    return found;
}

const YamlNode& resolved(const YamlNode& node) {
    // The builder lets an alias lead to a node that is none.
    return node.is_alias() ? *node.target : node;
}

}  // namespace nagaya::syntax
