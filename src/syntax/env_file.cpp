// Values are secrets more often than not. No message here holds one, and none holds a line that is not understood, since
// that line may well be the second half of a pasted key.
#include "syntax/env_file.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "syntax/readable.hpp"

namespace nagaya::syntax {
namespace {

constexpr std::string_view code = "env-syntax";

// podman-run(1) "--env-file" and what the reader behind it does: white space before a name goes, everything behind the
// "=" is the value, quotes and trailing blanks included, and there are no continuation lines.
class EnvReader {
public:
    EnvReader(FileId file, std::string_view text, Report& report) : file_(file), text_(text), report_(report) {}

    std::vector<EnvEntry> read() {
        if (text_.starts_with("\xef\xbb\xbf")) {
            report_.add(
                {.code = code,
                 .message = "the file begins with a byte order mark",
                 .at = span(0, 3),
                 .help = "save it as UTF-8 without a byte order mark, which would become part of the first name",
                 .fixes = {{.at = span(0, 3), .replacement = ""}}});
            text_at_ = 3;
        }
        while (text_at_ < text_.size()) {
            const size_t newline = std::min(text_.find('\n', text_at_), text_.size());
            size_t end = newline;
            if (end > text_at_ && text_[end - 1] == '\r') --end;
            line(text_at_, end);
            text_at_ = newline + 1;
        }
        return std::move(entries_);
    }

private:
    Span span(size_t begin, size_t end) const {
        return {.file = file_, .begin = static_cast<uint32_t>(begin), .end = static_cast<uint32_t>(end)};
    }

    void error(Span at, std::string message, std::string help) {
        report_.add({.code = code, .message = std::move(message), .at = at, .help = std::move(help)});
    }

    void line(size_t begin, size_t end) {
        while (begin < end && is_blank(text_[begin])) ++begin;
        if (begin == end || text_[begin] == '#') return;
        const size_t equals = std::min(text_.find('=', begin), end);
        if (equals == end)
            return error(span(begin, end), "this line has no `=`",
                         "write `NAME=value`; a bare name would take its value from whoever starts the container");
        if (equals == begin)
            return error(span(begin, begin + 1), "this line has no name before the `=`", "write `NAME=value`");
        for (size_t i = begin; i < equals; ++i) {
            const unsigned char c = static_cast<unsigned char>(text_[i]);
            if (c <= ' ' || c == 0x7f)
                return error(span(begin, equals),
                             "the name before the `=` has white space or a control character in it",
                             "write `NAME=value` without blanks around the `=` and without `export`");
        }
        add({.name = std::string(text_.substr(begin, equals - begin)),
             .value = std::string(text_.substr(equals + 1, end - equals - 1)),
             .name_at = span(begin, equals),
             .value_at = span(equals + 1, end)});
    }

    void add(EnvEntry entry) {
        const auto [first, is_new] = seen_.try_emplace(entry.name, entry.name_at);
        if (!is_new) {
            report_.add({.code = code,
                         .message = concat("`", visible(entry.name), "` is given twice"),
                         .at = entry.name_at,
                         .labels = {{.at = first->second, .message = "first given here"}},
                         .help = "remove one of them"});
            return;
        }
        entries_.push_back(std::move(entry));
    }

    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r'; }

    FileId file_;
    std::string_view text_;
    Report& report_;
    size_t text_at_ = 0;
    std::vector<EnvEntry> entries_;
    std::unordered_map<std::string, Span> seen_;
};

}  // namespace

std::vector<EnvEntry> parse_env_file(const Sources& sources, FileId file, Report& report) {
    const std::optional<std::string_view> text = readable_text(sources, file, code, report);
    if (!text) return {};
    return EnvReader(file, *text, report).read();
}

}  // namespace nagaya::syntax
