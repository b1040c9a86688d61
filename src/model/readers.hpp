// Who may read the secrets of a service.
#pragma once

#include <string>
#include <vector>

#include "model/site.hpp"

namespace nagaya::model {

/// One public key that a secret is encrypted for.
struct Reader {
    std::string who;  ///< "host mouse", "recipient 1 of nagaya.toml"
    std::string key;  ///< as age(1) takes it
};

/// The people of nagaya.toml, and then the hosts that run the service and have a key, by name; each key once.
std::vector<Reader> readers_of(const Site& site, std::string_view service);

/// The hosts that run the service and have no key, by name: they cannot read what is encrypted.
std::vector<const Host*> hosts_without_key(const Site& site, std::string_view service);

}  // namespace nagaya::model
