#include "syntax/containerfile.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "syntax/readable.hpp"

namespace nagaya::syntax {
namespace {

constexpr std::string_view code = "containerfile-syntax";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

// "<<EOF", "<<-EOF" or "3<<'EOF'".
struct HereDocument {
    std::string end;
    bool strips_tabs = false;
};

std::optional<HereDocument> here_document(std::string_view word) {
    while (!word.empty() && word[0] >= '0' && word[0] <= '9') word.remove_prefix(1);
    if (!word.starts_with("<<")) return std::nullopt;
    word.remove_prefix(2);
    HereDocument found;
    if (word.starts_with('-')) {
        found.strips_tabs = true;
        word.remove_prefix(1);
    }
    if (word.size() > 2 && (word[0] == '"' || word[0] == '\'') && word.back() == word[0])
        word = word.substr(1, word.size() - 2);
    if (word.empty() || word.find_first_of("<\"'") != std::string_view::npos) return std::nullopt;
    found.end = word;
    return found;
}

class ContainerfileReader {
public:
    ContainerfileReader(FileId file, std::string_view text, Report& report)
        : file_(file), text_(text), report_(report) {}

    std::vector<Instruction> read() {
        directives();
        while (at_ < text_.size()) instruction();
        check_from();
        return std::move(instructions_);
    }

private:
    Span span(size_t begin, size_t end) const {
        return {.file = file_, .begin = static_cast<uint32_t>(begin), .end = static_cast<uint32_t>(end)};
    }

    void error(Span at, std::string message, std::string help) {
        report_.add({.code = code, .message = std::move(message), .at = at, .help = std::move(help)});
    }

    // Moves past the next line and returns it without its line break.
    std::string_view take_line() {
        const size_t newline = std::min(text_.find('\n', at_), text_.size());
        std::string_view line = text_.substr(at_, newline - at_);
        at_ = std::min(newline + 1, text_.size());
        if (line.ends_with('\r')) line.remove_suffix(1);
        return line;
    }

    // Directives are comments of the form "# name=value" before anything else.
    void directives() {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
        while (at_ < text_.size()) {
            const size_t begin = at_;
            const std::string_view line = trim(take_line());
            const size_t equals = line.find('=');
            const std::string_view name = line.starts_with('#') && equals != std::string_view::npos
                                              ? trim(line.substr(1, equals - 1))
                                              : std::string_view();
            if (name.empty() || !std::ranges::all_of(name, is_letter)) {
                at_ = begin;
                return;
            }
            if (upper(name) == "ESCAPE" && trim(line.substr(equals + 1)) == "`") escape_ = '`';
        }
    }

    void instruction() {
        size_t begin = 0;
        size_t end = 0;
        std::string joined;
        bool goes_on = true;
        while (goes_on && at_ < text_.size()) {
            const size_t line_begin = at_;
            const std::string_view line = take_line();
            std::string_view words = trim(line);
            if (words.empty() || words[0] == '#') {
                if (joined.empty()) return;
                continue;
            }
            if (joined.empty()) begin = line_begin + static_cast<size_t>(words.data() - line.data());
            end = line_begin + static_cast<size_t>(words.data() - line.data()) + words.size();
            goes_on = words.back() == escape_;
            if (goes_on) words.remove_suffix(1);
            // Lines are joined without anything between them, so the indent of the next one matters.
            joined +=
                joined.empty() ? words : line.substr(0, static_cast<size_t>(words.data() + words.size() - line.data()));
            if (joined.empty()) joined = " ";
        }
        if (!trim(joined).empty()) add(joined, span(begin, end));
    }

    void add(std::string_view joined, Span at) {
        std::vector<std::string_view> words = split_words(trim(joined));
        Instruction made = {.name = upper(words[0]), .words = {words.begin() + 1, words.end()}, .at = at};
        if (made.name == "RUN" || made.name == "COPY" || made.name == "ADD") skip_here_documents(made);
        instructions_.push_back(std::move(made));
    }

    void skip_here_documents(const Instruction& made) {
        for (const std::string& word : made.words) {
            const std::optional<HereDocument> document = here_document(word);
            if (!document) continue;
            bool ended = false;
            while (!ended && at_ < text_.size()) {
                std::string_view line = take_line();
                if (document->strips_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
                ended = line == document->end;
            }
            if (ended) continue;
            return error(made.at, concat("the here-document `", visible(document->end), "` has no end"),
                         concat("write a line `", visible(document->end), "` after it"));
        }
    }

    void check_from() {
        bool has_from = false;
        for (const Instruction& made : instructions_) {
            if (made.name == "FROM") {
                has_from = true;
                if (std::ranges::all_of(made.words, [](const std::string& word) { return word.starts_with("--"); }))
                    error(made.at, "`FROM` names no image", "write `FROM image`");
            } else if (!has_from && made.name != "ARG") {
                return error(made.at, concat("`", visible(made.name), "` stands before the first `FROM`"),
                             "begin with `FROM image`; only `ARG` may stand before it");
            }
        }
        if (!has_from) error(span(0, 0), "the file has no `FROM`", "begin with `FROM image`");
    }

    FileId file_;
    std::string_view text_;
    Report& report_;
    size_t at_ = 0;
    char escape_ = '\\';
    std::vector<Instruction> instructions_;
};

}  // namespace

std::vector<Instruction> parse_containerfile(const Sources& sources, FileId file, Report& report) {
    const std::optional<std::string_view> text = readable_text(sources, file, code, report);
    if (!text) return {};
    return ContainerfileReader(file, *text, report).read();
}

}  // namespace nagaya::syntax
