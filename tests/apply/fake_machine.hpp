// A host in memory: does what the real one does as far as order, records and restarts are concerned, and is stricter. Every
// unit remembers what it was started with, so that a test can ask whether what runs is what the site says.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "apply/machine.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "state/host_state.hpp"

namespace nagaya::apply {

using state::Kind;
using state::ResourceId;

/// What a unit runs with: path or image → content.
using Snapshot = std::map<std::string, std::string>;

/// What a disk holds of the journal and the store. The tail is what was written and not synced: it can be read, and is gone in
/// whole or in part when power fails.
struct Disk {
    std::string journal;                          ///< synced
    std::string tail;                             ///< and what follows
    std::map<std::string, std::string> store;     ///< digest → bytes, synced
    std::map<std::string, std::string> unsynced;  ///< not yet
    std::map<uint64_t, std::string> generations;
    state::Deployed record;
};

/// Everything of the host that can be copied, so that one world can be the beginning of many.
struct World {
    state::HostState disk;                        ///< accounts, directories, files, links, images
    std::map<ResourceId, state::Resource> names;  ///< directories, files and links that no end of power takes away
    std::map<ResourceId, state::Unit> units;      ///< active and enabled, as the managers see them
    std::set<std::string> managers;               ///< accounts whose manager answers
    std::map<ResourceId, Snapshot> started_with;  ///< of units that run, or ran to their end
    std::map<ResourceId, std::string> loaded;     ///< definitions as of the last reload
    std::map<std::string, size_t> migrations;     ///< hooks that run once: digest → times they ran
    Disk storage;
};

class FakeMachine : public Machine {
public:
    explicit FakeMachine(World start = {}) : world(std::move(start)) {}

    World world;
    /// Refuses the deeds that come as these numbers (from 0).
    std::set<size_t> refused;
    size_t asked = 0;                ///< deeds so far, refused ones too
    std::vector<std::string> deeds;  ///< texts, in the order done
    /// Gets a copy of the world as it is after each deed and each effect on the storage.
    std::vector<World>* instants = nullptr;
    std::mutex mutex;

    Result<void> perform(const plan::Action& action, const Progress& progress) override;
    Result<void> settle() override;
    std::vector<std::string> last_log_lines(const state::Unit&, size_t) override { return {"log line"}; }

    /// With `mutex` held.
    void note_instant() {
        if (instants) instants->push_back(world);
    }

    /// What `observe` would see.
    state::HostState observe(const state::HostState& desired) const;
    /// Paths are as they were when they were last settled.
    void lose_names();
    /// The machine comes up again: nothing runs but what is enabled or a Quadlet with [Install]; managers have read everything.
    void reboot();
    /// Everything that is not as `desired` says, in words; `only` limits it to some services.
    std::vector<std::string> wrong(const state::HostState& desired, const std::set<std::string>* only = nullptr) const;

private:
    Result<void> effect(const plan::Action& action);

    Result<void> act(const plan::SetAccounts& deed);
    Result<void> act(const plan::AwaitManager& deed);
    Result<void> act(const plan::PutDirectory& deed);
    Result<void> act(const plan::PutFile& deed);
    Result<void> act(const plan::PutSymlink& deed);
    Result<void> act(const plan::RemoveFile& deed);
    Result<void> act(const plan::RemoveDirectory& deed);
    Result<void> act(const plan::RunHook& deed);
    Result<void> act(const plan::ProvideImage& deed);
    Result<void> act(const plan::ReloadManager& deed);
    Result<void> act(const plan::ChangeUnit& deed);
    Result<void> act(const plan::AwaitHealth& deed);
    Result<void> act(const plan::RemovePodmanObject& deed);
    Result<void> act(const plan::PurgeTree& deed);
    Result<void> act(const plan::PurgeAccount& deed);

    Result<void> needs_parent(const std::string& path) const;
    Result<void> needs_owner(const state::Owner& owner) const;
    Result<void> needs_account(const std::string& account) const;
    Result<void> needs_manager(const std::string& account) const;
    bool is_empty(const std::string& directory) const;
    /// Unit → its text with all drop-ins, as on disk now, for one account's manager.
    std::map<ResourceId, std::string> definitions(const std::string& account) const;
    Result<Snapshot> snapshot(const ResourceId& unit, const std::string& definition) const;
    void put(Kind kind, const std::string& scope, const std::string& name, decltype(state::Resource::value) value);
    void erase(Kind kind, const std::string& name);
};

/// A watcher that keeps what it is told, and complains when it is called twice at once.
class Witness : public Watcher {
public:
    std::vector<std::string> told;
    bool overlapped = false;

    void step_started(const plan::Step& step) override { tell("start", step); }
    void step_progress(const plan::Step& step, std::string_view line) override {
        tell(concat("progress ", line), step);
    }
    void step_done(const plan::Step& step) override { tell("done", step); }
    void step_failed(const plan::Step& step, const Error& error, const std::vector<std::string>& log) override {
        tell(concat("failed (", error.message, ", ", log.size(), " lines)"), step);
    }
    void step_skipped(const plan::Step& step) override { tell("skipped", step); }
    void going_back(const std::set<std::string>& services, std::string_view why) override {
        if (inside_.test_and_set()) overlapped = true;
        told.push_back(concat("back ", join({services.begin(), services.end()}, " "), ": ", why));
        inside_.clear();
    }

private:
    void tell(std::string_view what, const plan::Step& step) {
        if (inside_.test_and_set()) overlapped = true;
        told.push_back(concat(what, ' ', step.id));
        inside_.clear();
    }
    std::atomic_flag inside_;
};

}  // namespace nagaya::apply
