// What an apply must not forget, on this host's disk: <root>/PREFIX/journal, store/, generations/N.json and deployed.json.
// Directories are 0700, files 0600. Everything here that writes is called under the apply lock (host/apply_lock.hpp).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "apply/storage.hpp"
#include "host/deployed_record.hpp"

namespace nagaya::host {

/// The storage of one prefix. Nothing is made before something is written. Threads that call `sync` at once share one.
std::unique_ptr<apply::Storage> make_storage(std::string_view prefix, std::string_view root = record_root);

// For `generations` and `prune`.

/// The numbers of the generations that are there, ascending.
Result<std::vector<uint64_t>> list_generations(std::string_view prefix, std::string_view root = record_root);
/// Removes a generation's document, durably, so that contents it alone names can go after it. Absent is fine.
Result<void> remove_generation(std::string_view prefix, uint64_t number, std::string_view root = record_root);
/// The digests of the contents in the store, sorted.
Result<std::vector<std::string>> list_contents(std::string_view prefix, std::string_view root = record_root);
/// Removes a content; how many bytes that freed. Absent is 0.
Result<uint64_t> remove_content(std::string_view prefix, const std::string& digest,
                                std::string_view root = record_root);

}  // namespace nagaya::host
