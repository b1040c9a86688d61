// The journal, the store and the record of a host in memory, of which power may leave any part.
#pragma once

#include <functional>

#include "apply/fake_machine.hpp"
#include "apply/storage.hpp"

namespace nagaya::apply {

class FakeStorage : public Storage {
public:
    explicit FakeStorage(FakeMachine& host) : host_(host) {}

    /// The calls that come as these numbers (from 0) fail. What they were to do does not happen, but for an append, of which
    /// half is there.
    std::set<size_t> refused;
    size_t asked = 0;
    size_t syncs = 0;

    Result<std::string> read_journal() override;
    Result<void> append(std::string_view bytes) override;
    Result<void> sync() override;
    Result<void> cut_journal(size_t size) override;
    Result<void> keep(const state::Content& content) override;
    Result<void> fill(state::Content& content) override;
    Result<void> write_generation(uint64_t number, std::string_view text) override;
    Result<std::string> read_generation(uint64_t number) override;
    Result<void> remember(const state::Deployed& deployed) override;
    Result<state::Deployed> recall() override;

private:
    Result<void> write(const std::function<void(Disk&)>& effect);

    FakeMachine& host_;
    bool wrote_ = false;  // something that a sync is for
};

/// The world when power has failed and come back: of what was not synced the first `kept` bytes are there, and, if `names_too`,
/// paths are as they were when they were last settled.
World after_power_cut(World world, size_t kept, bool names_too = false);

}  // namespace nagaya::apply
