#include "app/terminal_filter.hpp"

#include <utility>

#include "base/text.hpp"

namespace nagaya::app {

namespace {

constexpr char escape = '\x1b';
constexpr char c1_lead = '\xc2';  // U+0080 to U+009F, which terminals take for ESC and a letter, begin with it in UTF-8
constexpr size_t longest_sequence = 24;

bool is_parameter(char c) { return (c >= '0' && c <= '9') || c == ';'; }

}  // namespace

std::string TerminalFilter::filter(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) take(c, out);
    return out;
}

bool TerminalFilter::is_allowed_end(char c) const {
    return c == 'm' || (redraws_ && (c == 'F' || c == 'K' || c == 'H' || c == 'J'));
}

void TerminalFilter::take(char c, std::string& out) {
    if (sequence_.empty()) {
        if (c == escape || c == c1_lead)
            sequence_ = c;
        else
            out += c == '\n' || c == '\t'                                ? std::string(1, c)
                   : (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) ? visible(std::string_view(&c, 1))
                                                                         : std::string(1, c);
        return;
    }
    if (sequence_.front() == c1_lead) {
        const std::string both = std::exchange(sequence_, {}) + c;
        const bool control = static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0xa0;
        if (control)
            out += concat("\\u00", static_cast<unsigned char>(c) < 0x90 ? "8" : "9",
                          std::string(1, "0123456789abcdef"[c & 15]));
        else if (static_cast<unsigned char>(c) >= 0xa0 && static_cast<unsigned char>(c) < 0xc0)
            out += both;
        else {
            out += c1_lead;
            take(c, out);
        }
        return;
    }
    const bool begins = sequence_.size() == 1 && c == '[';
    const bool goes_on = sequence_.size() > 1 && is_parameter(c) && sequence_.size() < longest_sequence;
    if (begins || goes_on) {
        sequence_ += c;
        return;
    }
    const std::string whole = std::exchange(sequence_, {});
    if (whole.size() > 1 && is_allowed_end(c)) {
        out += whole + c;
        return;
    }
    out += visible(whole);
    take(c, out);
}

}  // namespace nagaya::app
