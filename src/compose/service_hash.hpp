// What the reference names a state of a service by: `com.docker.compose.config-hash`, and `docker compose config --hash`.
#pragma once

#include <string>

#include "compose/value.hpp"

namespace nagaya::compose {

/// SHA-256 of the service in its normal form (Form::json, without `service_environment`) as compact JSON, less what needs no new container: its
/// build, dependencies, profiles, pull policy and number. The reference prints structures in the order of their fields and escapes for HTML.
std::string service_hash(const Value& service);

}  // namespace nagaya::compose
