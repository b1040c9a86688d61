// A text that must not touch the disk, in the user's editor.
#pragma once

#include <string>

#include "base/result.hpp"

namespace nagaya::app {

/// The text as the user left it in $VISUAL, $EDITOR or vi. Meanwhile it stands as `name` in a directory of its own, mode 0700, of a
/// file system in memory ($XDG_RUNTIME_DIR or /dev/shm), so that what an editor leaves beside its file is in memory too; the
/// directory goes afterwards. An editor that fails changes nothing.
Result<std::string> edit_in_memory(const std::string& name, const std::string& text);

}  // namespace nagaya::app
