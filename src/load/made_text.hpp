// Texts that were made of a Compose file, and where findings in them are told.
#pragma once

#include "load/reading.hpp"

namespace nagaya::load {

/// Has findings in `file` reported where the user wrote what its lines are made of, and in the words of that.
void remember_origins(Reading& reading, FileId file, MadeText made);

}  // namespace nagaya::load
