// The words of one command as a person copies it: what a shell would make of them, without a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compose/environment.hpp"

namespace nagaya::compose {

struct ShellWords {
    std::vector<std::string> words;
    std::vector<std::string> open;  ///< "$(id -u)", "$TAG": what only a shell could tell; it stays as written
    std::string problem;            ///< "a quote does not end", or "" when the text is one command
};

/// Quotes, backslashes, lines that go on behind a backslash, comments, `~`, $NAME, ${NAME} and $(pwd) as in sh(1). Pipes, redirections and a second
/// command are a problem. `variables` are those of the shell; HOME and PWD among them answer for `~` and $(pwd).
ShellWords split_shell_words(std::string_view text, const Lookup& variables);

}  // namespace nagaya::compose
