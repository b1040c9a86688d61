// Resources as JSON that can be read back. Shared by generations and by the plan in the journal.
#pragma once

#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "state/deployed.hpp"
#include "state/host_state.hpp"

namespace nagaya::state {

/// Everything of a resource but its origin. A file's content is named by digest, never written out.
Json resource_to_json(const ResourceId& id, const Resource& resource);

/// What resource_to_json wrote; a file's content is Content::named. Untrusted input: every member has a limit and a type.
Result<std::pair<ResourceId, Resource>> resource_from_json(const Json& json);

Json id_to_json(const ResourceId& id);
Result<ResourceId> id_from_json(const Json& json);

/// The parts of a record (state/deployed.hpp), for documents that hold one.
Json deployed_to_json(const Deployed& deployed);
Result<Deployed> deployed_from_json(const Json& json);

}  // namespace nagaya::state
