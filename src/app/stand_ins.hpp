// What takes the place of secrets where a host is only tried out.
#pragma once

#include <string>
#include <vector>

#include "app/workspace.hpp"
#include "base/result.hpp"

namespace nagaya::app {

/// Puts a text that is nobody's secret in the place of each one that the services of `host` list, and reads the site again. Env
/// files keep their variables' names as far as this user can read them; else there is one, called like the secret. Returns
/// the names ("service/name") whose variables could not be known.
std::vector<std::string> put_stand_ins(Workspace& workspace, const std::string& host);

/// Puts the secrets themselves, decrypted with the user's own identity, in the place of the encrypted ones of `host`, which a host
/// just made could not read, and reads the site again. They stay in memory.
Result<void> put_real_secrets(Workspace& workspace, const std::string& host);

}  // namespace nagaya::app
