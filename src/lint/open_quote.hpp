// systemd.syntax(7), "Quoting".
#pragma once

#include <string_view>

namespace nagaya::lint {

/// Where the quote stands that is never closed, as an offset in `text`; npos when all are. A backslash takes its meaning from the
/// character behind it, also between single quotes. Comments between the lines of a continued value are passed over.
size_t open_quote(std::string_view text);

/// "5s" without the quotes around it; other text as it is.
std::string_view without_quotes(std::string_view text);

}  // namespace nagaya::lint
