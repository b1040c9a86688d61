// The words of one command as a person copies it: what a shell would make of them, without a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "compose/environment.hpp"

namespace nagaya::compose {

struct CommandWord {
    std::string text;
    Span at;

    /// Where the bytes from `begin` on stand: exactly, unless quotes or variables hide that.
    Span part(size_t begin) const;
};

/// The words of the whole file. Quotes, backslashes, lines that go on behind a backslash, comments, `~`, $NAME, ${NAME} and $(pwd) as in sh(1). Pipes, redirections and a
/// second command are errors (code "compose-value"); what only a shell could tell, such as `$(id -u)`, stays as written and is told as a loss.
/// `variables` are those of the shell; HOME and PWD among them answer for `~` and $(pwd).
std::vector<CommandWord> split_shell_words(const Sources& sources, FileId file, const Lookup& variables,
                                           Report& report);

/// A text of which split_shell_words makes these words, whatever the variables are.
std::string quote_shell_words(const std::vector<std::string>& words);

}  // namespace nagaya::compose
