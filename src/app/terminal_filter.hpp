// What another host writes, made fit for the terminal of whoever sits here.
#pragma once

#include <string>
#include <string_view>

namespace nagaya::app {

/// Lets through text, line breaks, tabs, colours (ECMA-48 SGR) and, with `redraws`, the cursor movements that nagaya's own
/// progress uses. Every other control character or sequence is made visible: a host that was taken over must not set the title,
/// fill the clipboard or write over what other hosts said. One object for each stream; sequences may be cut anywhere.
class TerminalFilter {
public:
    explicit TerminalFilter(bool redraws) : redraws_(redraws) {}

    std::string filter(std::string_view bytes);

private:
    void take(char c, std::string& out);
    bool is_allowed_end(char c) const;

    bool redraws_;
    std::string sequence_;  ///< that began and has not ended: ESC [ and parameters, or the first byte of a C1 control
};

}  // namespace nagaya::app
