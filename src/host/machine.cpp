#include "host/machine.hpp"

#include <map>
#include <mutex>

#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/create_accounts.hpp"
#include "host/health.hpp"
#include "host/journal.hpp"
#include "host/logind.hpp"
#include "host/podman.hpp"
#include "host/podman_object.hpp"
#include "host/safe_files.hpp"
#include "host/systemd.hpp"
#include "host/touched_directories.hpp"

namespace nagaya::host {
namespace {

using apply::Progress;

constexpr auto longest_hook = std::chrono::hours(1);

class HostMachine final : public apply::Machine {
public:
    explicit HostMachine(const std::atomic<bool>* stop) : stop_(stop) {}

    Result<void> perform(const plan::Action& action, const Progress& progress) override {
        std::visit([&](const auto& deed) { note_path(deed); }, action);
        return std::visit([&](const auto& deed) { return perform_one(deed, progress); }, action);
    }
    Result<void> settle() override { return touched_.settle(); }
    std::vector<std::string> last_log_lines(const state::Unit& unit, size_t count) override {
        const Result<PasswdEntry> account = look_up_account(unit.account);
        if (!account) return {};
        return last_lines_of_run(account->uid, unit.name, count);
    }

private:
    void note_path(const auto& deed) {
        if constexpr (requires { deed.path; }) touched_.note(deed.path);
    }

    Result<void> perform_one(const plan::SetAccounts& deed, const Progress& progress) {
        const std::lock_guard lock(accounts_mutex_);
        return set_accounts(deed.accounts, progress);
    }
    Result<void> perform_one(const plan::AwaitManager& deed, const Progress&) {
        const PasswdEntry account = TRY(look_up_account(deed.account));
        if (account.uid == 0) return {};
        TRY(await_manager(account));
        start_pause_process(account);
        return {};
    }
    Result<void> perform_one(const plan::PutDirectory& deed, const Progress&) {
        return make_directory(deed.path, deed.directory.owner, deed.directory.mode);
    }
    Result<void> perform_one(const plan::PutFile& deed, const Progress&) {
        // The way back puts files too whose turn had not come: with a full disk, only what differs must be written.
        if (is_so(deed)) return {};
        return write_file(deed.path, deed.file.content.bytes_to_write(), deed.file.owner, deed.file.mode);
    }
    Result<void> perform_one(const plan::PutSymlink& deed, const Progress&) {
        return make_symlink(deed.path, deed.symlink.target);
    }
    Result<void> perform_one(const plan::RemoveFile& deed, const Progress&) { return remove_file(deed.path); }
    Result<void> perform_one(const plan::RemoveDirectory& deed, const Progress&) { return remove_directory(deed.path); }
    Result<void> perform_one(const plan::PurgeTree& deed, const Progress&) { return remove_tree(deed.path); }
    Result<void> perform_one(const plan::PurgeAccount& deed, const Progress&) {
        const std::lock_guard lock(accounts_mutex_);
        return purge_account(deed.account);
    }

    Result<void> perform_one(const plan::RunHook& deed, const Progress& progress) {
        const PasswdEntry account = TRY(look_up_account(deed.hook.account));
        Command command = as_account(account, deed.hook.command);
        if (!deed.hook.directory.empty()) command.directory = deed.hook.directory;
        command.environment.insert(command.environment.end(), deed.hook.environment.begin(),
                                   deed.hook.environment.end());
        command.timeout = longest_hook;
        if (progress) command.on_line = [&](std::string_view line) { progress(visible(line)); };
        command.give_up = give_up();
        TRY(run_ok(command));
        return {};
    }

    Result<void> perform_one(const plan::ProvideImage& deed, const Progress& progress) {
        const PasswdEntry account = TRY(look_up_account(deed.image.account));
        // Podman's storage has one writer at a time, and its very first run sets up the account's pause process.
        const std::lock_guard lock(storage_mutex(deed.image.account));
        return provide_image(account, deed.image, progress, give_up());
    }

    Result<void> perform_one(const plan::ReloadManager& deed, const Progress&) {
        ServiceManager manager = TRY(manager_of(deed.account));
        return manager.reload();
    }

    Result<void> perform_one(const plan::ChangeUnit& deed, const Progress&) {
        Result<ServiceManager> manager = manager_of(deed.unit.account);
        const bool ends = deed.verb == plan::UnitVerb::stop || deed.verb == plan::UnitVerb::disable;
        // Nothing runs, and nothing is enabled, where there is no account or no manager any more.
        if (!manager && ends && manager.error().kind == ErrorKind::not_found) return {};
        if (!manager) return std::unexpected(manager.error());
        const bool starts = deed.verb == plan::UnitVerb::start || deed.verb == plan::UnitVerb::restart;
        if (starts) {
            mend_podman(deed.unit.account);
            manager->give_up_when(give_up());
        }
        TRY(change_unit(*manager, deed));
        if (starts) note_start(*manager, deed.unit);
        return {};
    }

    Result<void> perform_one(const plan::AwaitHealth& deed, const Progress& progress) {
        const PasswdEntry account = TRY(look_up_account(deed.unit.account));
        ServiceManager manager = TRY(ServiceManager::connect(account.uid));
        const Watch watch{.unit = deed.unit.name,
                          .pulse = [&] { return manager.pulse(deed.unit.name); },
                          .restarts = restarts_at_start(deed.unit),
                          .stop = stop_};
        return await_health(account, deed.unit.probes, watch, progress);
    }

    Result<void> perform_one(const plan::RemovePodmanObject& deed, const Progress&) {
        const PasswdEntry account = TRY(look_up_account(deed.account));
        return remove_podman_object(account, deed.object);
    }

    /// What a deed waits for is not waited for once a stop is asked for; one that begins later belongs to the way back.
    std::function<bool()> give_up() const {
        if (stop_ == nullptr || *stop_) return {};
        return [stop = stop_] { return stop->load(); };
    }

    static bool is_so(const plan::PutFile& deed) {
        const std::string& bytes = deed.file.content.bytes_to_write();
        const Result<std::optional<SeenFile>> seen = read_file(deed.path, bytes.size() + 1);
        return seen && *seen && (*seen)->status.links == 1 && (*seen)->status.owner == deed.file.owner &&
               (*seen)->status.mode == deed.file.mode && (*seen)->bytes == bytes;
    }

    void mend_podman(const std::string& account) {
        const Result<PasswdEntry> entry = look_up_account(account);
        if (!entry || entry->uid == 0) return;
        const std::lock_guard lock(storage_mutex(account));
        mend_pause_process(*entry);
    }

    /// What NRestarts= was when the start job ended: more than that, later, is a unit that does not stay up.
    void note_start(ServiceManager& manager, const state::Unit& unit) {
        const Result<UnitPulse> pulse = manager.pulse(unit.name);
        const std::lock_guard lock(starts_mutex_);
        if (pulse) starts_[{unit.account, unit.name}] = pulse->restarts;
    }
    std::optional<uint32_t> restarts_at_start(const state::Unit& unit) {
        const std::lock_guard lock(starts_mutex_);
        const auto found = starts_.find({unit.account, unit.name});
        return found == starts_.end() ? std::nullopt : std::optional<uint32_t>(found->second);
    }

    // A service whose program ended well and was not heard to be ready has the result "protocol" (systemd.service(5), Type=notify).
    // A busy manager of systemd 257 also does that to containers that did start: the process of Podman that told it is gone by
    // the time it reads the message, which it then ignores. So one more start decides.
    static Result<void> run_start(ServiceManager& manager, JobVerb verb, const std::string& unit) {
        Result<void> started = manager.run_job(verb, unit);
        if (started) return started;
        const Result<UnitPulse> pulse = manager.pulse(unit);
        if (!pulse || pulse->result != "protocol") return started;
        TRY(manager.reset_failed(unit));
        return manager.run_job(JobVerb::start, unit);
    }

    static Result<void> change_unit(ServiceManager& manager, const plan::ChangeUnit& deed) {
        const std::string& unit = deed.unit.name;
        switch (deed.verb) {
            // What is asked for is not one of the starts that StartLimitBurst= counts (systemd.unit(5)).
            case plan::UnitVerb::start:
                TRY(manager.reset_failed(unit));
                return run_start(manager, JobVerb::start, unit);
            case plan::UnitVerb::restart:
                TRY(manager.reset_failed(unit));
                return run_start(manager, JobVerb::restart, unit);
            case plan::UnitVerb::reload: return manager.run_job(JobVerb::reload, unit);
            case plan::UnitVerb::enable: return manager.enable(unit);
            case plan::UnitVerb::unmask: return manager.unmask(unit);
            case plan::UnitVerb::disable: return absent_is_fine(manager.disable(unit));
            case plan::UnitVerb::stop: break;
        }
        TRY(absent_is_fine(manager.run_job(JobVerb::stop, unit)));
        return manager.reset_failed(unit);
    }
    static Result<void> absent_is_fine(Result<void> result) {
        if (!result && result.error().kind == ErrorKind::not_found) return {};
        return result;
    }

    static Result<ServiceManager> manager_of(const std::string& account) {
        const PasswdEntry entry = TRY(look_up_account(account));
        return ServiceManager::connect(entry.uid);
    }

    std::mutex& storage_mutex(const std::string& account) {
        const std::lock_guard lock(storages_mutex_);
        return storages_[account];
    }

    TouchedDirectories touched_;
    const std::atomic<bool>* stop_;
    std::mutex starts_mutex_;
    std::map<std::pair<std::string, std::string>, uint32_t> starts_;  // account and unit → NRestarts=
    std::mutex accounts_mutex_;
    std::mutex storages_mutex_;
    std::map<std::string, std::mutex> storages_;
};

}  // namespace

std::unique_ptr<apply::Machine> make_machine(const std::atomic<bool>* stop) {
    return std::make_unique<HostMachine>(stop);
}

}  // namespace nagaya::host
