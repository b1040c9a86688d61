// nagaya generations, and what other commands need of generations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/console.hpp"
#include "app/target.hpp"
#include "apply/storage.hpp"
#include "base/result.hpp"
#include "state/generation.hpp"

namespace nagaya::app {

/// The numbers of the generations of a prefix, ascending. The document of an apply that was cut off before its commit point
/// does not count.
Result<std::vector<uint64_t>> committed_generations(const std::string& prefix, apply::Storage& storage);

/// One of them; its contents are named, not filled.
Result<state::Generation> load_generation(apply::Storage& storage, uint64_t number);

/// The youngest, which holds now; nothing before the first.
Result<std::optional<state::Generation>> current_generation(const std::string& prefix, apply::Storage& storage);

/// Gives every file of the state its bytes.
Result<void> fill_contents(state::HostState& state, apply::Storage& storage);

/// "2026-11-22 03:01" of seconds since 1970, in this machine's time.
std::string minute_text(int64_t time);

/// The prefix that a command is about: the one given, or the only one on this machine; else an error that lists them.
Result<std::string> prefix_of(const std::string& given);

struct GenerationsOptions {
    HostOptions where;
    std::string prefix;
    Format format = Format::text;
};

/// Lists what was applied, when and from which commit.
int generations(const GenerationsOptions& options, Console& console);

}  // namespace nagaya::app
