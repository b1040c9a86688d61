#include "plan/order.hpp"

#include <array>
#include <functional>

#include "base/text.hpp"
#include "plan/leaving.hpp"
#include "plan/step_list.hpp"

namespace nagaya::plan {

using state::Kind;
using state::ResourceId;

namespace {

class Orderer {
public:
    Orderer(const state::HostState& desired, const Managers& managers, Changes changes)
        : desired_(desired), managers_(managers), changes_(std::move(changes)) {
        for (const auto& [id, resource] : desired.resources()) {
            const auto* image = std::get_if<state::Image>(&resource.value);
            if (image && !image->build_context.empty()) contexts_.insert(image->build_context);
        }
    }

    void order(Plan& plan) {
        set_accounts();
        const std::vector<std::string> services = services_in_order();
        place_shared();
        for (const std::string& service : services) place_directories(service);
        provide_shared_images();
        for (const std::string& service : services) commit(service);
        note_files_of_others();
        for (const std::string& service : in_needs_order(desired_.services)) start(service);
        remove_shared();
        purge_accounts();
        plan.steps = steps_.take();
        plan.adopt = std::move(changes_.adopt);
        plan.forget = std::move(changes_.forget);
        plan.kept = std::move(changes_.kept);
    }

private:
    Group& group(const std::string& service) { return changes_.groups[GroupKey{.service = service, .account = {}}]; }

    std::string account_of(const std::string& service) const {
        const auto found = desired_.services.find(service);
        return found == desired_.services.end() ? std::string() : found->second.account;
    }

    // Services that left come first: their ports and names may be wanted by others.
    std::vector<std::string> services_in_order() const {
        std::vector<std::string> order;
        for (const auto& [key, group] : changes_.groups) {
            if (!key.service.empty() && !desired_.services.contains(key.service)) order.push_back(key.service);
        }
        for (std::string& service : in_needs_order(desired_.services)) {
            if (changes_.groups.contains(GroupKey{.service = service, .account = {}})) order.push_back(std::move(service));
        }
        return order;
    }

    void set_accounts() {
        if (changes_.accounts.empty()) return;
        SetAccounts action;
        Step step;
        std::vector<std::string> reasons;
        for (const Put& put : changes_.accounts) {
            action.accounts.push_back(std::get<state::Account>(put.resource->value));
            created_accounts_.insert(put.id->name);
            if (std::ranges::find(reasons, put.why) == reasons.end()) reasons.push_back(put.why);
            step.remember.emplace_back(*put.id, state::entry_of(*put.resource));
        }
        step.action = std::move(action);
        step.why = nagaya::join(reasons, "; ");
        accounts_step_ = {steps_.add(std::move(step), {})};
    }

    Frontier account_ready(const std::string& account) const {
        return created_accounts_.contains(account) ? accounts_step_ : Frontier{};
    }

    // The step that waits for an account's manager, made when it is first asked for. The system's manager is always there.
    Frontier manager_ready(const std::string& account) {
        if (account.empty() || account == "root") return {};
        const auto [found, is_new] = manager_steps_.try_emplace(account);
        if (is_new) {
            Step step;
            step.action = AwaitManager{account};
            step.why = "its units are changed";
            found->second = {steps_.add(std::move(step), account_ready(account))};
        }
        return found->second;
    }

    Frontier& frontier_of(const std::string& service) {
        const auto [found, is_new] = frontiers_.try_emplace(service);
        if (is_new) {
            const std::string account = account_of(service);
            const auto shared = shared_.find(account);
            if (shared != shared_.end()) {
                found->second = shared->second;
            } else if (!account.empty()) {
                found->second = shared_[""];
                join(found->second, account_ready(account));
            }
        }
        return found->second;
    }

    // Directories, build contexts: nothing of it is seen by what runs.
    void place(Group& owner, Frontier& frontier) {
        const auto note_context = [&](const std::string& path, uint32_t step) {
            for (size_t end = path.size(); end != std::string::npos && end > 0; end = path.rfind('/', end - 1)) {
                const std::string directory = path.substr(0, end);
                if (contexts_.contains(directory)) join(context_steps_[directory], {step});
            }
        };
        for (const Leave& leaving : owner.stale_context) {
            note_context(leaving.id->name, steps_.chain(step_for(leaving), frontier));
        }
        for (const std::vector<Put>* puts : {&owner.directories, &owner.context_files}) {
            for (const Put& put : *puts) {
                const uint32_t step = steps_.chain(step_for(put), frontier);
                file_steps_.emplace(*put.id, step);
                note_context(put.id->name, step);
            }
        }
    }

    // What services share: the host's directories, then each account's. The host's group sorts first (its account is "").
    void place_shared() {
        shared_[""];
        for (auto& [key, owner] : changes_.groups) {
            if (!key.service.empty()) break;
            Frontier frontier = shared_[""];
            if (!key.account.empty()) join(frontier, account_ready(key.account));
            place(owner, frontier);
            for (const Put& put : owner.late_directories) steps_.chain(step_for(put), frontier);
            for (const Put& put : owner.files) file_steps_.emplace(*put.id, steps_.chain(step_for(put), frontier));
            shared_[key.account] = frontier;
        }
    }

    void place_directories(const std::string& service) { place(group(service), frontier_of(service)); }

    // Images, bases first; each waits for `frontier`, its context and its bases, and for no other image.
    Frontier provide(const std::vector<Put>& images, const Frontier& frontier) {
        std::map<ResourceId, const Put*> waiting;
        for (const Put& put : images) waiting.emplace(*put.id, &put);
        Frontier all;
        const std::function<void(const Put&)> add = [&](const Put& put) {
            if (image_steps_.contains(*put.id)) return;
            const auto& image = std::get<state::Image>(put.resource->value);
            const uint32_t placeholder = 0;
            image_steps_.emplace(*put.id, placeholder);  // a circle of bases ends here
            Frontier after = frontier;
            join(after, manager_ready(image.account));
            const auto context = context_steps_.find(image.build_context);
            if (context != context_steps_.end()) join(after, context->second);
            for (const std::string& base : image.bases) {
                const ResourceId base_id{.kind = Kind::image, .scope = put.id->scope, .name = base};
                const auto other = waiting.find(base_id);
                if (other != waiting.end()) add(*other->second);
                const auto step = image_steps_.find(base_id);
                if (step != image_steps_.end()) join(after, {step->second});
            }
            const uint32_t step = steps_.add(step_for(put), after);
            image_steps_[*put.id] = step;
            all.push_back(step);
        };
        for (const Put& put : images) add(put);
        return all;
    }

    void provide_shared_images() {
        for (auto& [key, owner] : changes_.groups) {
            if (!key.service.empty()) break;
            if (owner.images.empty()) continue;
            provide(owner.images, shared_[key.account]);
        }
        // Who uses a shared image waits for it before anything is seen to change.
        for (const auto& [id, step] : image_steps_) {
            const auto users = desired_.used_by.find(id);
            if (users == desired_.used_by.end()) continue;
            for (const ResourceId& user : users->second) {
                const state::Resource* unit = desired_.find(user);
                if (unit) join(image_waits_[unit->service], {step});
            }
        }
    }

    void prepare(Group& owner, const std::string& account, Frontier& frontier) {
        if (!owner.hooks_before.empty()) join(frontier, manager_ready(account));
        for (const Put& hook : owner.hooks_before) steps_.chain(step_for(hook), frontier);
        const Frontier images = provide(owner.images, frontier);
        if (!images.empty()) frontier = images;
        if (!owner.hooks_after.empty()) join(frontier, manager_ready(account));
        for (const Put& hook : owner.hooks_after) steps_.chain(step_for(hook), frontier);
    }

    std::set<std::string> managers_touched(const Group& owner) const {
        std::set<std::string> touched;
        const auto note = [&](const std::string& path) {
            if (std::optional<std::string> reader = managers_.reader_of(path)) touched.insert(*std::move(reader));
        };
        for (const Put& put : owner.files) note(put.id->name);
        for (const Leave& leaving : owner.leaving_files) note(leaving.id->name);
        for (const UnitPut& unit : owner.units) {
            if (unit.change.reload) touched.insert(unit.id->scope);
        }
        return touched;
    }

    void commit(const std::string& service) {
        Group& owner = group(service);
        Frontier& frontier = frontier_of(service);
        prepare(owner, account_of(service), frontier);
        join(frontier, image_waits_[service]);
        const std::set<std::string> touched = managers_touched(owner);
        for (const std::string& account : touched) join(frontier, manager_ready(account));
        for (const Leave& unit : owner.leaving_units) join(frontier, manager_ready(unit.id->scope));
        for (const UnitPut& unit : owner.units) {
            if (unit.change.enabling || unit.change.running) join(frontier, manager_ready(unit.id->scope));
        }
        // What is seen begins here.
        stop_leaving(service, owner, frontier);
        write(owner, frontier);
        reload(service, owner, touched, frontier);
    }

    // Timers first, lest they start again what is stopped next; then sockets, paths, and the rest (P06).
    void stop_leaving(const std::string& service, Group& owner, Frontier& frontier) {
        const auto rank = [](const std::string& unit) {
            constexpr std::array<std::string_view, 3> first = {".timer", ".socket", ".path"};
            for (size_t i = 0; i < first.size(); ++i) {
                if (unit.ends_with(first[i])) return i;
            }
            return first.size();
        };
        const bool service_left = !desired_.services.contains(service);
        for (size_t turn = 0; turn <= 3; ++turn) {
            Frontier stopped;
            for (const Leave& leaving : owner.leaving_units) {
                const auto& unit = std::get<state::Unit>(leaving.observed->value);
                if (rank(unit.name) != turn || !(unit.active || unit.failed)) continue;
                stopped.push_back(
                    steps_.add(unit_step(service, unit, UnitVerb::stop, "no longer in the site"), frontier));
            }
            if (service_left) append(leaving_stops_, stopped);
            if (!stopped.empty()) frontier = stopped;
        }
        for (const Leave& leaving : owner.leaving_units) {
            const auto& unit = std::get<state::Unit>(leaving.observed->value);
            if (!unit.enabled) continue;
            steps_.chain(unit_step(service, unit, UnitVerb::disable, "no longer in the site"), frontier);
        }
        for (const UnitPut& put : owner.units) {
            if (put.change.enabling != UnitVerb::disable) continue;
            const auto& unit = std::get<state::Unit>(put.resource->value);
            steps_.chain(unit_step(service, unit, UnitVerb::disable, "the site does not enable it"), frontier);
        }
    }

    void write(Group& owner, Frontier& frontier) {
        for (const Leave& leaving : owner.leaving_files) {
            file_steps_.emplace(*leaving.id, steps_.chain(step_for(leaving), frontier));
        }
        for (const Leave& leaving : owner.leaving_directories) steps_.chain(step_for(leaving), frontier);
        for (const Put& put : owner.late_directories) steps_.chain(step_for(put), frontier);
        for (const Put& put : owner.files) file_steps_.emplace(*put.id, steps_.chain(step_for(put), frontier));
        for (const Leave& leaving : owner.purged_trees) steps_.chain(step_for(leaving), frontier);
    }

    // One reload for each manager of this service. It is the service's own step, so that no service waits for another's build;
    // the engine lets one reload serve everyone who is ready for it.
    void reload(const std::string& service, Group& owner, const std::set<std::string>& touched, Frontier& frontier) {
        Frontier reloads;
        std::map<std::string, uint32_t> by_account;
        for (const std::string& account : touched) {
            Step step;
            step.service = service;
            step.action = ReloadManager{account};
            step.why = "its units are changed";
            by_account[account] = steps_.add(std::move(step), frontier);
            reloads.push_back(by_account[account]);
        }
        if (!reloads.empty()) frontier = reloads;
        // The step that settles what the manager of `account` knows; null when no step is left that could carry it.
        const auto settling_step = [&](const std::string& account) -> Step* {
            const auto reloaded = by_account.find(account);
            if (reloaded != by_account.end()) return &steps_.at(reloaded->second);
            return frontier.empty() || steps_.at(frontier.back()).service != service ? nullptr : &steps_.at(frontier.back());
        };
        for (const ResourceId* unit : owner.forgotten_units) {
            Step* step = settling_step(unit->scope);
            (step ? step->forget : changes_.forget).push_back(*unit);
        }
        for (const UnitPut& put : owner.units) {
            if (put.change.running || put.change.enabling == UnitVerb::enable) continue;
            Step* step = settling_step(put.id->scope);
            (step ? step->remember : changes_.adopt).emplace_back(*put.id, state::entry_of(*put.resource));
        }
    }

    void note_files_of_others() {
        for (const auto& [id, users] : desired_.used_by) {
            const auto step = file_steps_.find(id);
            if (step == file_steps_.end()) continue;
            for (const ResourceId& user : users) {
                const state::Resource* unit = desired_.find(user);
                const std::string& owner = steps_.at(step->second).service;
                if (unit && !owner.empty() && owner != unit->service) join(file_waits_[user], {step->second});
            }
        }
    }

    // Who needs a service waits for its starts, or, when it has none, for those of what it needs itself.
    void start(const std::string& service) {
        Frontier needed;
        const auto order = desired_.services.find(service);
        if (order != desired_.services.end()) {
            for (const std::string& need : order->second.needs) append(needed, started_[need]);
        }
        settle(needed);
        Frontier starts;
        const auto owner = changes_.groups.find(GroupKey{.service = service, .account = {}});
        if (owner != changes_.groups.end()) {
            for (const UnitPut& put : owner->second.units) start_unit(service, put, needed, starts);
        }
        started_[service] = starts.empty() ? std::move(needed) : std::move(starts);
    }

    void start_unit(const std::string& service, const UnitPut& put, const Frontier& needed, Frontier& starts) {
        const auto& unit = std::get<state::Unit>(put.resource->value);
        Frontier after = frontier_of(service);
        const bool enable = put.change.enabling == UnitVerb::enable;
        if (enable) {
            const bool is_new = put.change.running == UnitVerb::start && put.change.why == "new";
            after = {steps_.add(unit_step(service, unit, UnitVerb::enable, is_new ? "new" : "not enabled"), after)};
        }
        if (put.change.running) {
            join(after, needed);
            join(after, file_waits_[*put.id]);
            for (const ResourceId* file : put.removed_inputs) {
                const auto removal = file_steps_.find(*file);
                const bool of_another = removal != file_steps_.end() && steps_.at(removal->second).service != service;
                if (of_another) join(after, {removal->second});
            }
            const uint32_t step = steps_.add(unit_step(service, unit, *put.change.running, put.change.why), after);
            steps_.at(step).follows = leaving_stops_;
            starts.push_back(step);
            after = {step};
        }
        if (enable || put.change.running) steps_.at(after.back()).remember.emplace_back(*put.id, entry_of(*put.resource));
    }

    // Shared directories go after what stood in them, an account's before the host's.
    void remove_shared() {
        Frontier all;
        for (const auto& [service, frontier] : frontiers_) {
            append(all, frontier);
            for (const std::string& account : accounts_of(service)) append(removed_[account], frontier);
        }
        for (auto& [key, owner] : changes_.groups) {
            if (!key.service.empty()) break;
            if (key.account.empty()) continue;
            Frontier& frontier = removed_[key.account];
            settle(frontier);
            remove_from(owner, frontier);
            append(all, frontier);
        }
        settle(all);
        const auto host = changes_.groups.find(GroupKey{});
        if (host != changes_.groups.end()) remove_from(host->second, all);
    }

    // Whose a service is, and whose it was: the latter from the units and files that it leaves behind.
    std::set<std::string> accounts_of(const std::string& service) const {
        std::set<std::string> accounts = {account_of(service)};
        const auto owner = changes_.groups.find(GroupKey{.service = service, .account = {}});
        if (owner == changes_.groups.end()) return accounts;
        for (const ResourceId* unit : owner->second.forgotten_units) accounts.insert(unit->scope);
        for (const Leave& leaving : owner->second.leaving_files) {
            if (const auto reader = managers_.reader_of(leaving.id->name)) accounts.insert(*reader);
        }
        return accounts;
    }

    void remove_from(Group& owner, Frontier& frontier) {
        for (const Leave& leaving : owner.leaving_files) steps_.chain(step_for(leaving), frontier);
        for (const Leave& leaving : owner.leaving_directories) steps_.chain(step_for(leaving), frontier);
        for (const Leave& leaving : owner.purged_trees) steps_.chain(step_for(leaving), frontier);
    }

    void purge_accounts() {
        for (const Leave& leaving : changes_.purged_accounts) {
            Step step;
            step.action = PurgeAccount{std::get<state::Account>(leaving.observed->value)};
            step.why = "no longer in the site";
            step.forget.push_back(*leaving.id);
            Frontier& after = removed_[leaving.id->name];
            settle(after);
            steps_.add(std::move(step), after);
        }
    }

    const state::HostState& desired_;
    const Managers& managers_;
    Changes changes_;
    StepList steps_;
    std::set<std::string> contexts_;
    std::set<std::string> created_accounts_;
    Frontier accounts_step_;
    std::map<std::string, Frontier> manager_steps_;   // account → its AwaitManager
    std::map<std::string, Frontier> shared_;          // account ("" = host) → last step of what it shares
    std::map<std::string, Frontier> frontiers_;       // service → what its next step waits for
    std::map<std::string, Frontier> context_steps_;   // build context → steps that fill it
    std::map<ResourceId, uint32_t> image_steps_;
    std::map<ResourceId, uint32_t> file_steps_;
    std::map<std::string, Frontier> image_waits_;     // service → shared images that its units use
    std::map<ResourceId, Frontier> file_waits_;       // unit → steps that write another service's file it reads
    std::map<std::string, Frontier> started_;         // service → its starts
    std::map<std::string, Frontier> removed_;         // account → last steps of its services, then of what they shared
    Frontier leaving_stops_;
};

}  // namespace

std::vector<std::string> in_needs_order(const std::map<std::string, state::ServiceOrder>& services) {
    std::vector<std::string> order;
    std::set<std::string> seen;
    // Depth first with a stack of our own: a chain of needs may be as long as the site has services.
    struct Visit {
        const std::string* service;
        const std::vector<std::string>* needs;
        size_t next = 0;
    };
    std::vector<Visit> path;
    const auto enter = [&](const std::string& service) {
        const auto found = services.find(service);
        if (found != services.end() && seen.insert(service).second) path.push_back({&found->first, &found->second.needs});
    };
    for (const auto& [service, needs] : services) {
        enter(service);
        while (!path.empty()) {
            Visit& visit = path.back();
            if (visit.next < visit.needs->size()) {
                enter((*visit.needs)[visit.next++]);
            } else {
                order.push_back(*visit.service);
                path.pop_back();
            }
        }
    }
    return order;
}

void order_steps(const state::HostState& desired, const Managers& managers, Changes changes, Plan& plan) {
    Orderer(desired, managers, std::move(changes)).order(plan);
}

}  // namespace nagaya::plan
