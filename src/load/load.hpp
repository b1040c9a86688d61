// Files → model.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "model/site.hpp"
#include "model/tree.hpp"

namespace nagaya::load {

/// Reads a site as it is for one stage ("" = without overlays). Keeps going: what cannot be read is reported and left out.
/// Secrets come beside the tree as "service/name" → text.
model::Site load_site(const model::Tree& tree, const model::Tree& secrets, std::string_view stage, Sources& sources,
                      Report& report);

/// The same of a tree that was made for Quadlet files without a site: services/<name>/ holds them alone, and below its
/// directories too.
model::Site load_walked(const model::Tree& tree, Sources& sources, Report& report);

/// Gives an encrypted secret of `service` the text that its host read; an env file's mistakes are reported, without its text.
void take_decrypted(model::Secret& secret, std::string text, std::string_view service, Report& report);

/// Gives every account of the site its ids and every port without a target its loopback port: those of the lock stay, new ones
/// are the lowest free. Fails into the report when a range is used up. Returns true when the lock changed.
bool complete_lock(model::Site& site, Report& report);

/// nagaya.lock as text: sorted, one line per fact, with a heading that says who writes it.
std::string print_lock(const model::Lock& lock);

}  // namespace nagaya::load
