#include "plan/undo.hpp"

#include <algorithm>
#include <array>
#include <ranges>

#include "plan/step_list.hpp"
#include "plan/undo_units.hpp"
#include "plan/unit_change.hpp"

namespace nagaya::plan {

namespace {

constexpr std::string_view why_back = "as it was before";

/// The step that brings one path or image back, or nothing for what is kept as it is.
class Reverse {
public:
    explicit Reverse(const Step& step) : step_(step) {}

    std::vector<Action> actions() {
        std::visit(*this, step_.action);
        return std::move(actions_);
    }

    void operator()(const PutDirectory& action) {
        if (was_there()) return put_back();
        if (!action.directory.keep) actions_.emplace_back(RemoveDirectory{action.path});
    }
    void operator()(const PutFile& action) { was_there() ? put_back() : remove(action.path); }
    void operator()(const PutSymlink& action) { was_there() ? put_back() : remove(action.path); }
    void operator()(const RemoveFile&) { put_back(); }
    void operator()(const RemoveDirectory&) { put_back(); }
    // The image stays; names that it took from another go back to that.
    void operator()(const ProvideImage&) {
        for (const auto& [id, resource] : step_.before) {
            const auto* image = resource ? std::get_if<state::Image>(&resource->value) : nullptr;
            const bool has_name_to_give = image && (!image->also_tagged.empty() || !image->id.empty());
            if (has_name_to_give) actions_.emplace_back(ProvideImage{*image});
        }
    }
    void operator()(const auto&) {}

private:
    bool was_there() const { return !step_.before.empty() && step_.before.front().second; }

    void put_back() {
        if (!was_there()) return;
        const std::string& path = step_.before.front().first.name;
        const auto& value = step_.before.front().second->value;
        if (const auto* file = std::get_if<state::File>(&value)) actions_.emplace_back(PutFile{path, *file});
        if (const auto* link = std::get_if<state::Symlink>(&value)) actions_.emplace_back(PutSymlink{path, *link});
        if (const auto* directory = std::get_if<state::Directory>(&value))
            actions_.emplace_back(PutDirectory{path, *directory});
    }
    void remove(const std::string& path) { actions_.emplace_back(RemoveFile{path}); }

    const Step& step_;
    std::vector<Action> actions_;
};

/// Makes the way back phase by phase, so that every step waits for earlier ones only. Steps of one service wait for each
/// other's success; for another service's they wait only until these have ended, so that one that is stuck holds up no other.
class Undoer {
public:
    Undoer(const Plan& plan, const std::set<uint32_t>& begun, const std::set<std::string>* services)
        : plan_(plan), begun_(begun), services_(services), order_(start_order(plan)) {
        // Nobody asks for everything to go back but after a crash, and perhaps a boot.
        for (TouchedUnit& unit : touched_units(plan, begun, services, services == nullptr))
            units_[unit.service].push_back(std::move(unit));
        const std::set<std::string> on_disk = changed_on_disk(plan, begun);
        for (const Step& step : plan.steps) {
            const auto* reload = std::get_if<ReloadManager>(&step.action);
            if (!reload || !is_wanted(step.service)) continue;
            if (begun.contains(step.id) || on_disk.contains(step.service))
                reloads_[step.service].insert(reload->account);
        }
    }

    Plan undo() {
        await_managers();
        stop_units();
        remove_podman_objects();
        put_paths_back();
        reload_managers();
        start_units();
        Plan back;
        back.host = plan_.host;
        back.prefix = plan_.prefix;
        back.steps = steps_.take();
        return back;
    }

private:
    bool is_wanted(const std::string& service) const { return !services_ || services_->contains(service); }

    static Step step_of(const std::string& service, Action action) {
        Step step;
        step.service = service;
        step.action = std::move(action);
        step.why = why_back;
        return step;
    }
    static Step step_of(const TouchedUnit& touched, UnitVerb verb) {
        return unit_step(touched.service, touched.unit, verb, std::string(why_back));
    }

    void await_managers() {
        std::map<std::string, std::set<std::string>> accounts = reloads_;
        for (const auto& [service, units] : units_) {
            for (const TouchedUnit& touched : units) accounts[service].insert(touched.unit.account);
        }
        std::map<std::string, uint32_t> waits;
        for (const auto& [service, names] : accounts) {
            for (const std::string& account : names) {
                if (account.empty() || account == "root") continue;
                const auto [wait, is_new] = waits.try_emplace(account);
                if (is_new) wait->second = steps_.add(step_of({}, AwaitManager{account}), {});
                frontiers_[service].push_back(wait->second);
            }
        }
    }

    // Dependents first (N08).
    void stop_units() {
        std::map<std::string, Frontier> dependents;  // service → the last stops of those that need it
        for (const StartOrder& order : order_ | std::views::reverse) {
            Frontier& after = dependents[order.service];
            settle(after);
            Frontier ended = stop_units_of(order.service, after);
            if (ended.empty()) ended = after;
            for (const std::string& need : order.needs) append(dependents[need], ended);
        }
    }

    // Timers, sockets, paths, and then what they start (P06).
    Frontier stop_units_of(const std::string& service, const Frontier& dependents) {
        Frontier& frontier = frontiers_[service];
        Frontier all;
        for (int turn = 0; turn <= 3; ++turn) {
            Frontier stopped;
            for (const TouchedUnit& touched : units_[service]) {
                if (!touched.stops_first || stop_rank(touched.unit.name) != turn) continue;
                stopped.push_back(steps_.add(step_of(touched, UnitVerb::stop), frontier));
                steps_.at(stopped.back()).follows = dependents;
            }
            append(all, stopped);
            if (!stopped.empty()) frontier = std::move(stopped);
        }
        // While its file is there: systemd reads from it what enabling made.
        for (const TouchedUnit& touched : units_[service]) {
            if (touched.was_enabled || !touched.begun.contains(UnitVerb::enable)) continue;
            steps_.chain(step_of(touched, UnitVerb::disable), frontier);
        }
        return all;
    }

    // What the new version created goes, so that the old one creates its own.
    void remove_podman_objects() {
        Frontier stops;  // of other services too: who uses a network keeps it
        for (uint32_t id = 0; id < steps_.size(); ++id) {
            if (std::holds_alternative<ChangeUnit>(steps_.at(id).action)) stops.push_back(id);
        }
        for (const Step& step : plan_.steps) {
            if (!begun_.contains(step.id) || !is_wanted(step.service)) continue;
            if (!std::holds_alternative<RemovePodmanObject>(step.action)) continue;
            Step removal = step_of(step.service, step.action);
            removal.follows = stops;
            steps_.chain(std::move(removal), frontiers_[step.service]);
        }
    }

    // Last written first. What services share was made before their own paths, and what they no longer share was removed
    // after them.
    void put_paths_back() {
        uint32_t first_of_services = 0;
        while (first_of_services < plan_.steps.size() && (plan_.steps[first_of_services].service.empty() ||
                                                          Reverse(plan_.steps[first_of_services]).actions().empty())) {
            ++first_of_services;
        }
        std::map<std::string, Frontier> own;  // service → its last path
        Frontier shared;                      // the last path of what is shared
        for (const Step& step : plan_.steps | std::views::reverse) {
            if (!begun_.contains(step.id) || !is_wanted(step.service) || step.irrevocable) continue;
            for (Action& action : Reverse(step).actions()) {
                Step back = step_of(step.service, std::move(action));
                if (!step.service.empty()) {
                    const bool first = own.try_emplace(step.service).second;
                    if (first) back.follows = shared;
                    own[step.service] = {steps_.chain(std::move(back), frontiers_[step.service])};
                    continue;
                }
                if (step.id < first_of_services && !shared_made_) {
                    shared_made_ = true;
                    back.follows = std::move(shared);
                    shared.clear();
                    for (const auto& [service, last] : own) append(back.follows, last);
                    settle(back.follows);
                }
                steps_.chain(std::move(back), shared);
            }
        }
        paths_ = std::move(own);
        paths_[{}] = std::move(shared);
    }

    void reload_managers() {
        for (const auto& [service, accounts] : reloads_) {
            Frontier reloads;
            for (const std::string& account : accounts) {
                reloads.push_back(steps_.add(step_of(service, ReloadManager{account}), frontiers_[service]));
                steps_.at(reloads.back()).follows = paths_[{}];
            }
            frontiers_[service] = std::move(reloads);
        }
        for (const auto& [service, units] : units_) {
            for (const TouchedUnit& touched : units) {
                if (!touched.was_enabled || !touched.begun.contains(UnitVerb::disable)) continue;
                steps_.chain(step_of(touched, UnitVerb::enable), frontiers_[service]);
            }
        }
    }

    void start_units() {
        std::map<std::string, Frontier> started;  // service → its last starts, or those of what it needs
        for (const StartOrder& order : order_) {
            Frontier needed;
            for (const std::string& need : order.needs) append(needed, started[need]);
            settle(needed);
            Frontier ended = start_units_of(order.service, needed);
            started[order.service] = ended.empty() ? std::move(needed) : std::move(ended);
        }
    }

    // Sockets first, because systemd starts none whose service runs; paths and timers last, because they start what is to
    // start as it was.
    Frontier start_units_of(const std::string& service, const Frontier& needed) {
        constexpr std::array<int, 4> ranks = {1, 3, 2, 0};
        Frontier& frontier = frontiers_[service];
        Frontier all;
        for (const int rank : ranks) {
            Frontier ended;
            for (const TouchedUnit& touched : units_[service]) {
                if (!touched.goes_back_to_running() || stop_rank(touched.unit.name) != rank) continue;
                ended.push_back(start_unit(touched, frontier, needed));
            }
            append(all, ended);
            if (!ended.empty()) frontier = std::move(ended);
        }
        return all;
    }

    uint32_t start_unit(const TouchedUnit& touched, Frontier after, const Frontier& needed) {
        Frontier follows = needed;
        // What it was may read a file of any of them.
        for (const auto& [other, last] : paths_) append(follows, last);
        settle(follows);
        for (const UnitVerb verb : touched.way_back()) {
            steps_.chain(step_of(touched, verb), after);
            steps_.at(after.back()).follows = follows;
        }
        if (is_awaited(touched.unit)) steps_.chain(step_of(touched.service, AwaitHealth{touched.unit}), after);
        return after.back();
    }

    const Plan& plan_;
    const std::set<uint32_t>& begun_;
    const std::set<std::string>* services_;
    std::vector<StartOrder> order_;
    std::map<std::string, std::vector<TouchedUnit>> units_;  // by service
    std::map<std::string, std::set<std::string>> reloads_;   // service → accounts whose managers read what it wrote
    std::map<std::string, Frontier> frontiers_;              // service → what its next step waits for
    std::map<std::string, Frontier> paths_;                  // service ("" = shared) → its last path
    bool shared_made_ = false;
    StepList steps_;
};

}  // namespace

std::set<std::string> fall_together(const Plan& plan, const std::set<std::string>& failed,
                                    const std::set<uint32_t>& begun) {
    std::set<std::string> falling = failed;
    for (bool grows = true; grows;) {
        grows = false;
        for (const uint32_t id : begun) {
            const Step& step = plan.steps[id];
            const bool falls = std::ranges::any_of(
                step.because, [&](uint32_t other) { return falling.contains(plan.steps[other].service); });
            if (falls) grows = falling.insert(step.service).second || grows;
        }
    }
    return falling;
}

Plan undo_plan(const Plan& plan, const std::set<uint32_t>& begun, const std::set<std::string>& services) {
    return Undoer(plan, begun, &services).undo();
}

Plan undo_plan(const Plan& plan, const std::set<uint32_t>& begun) { return Undoer(plan, begun, nullptr).undo(); }

}  // namespace nagaya::plan
