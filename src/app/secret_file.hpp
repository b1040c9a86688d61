// One encrypted file of a site: who may read it, reading it with the user's own identity, and writing it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/console.hpp"
#include "app/workspace.hpp"
#include "base/result.hpp"
#include "host/age.hpp"
#include "model/readers.hpp"

namespace nagaya::app {

/// The site for `nagaya secret`, whatever else is wrong with it; null after the user was told.
std::unique_ptr<Workspace> open_for_secrets(const std::string& root, Console& console);

/// The user's private key: `given`, else $NAGAYA_AGE_IDENTITY, else ~/.config/nagaya/identity, else this host's own.
Result<host::AgeIdentity> find_identity(const std::string& given);

/// What the service lists under that name, or null.
const model::Secret* find_listed(const Workspace& workspace, std::string_view service, std::string_view name);

/// False after the user was told: the site has no such service, or `name` cannot be a secret's.
bool can_be_secret(const Workspace& workspace, const std::string& service, const std::string& name, Console& console);

/// The text of an encrypted secret of the site.
Result<std::string> read_secret(const Workspace& workspace, const host::AgeIdentity& identity,
                                const std::string& service, const std::string& name);

/// `text` for everybody who has to read it, written to secrets/<service>/<name>.age. False after the user was told: nobody could
/// read it, or it is no env file where one is needed.
bool write_secret(const Workspace& workspace, const std::string& service, const std::string& name,
                  const std::string& text, Console& console);

}  // namespace nagaya::app
