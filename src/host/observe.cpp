#include "host/observe.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/podman_storage.hpp"
#include "host/safe_files.hpp"
#include "host/systemd.hpp"

namespace nagaya::host {
namespace {

using namespace state;

// An account could otherwise make us read as much as it likes.
constexpr size_t largest_of_account = size_t{16} << 20;
constexpr size_t largest_of_root = size_t{1} << 30;

/// Everything that is looked at, and what it is looked at with.
struct Looking {
    const HostState& desired;
    const Deployed& deployed;
    AccountDatabase database;
    HostState seen;

    /// The ids of one kind that desired or deployed names.
    std::vector<ResourceId> ids(Kind kind) const {
        std::set<ResourceId> out;
        for (const auto& [id, resource] : desired.resources())
            if (id.kind == kind) out.insert(id);
        for (const auto& [id, entry] : deployed.entries)
            if (id.kind == kind) out.insert(id);
        return {out.begin(), out.end()};
    }
    void put(const ResourceId& id, Resource found) {
        if (const auto entry = deployed.entries.find(id); entry != deployed.entries.end()) {
            found.service = entry->second.service;
            found.role = entry->second.role;
        } else if (const Resource* wanted = desired.find(id)) {
            found.service = wanted->service;
            found.role = wanted->role;
        }
        seen.put(id, std::move(found));
    }
    template <class Value>
    void put_value(const ResourceId& id, Value value) {
        put(id, Resource{.service = {}, .origin = {}, .role = {}, .value = std::move(value)});
    }
};

void observe_accounts(Looking& looking) {
    for (const ResourceId& id : looking.ids(Kind::account))
        if (std::optional<Account> account =
                observe_account(looking.database, id.name, looking.desired.get<Account>(id)))
            looking.put_value(id, std::move(*account));
}

void observe_directory(Looking& looking, const ResourceId& id) {
    const Result<std::optional<FileStatus>> found = look_at(id.name);
    if (!found || !*found || (*found)->type != FileType::directory) return;
    const auto entry = looking.deployed.entries.find(id);
    const Directory* wanted = looking.desired.get<Directory>(id);
    const bool keep = entry != looking.deployed.entries.end() ? entry->second.keep : wanted != nullptr && wanted->keep;
    looking.put_value(id, Directory{.owner = (*found)->owner, .mode = (*found)->mode, .keep = keep});
}

/// Is it a secret? As the site says, or as it was put there: one that left the site, or that the site calls none any more, is
/// still nobody's business.
bool is_secret(const Looking& looking, const ResourceId& id, const FileStatus& status) {
    const File* wanted = looking.desired.get<File>(id);
    if (wanted != nullptr && wanted->content.is_secret()) return true;
    const auto entry = looking.deployed.entries.find(id);
    const bool was = entry != looking.deployed.entries.end() && entry->second.role.starts_with("secrets/");
    return was || (status.mode & 077) == 0;
}

// What cannot be reached (a link in an account's own directory, say) counts as absent: it concerns one service, whose
// step will fail with the reason, and not the whole host. So does what is too large to be kept for going back: we put no such
// file anywhere, and a part of it must never be taken for the whole.
void observe_file(Looking& looking, const ResourceId& id) {
    const Result<std::optional<FileStatus>> status = look_at(id.name);
    if (!status || !*status || (*status)->type != FileType::regular) return;
    const size_t limit = (*status)->owner.uid == 0 ? largest_of_root : largest_of_account;
    Result<std::optional<SeenFile>> found = read_file(id.name, limit);
    if (!found || !*found || (*found)->bytes.size() < (*found)->status.size) return;
    const FileStatus& seen = (*found)->status;
    const bool secret = is_secret(looking, id, seen);
    Content content = secret ? Content::secret(std::move((*found)->bytes)) : Content::of(std::move((*found)->bytes));
    looking.put_value(id, File{.owner = seen.owner, .mode = seen.mode, .content = std::move(content)});
}

void observe_symlink(Looking& looking, const ResourceId& id) {
    const Result<std::optional<std::string>> target = read_link(id.name);
    if (target && *target) looking.put_value(id, Symlink{.target = **target});
}

/// Hooks leave nothing to look at: done is what the record says.
void observe_hooks(Looking& looking) {
    for (const ResourceId& id : looking.ids(Kind::hook)) {
        const auto entry = looking.deployed.entries.find(id);
        if (entry == looking.deployed.entries.end()) continue;
        Hook hook;
        if (const Hook* wanted = looking.desired.get<Hook>(id)) hook = *wanted;
        hook.account = id.scope;
        hook.digest = entry->second.digest;
        looking.put_value(id, std::move(hook));
    }
}

Result<void> observe_images(Looking& looking) {
    std::map<std::string, std::vector<StoredImage>> storages;
    for (const ResourceId& id : looking.ids(Kind::image)) {
        if (!storages.contains(id.scope)) {
            const PasswdEntry* account = looking.database.find(id.scope);
            Result<std::vector<StoredImage>> images = account == nullptr
                                                          ? Result<std::vector<StoredImage>>{std::vector<StoredImage>{}}
                                                      : account->uid == 0 ? images_of_root()
                                                                          : images_of_account(account->home);
            // An unreadable index is no images: the pull or build that follows says what is wrong with it.
            storages.emplace(id.scope, images ? std::move(*images) : std::vector<StoredImage>{});
        }
        const Image* wanted = looking.desired.get<Image>(id);
        const std::string reference = wanted != nullptr ? wanted->reference : id.name;
        if (!has_image(storages.at(id.scope), reference)) continue;
        // An image whose other names are another's is provided anew, which gives it the names.
        if (wanted != nullptr && !has_tags(storages.at(id.scope), reference, wanted->also_tagged)) continue;
        Image image;
        image.account = id.scope;
        image.reference = reference;
        image.id = find_image(storages.at(id.scope), reference)->id;
        looking.put_value(id, std::move(image));
    }
    return {};
}

using FoundUnits = std::vector<std::pair<ResourceId, Unit>>;

constexpr auto longest_of_account = std::chrono::seconds(30);

/// Asks one manager about its units.
Result<FoundUnits> ask_manager(uid_t uid, const std::vector<ResourceId>& ids) {
    const auto begin = std::chrono::steady_clock::now();
    ServiceManager manager = TRY(ServiceManager::connect(uid, uid == 0 ? patient : impatient));
    std::vector<std::string> names;
    std::map<std::string, const ResourceId*> by_name;
    for (const ResourceId& id : ids) {
        names.push_back(id.name);
        by_name.emplace(id.name, &id);
    }
    FoundUnits out;
    const std::vector<ListedUnit> listed = TRY(manager.list(names));
    for (const ListedUnit& unit : listed) {
        const auto asked = by_name.find(unit.name);
        if (asked == by_name.end() || (unit.load == "not-found" && unit.active != "active")) continue;
        if (uid != 0 && std::chrono::steady_clock::now() - begin > longest_of_account)
            return fail(ErrorKind::timeout, "the service manager is too slow");
        const std::string file_state = TRY(manager.file_state(unit.name));
        Unit found{.account = asked->second->scope, .name = unit.name, .active = unit.is_active(), .inputs = {}};
        found.enabled = file_state == "enabled" || file_state == "enabled-runtime";
        found.failed = unit.active == "failed";
        found.masked = unit.load == "masked" || file_state.starts_with("masked");
        if (unit.is_active() || found.failed) found.restarts = manager.restarts(unit);
        out.emplace_back(*asked->second, std::move(found));
    }
    return out;
}

/// A manager that does not run has no units. One that fails or hangs counts the same: it is the account's own, and what
/// is wrong with it must not keep the other accounts of the host from being looked at.
Result<FoundUnits> units_of(uid_t uid, const std::vector<ResourceId>& ids) {
    Result<FoundUnits> found = ask_manager(uid, ids);
    if (!found && uid != 0) return FoundUnits{};
    return found;
}

struct Question {
    std::string account;
    uid_t uid;
    std::vector<ResourceId> ids;
    Result<FoundUnits> answer;
};

void ask_all(std::vector<Question>& questions) {
    std::atomic<size_t> next = 0;
    const auto work = [&] {
        for (size_t i = next++; i < questions.size(); i = next++)
            questions[i].answer = units_of(questions[i].uid, questions[i].ids);
    };
    std::vector<std::jthread> workers;
    for (size_t i = 1; i < std::min<size_t>(questions.size(), 8); ++i) workers.emplace_back(work);
    work();
}

void put_units(Looking& looking, FoundUnits found) {
    for (auto& [id, unit] : found) {
        if (const Unit* wanted = looking.desired.get<Unit>(id)) unit.momentary = wanted->momentary;
        if (const auto entry = looking.deployed.entries.find(id); entry != looking.deployed.entries.end())
            unit.inputs = entry->second.inputs;
        looking.put_value(id, std::move(unit));
    }
}

Result<void> observe_units(Looking& looking) {
    std::map<std::string, std::vector<ResourceId>> by_account;
    for (const ResourceId& id : looking.ids(Kind::unit)) by_account[id.scope].push_back(id);
    // The time goes into waiting for managers that are asleep: a few threads ask them side by side.
    std::vector<Question> questions;
    for (const auto& [account, ids] : by_account)
        if (const PasswdEntry* entry = looking.database.find(account))
            questions.push_back({.account = account, .uid = entry->uid, .ids = ids, .answer = FoundUnits{}});
    ask_all(questions);
    for (Question& question : questions) {
        FoundUnits found =
            TRY(within(concat("asking the service manager of ", question.account), std::move(question.answer)));
        put_units(looking, std::move(found));
    }
    return {};
}

}  // namespace

Result<HostState> observe(const HostState& desired, const Deployed& deployed) {
    AccountDatabase database = TRY(read_account_database());
    Looking looking{.desired = desired, .deployed = deployed, .database = std::move(database), .seen = {}};
    looking.seen.host = desired.host;
    looking.seen.prefix = desired.prefix;
    observe_accounts(looking);
    for (const ResourceId& id : looking.ids(Kind::directory)) observe_directory(looking, id);
    for (const ResourceId& id : looking.ids(Kind::file)) observe_file(looking, id);
    for (const ResourceId& id : looking.ids(Kind::symlink)) observe_symlink(looking, id);
    observe_hooks(looking);
    TRY(observe_images(looking));
    TRY(observe_units(looking));
    return std::move(looking.seen);
}

}  // namespace nagaya::host
