#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "syntax/containerfile.hpp"

namespace nagaya::syntax {
namespace {

// No name of an image is longer; it also ends definitions that double each other.
constexpr size_t max_expanded = 4096;

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view unquoted(std::string_view text) {
    if (text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0])
        return text.substr(1, text.size() - 2);
    return text;
}

class ImageCollector {
public:
    void take(const Instruction& instruction) {
        if (instruction.name == "ARG") {
            for (const std::string& word : instruction.words) define(word);
        } else if (instruction.name == "FROM") {
            from(instruction.words);
        } else if (instruction.name == "COPY" || instruction.name == "ADD") {
            flags(instruction.words, "--from=");
        } else if (instruction.name == "RUN") {
            flags(instruction.words, "--mount=");
        }
    }

    std::vector<std::string> images() && { return std::move(images_); }

private:
    void define(std::string_view word) {
        const size_t equals = word.find('=');
        if (equals == std::string_view::npos) return;
        const std::optional<std::string> value = expanded(unquoted(word.substr(equals + 1)));
        if (value) variables_.insert_or_assign(std::string(word.substr(0, equals)), *value);
    }

    void from(const std::vector<std::string>& words) {
        const auto image = std::ranges::find_if(words, [](const std::string& word) { return !word.starts_with("--"); });
        if (image == words.end()) return;
        add(*image);
        if (words.end() - image >= 3 && lower(image[1]) == "as") stages_.insert(lower(image[2]));
    }

    void flags(const std::vector<std::string>& words, std::string_view flag) {
        for (const std::string& word : words) {
            if (!word.starts_with("--")) return;
            if (!word.starts_with(flag)) continue;
            const std::string_view value = std::string_view(word).substr(flag.size());
            if (flag == "--from=") {
                add_source(value);
                continue;
            }
            for (const std::string_view part : split(value, ','))
                if (part.starts_with("from=")) add_source(part.substr(5));
        }
    }

    // A number is a stage counted from 0.
    void add_source(std::string_view name) {
        if (!parse_number(name)) add(name);
    }

    void add(std::string_view name) {
        const std::optional<std::string> image = expanded(unquoted(name));
        if (!image || image->empty() || *image == "scratch" || stages_.contains(lower(*image))) return;
        if (seen_.insert(*image).second) images_.push_back(*image);
    }

    // `text` with $NAME, ${NAME}, ${NAME:-default} and ${NAME:+alternative} replaced; nothing if a name has no value.
    std::optional<std::string> expanded(std::string_view text) const {
        std::string out;
        while (!text.empty()) {
            const size_t dollar = std::min(text.find('$'), text.size());
            out += text.substr(0, dollar);
            text.remove_prefix(dollar);
            if (text.empty()) break;
            text.remove_prefix(1);
            const std::optional<std::string> value = text.starts_with('{') ? braced(text) : plain(text);
            if (!value) return std::nullopt;
            out += *value;
            if (out.size() > max_expanded) return std::nullopt;
        }
        return out;
    }

    std::optional<std::string> value_of(std::string_view name) const {
        const auto found = variables_.find(name);
        if (found == variables_.end()) return std::nullopt;
        return found->second;
    }

    // Both take what they read off the front of `text`.
    std::optional<std::string> plain(std::string_view& text) const {
        const size_t length = static_cast<size_t>(std::ranges::find_if_not(text, is_name_char) - text.begin());
        const std::string_view name = text.substr(0, length);
        text.remove_prefix(length);
        return value_of(name);
    }

    std::optional<std::string> braced(std::string_view& text) const {
        const size_t close = text.find('}');
        if (close == std::string_view::npos) return std::nullopt;
        std::string_view inside = text.substr(1, close - 1);
        text.remove_prefix(close + 1);
        const size_t length = static_cast<size_t>(std::ranges::find_if_not(inside, is_name_char) - inside.begin());
        const std::optional<std::string> value = value_of(inside.substr(0, length));
        inside.remove_prefix(length);
        const bool empty_is_unset = inside.starts_with(':');
        if (empty_is_unset) inside.remove_prefix(1);
        if (inside.empty()) return empty_is_unset ? std::nullopt : value;
        const bool is_set = value && !(empty_is_unset && value->empty());
        if (inside[0] == '-') return is_set ? value : std::string(inside.substr(1));
        if (inside[0] == '+') return is_set ? std::string(inside.substr(1)) : std::string();
        return std::nullopt;
    }

    std::map<std::string, std::string, std::less<>> variables_;
    std::set<std::string> stages_;
    std::set<std::string> seen_;
    std::vector<std::string> images_;
};

}  // namespace

std::vector<std::string> base_images(const std::vector<Instruction>& instructions) {
    ImageCollector collector;
    for (const Instruction& instruction : instructions) collector.take(instruction);
    return std::move(collector).images();
}

}  // namespace nagaya::syntax
