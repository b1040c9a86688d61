// nagaya lsp: the language server on standard input and output.
#pragma once

#include "app/console.hpp"

namespace nagaya::app {

/// Speaks the Language Server Protocol until the client says `exit` or goes away. The exit code is the protocol's: 0 after a
/// shutdown, else 1.
int lsp(Console& console);

}  // namespace nagaya::app
