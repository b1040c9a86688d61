#include "syntax/toml_keys.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "syntax/toml_scan.hpp"

namespace nagaya::syntax {
namespace {

using Range = TomlClash::Range;

struct Key {
    std::vector<Range> parts;
    Range whole() const { return {parts.front().begin, parts.back().end}; }
};

// The names of a text as a tree; each knows the key that named it first.
class KeyWalk {
public:
    explicit KeyWalk(std::string_view text) : text_(text), scanner_(text) { nodes_.push_back({}); }

    std::optional<TomlClash> run(size_t place) {
        TomlToken token = scanner_.next();
        bool line_starts = true;
        while (token.kind != TomlKind::end && token.kind != TomlKind::unterminated && token.begin <= place) {
            if (token.kind == TomlKind::newline) {
                line_starts = line_starts || open_.empty();
                token = scanner_.next();
                continue;
            }
            const bool is_mark = token.kind == TomlKind::mark;
            if (line_starts && is_mark && text_[token.begin] == '[') {
                token = header(token.begin == place);
            } else if (is_mark) {
                mark(text_[token.begin]);
                token = scanner_.next();
            } else if (line_starts || expects_key_) {
                token = key(token);
            } else {
                token = scanner_.next();
            }
            line_starts = false;
        }
        return clash_;
    }

private:
    struct Node {
        Range named = {0, 0};   // by this key
        uint32_t elements = 0;  // of an array of tables
    };
    struct Open {
        char bracket;
        size_t outside;  // the node its keys belong to, outside of it
    };

    std::string_view part(Range range) const {
        std::string_view name = text_.substr(range.begin, range.end - range.begin);
        if (name.size() >= 2 && (name[0] == '"' || name[0] == '\'')) name = name.substr(1, name.size() - 2);
        return name;
    }

    // Reads parts up to what is no part and no dot, and returns that.
    TomlToken read_parts(TomlToken token, Key& out) {
        for (;;) {
            if (token.kind != TomlKind::bare && token.kind != TomlKind::string) return token;
            out.parts.push_back({token.begin, token.end});
            token = scanner_.next();
            if (token.kind != TomlKind::mark || text_[token.begin] != '.') return token;
            token = scanner_.next();
        }
    }

    // The library finds a header that lies below a complete value once it has read the whole line, so its place is then the
    // next header, which is not to blame for where it lies.
    TomlToken header(bool at_place) {
        TomlToken token = scanner_.next();
        const bool is_array = token.kind == TomlKind::mark && text_[token.begin] == '[';
        if (is_array) token = scanner_.next();
        Key found;
        token = read_parts(token, found);
        if (found.parts.empty()) return token;
        const std::optional<TomlClash> before = clash_;
        current_ = enter(0, found, is_array);
        if (at_place && clash_ && !clash_->is_same_key) clash_ = before;
        while (token.kind == TomlKind::mark && text_[token.begin] == ']') token = scanner_.next();
        return token;
    }

    TomlToken key(TomlToken token) {
        Key found;
        token = read_parts(token, found);
        expects_key_ = false;
        value_of_ = enter(current_, found, false);
        return token;
    }

    void mark(char c) {
        if (c == '{' || c == '[') {
            open_.push_back({.bracket = c, .outside = current_});
            // Each element of an array is a place of its own.
            current_ = c == '{' && open_.size() > 1 && open_[open_.size() - 2].bracket == '[' ? fresh() : value_of_;
            expects_key_ = c == '{';
        } else if ((c == '}' || c == ']') && !open_.empty()) {
            current_ = open_.back().outside;
            open_.pop_back();
            expects_key_ = false;
        } else if (c == ',') {
            expects_key_ = !open_.empty() && open_.back().bracket == '{';
        }
    }

    size_t fresh() {
        nodes_.push_back({});
        return nodes_.size() - 1;
    }

    // Walks `found` down from `from`, remembers the clash if the end was there already, and returns the end.
    size_t enter(size_t from, const Key& found, bool is_array) {
        std::optional<Range> on_the_way;
        size_t at = from;
        for (size_t i = 0; i < found.parts.size(); ++i) {
            const bool last = i + 1 == found.parts.size();
            const auto [child, is_new] = children_.try_emplace({at, std::string(part(found.parts[i]))}, nodes_.size());
            at = child->second;
            if (is_new) {
                nodes_.push_back({.named = found.whole(), .elements = 0});
            } else if (!last) {
                on_the_way = nodes_[at].named;
            } else if (!(is_array && nodes_[at].elements > 0)) {
                clash_ = {.first = nodes_[at].named, .again = found.whole(), .is_same_key = true};
                on_the_way.reset();
            }
            if (last && is_array) ++nodes_[at].elements;
            if (nodes_[at].elements > 0) at = element(at);
        }
        if (on_the_way && !(clash_ && clash_->again.begin == found.whole().begin))
            clash_ = {.first = *on_the_way, .again = found.whole(), .is_same_key = false};
        return at;
    }

    // The newest element of an array of tables.
    size_t element(size_t array) {
        const std::string name = std::string(1, '\n') + std::to_string(nodes_[array].elements);
        const auto [child, is_new] = children_.try_emplace({array, name}, nodes_.size());
        if (is_new) nodes_.push_back({});
        return child->second;
    }

    std::string_view text_;
    TomlScanner scanner_;
    std::vector<Node> nodes_;
    std::map<std::pair<size_t, std::string>, size_t> children_;
    std::vector<Open> open_;
    size_t current_ = 0;   // the node that keys are added to
    size_t value_of_ = 0;  // the node whose value is being read
    bool expects_key_ = false;
    std::optional<TomlClash> clash_;
};

}  // namespace

std::optional<TomlClash> find_toml_clash(std::string_view text, size_t place) { return KeyWalk(text).run(place); }

}  // namespace nagaya::syntax
