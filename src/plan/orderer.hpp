// The ordering of changes, spread over the files order*.cpp by phase.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "plan/changes.hpp"
#include "plan/managers.hpp"
#include "plan/step_list.hpp"

namespace nagaya::plan {

/// Makes steps of changes. Each group of changes has a frontier: the steps that its next one waits for. Paths of one group are
/// written one after another, which keeps the waits few; groups run beside each other.
class Orderer {
public:
    /// The pointers inside `changes` and all references outlive it.
    Orderer(const state::HostState& desired, const state::HostState& observed, const Managers& managers,
            Changes changes);

    /// Fills `plan`; once.
    void order(Plan& plan);

private:
    Group& group(const std::string& service) { return changes_.groups[GroupKey{.service = service, .account = {}}]; }
    std::string account_of(const std::string& service) const;

    // order.cpp
    std::vector<std::string> services_in_order() const;
    void set_accounts();
    Frontier account_ready(const std::string& account) const;
    Frontier manager_ready(const std::string& account);
    Frontier& frontier_of(const std::string& service);

    // order_regroup.cpp
    void regroup(bool only_groups);
    void start_again(const std::string& account, const Regroup& change);

    // order_prepare.cpp
    void place(Group& owner, Frontier& frontier);
    void place_shared();
    void place_directories(const std::string& service) { place(group(service), frontier_of(service)); }
    Frontier provide(const std::vector<Put>& images, const Frontier& frontier);
    void provide_shared_images();
    void prepare(Group& owner, const std::string& account, Frontier& frontier);

    // order_commit.cpp
    std::set<std::string> managers_touched(const Group& owner) const;
    void make_ready(const std::string& service);
    void stop_leaving(const std::vector<std::string>& services);
    Frontier stop_leaving(const std::string& service, const Frontier& dependents);
    void commit(const std::string& service);
    void write(Group& owner, Frontier& frontier);
    void reload(const std::string& service, Group& owner, const std::set<std::string>& touched, Frontier& frontier);

    // order_remake.cpp
    void remake_networks();
    void remake_network(const std::string& service, const UnitPut& put);
    Frontier stop_members(const std::string& service, const UnitPut& put);
    Frontier leaving_from(const std::string& account);
    void bring_members(const std::string& service, const UnitPut& pod, uint32_t last);
    std::vector<const state::ResourceId*> members_of(const UnitPut& put) const;

    // order_start.cpp
    void note_files_of_others();
    void start(const std::string& service);
    void start_last(const std::string& service);
    Frontier reasons_for(const std::string& service, const UnitPut& put) const;
    uint32_t await_health(const Step& started);
    /// A unit that does not run because of a step of this plan, and starts again.
    struct Stopped {
        std::string service;    ///< among whose starts it is
        std::string why;        ///< if nothing of its own changed
        Frontier after = {};    ///< what its start waits for
        Frontier because = {};  ///< see Step
        bool by_pod = false;    ///< nothing but the restart of its pod stops it
    };
    /// The starts of one service, and the last step of each.
    struct Starts {
        Frontier begun;
        Frontier ready;

        uint32_t add(uint32_t start, uint32_t last) {
            begun.push_back(start);
            ready.push_back(last);
            return last;
        }
    };
    void start_units(const std::string& service, const Group& owner, const Frontier& needed, Starts& starts);
    void start_unit(const std::string& service, const UnitPut& put, const Frontier& needed, Starts& starts);
    void stop_for_socket(const std::string& service, const UnitPut& put, const Frontier& because, Frontier& after);
    void start_stopped(const std::string& service, Starts& starts);

    // order_removal.cpp
    void remove_shared();
    std::set<std::string> accounts_of(const std::string& service) const;
    void remove_from(Group& owner, Frontier& frontier);
    void purge_accounts();

    const state::HostState& desired_;
    const state::HostState& observed_;
    const Managers& managers_;
    Changes changes_;
    StepList steps_;
    std::set<std::string> contexts_;
    std::set<std::string> created_accounts_;
    Frontier accounts_step_;
    std::map<std::string, Frontier> manager_steps_;  // account → its AwaitManager
    std::map<std::string, Frontier> shared_;         // account ("" = host) → last step of what it shares
    std::map<std::string, Frontier> frontiers_;      // service → what its next step waits for
    std::map<std::string, Frontier> context_steps_;  // build context → steps that fill it
    std::map<state::ResourceId, uint32_t> image_steps_;
    std::map<state::ResourceId, uint32_t> file_steps_;     // that write or remove it
    std::map<std::string, Frontier> image_waits_;          // service → shared images that its units use
    std::map<state::ResourceId, Frontier> file_waits_;     // unit → steps that write another service's file it reads
    std::map<state::ResourceId, Frontier> image_reasons_;  // unit → steps that provide another service's image it uses
    std::map<state::ResourceId, Stopped> stopped_;         // units that are stopped in order to start anew
    std::set<state::ResourceId> remade_;                   // network units that remake_networks starts
    std::map<std::string, Frontier> network_starts_;       // service → these starts
    std::map<state::ResourceId, Frontier> network_waits_;  // unit → networks it uses that are made anew
    std::map<std::string, Frontier> started_;              // service → its starts
    std::map<std::string, Frontier> ready_;                // service → the waits until what it started is healthy
    std::map<std::string, Frontier> removed_;    // account → last steps of its services, then of what they shared
    std::set<std::string> prepared_;             // services that were prepared before their commit
    std::map<std::string, Frontier> regrouped_;  // account → the wait for its new manager
    std::map<state::ResourceId, Frontier> started_again_;  // unit → its start by that manager
    Frontier leaving_stops_;
};

}  // namespace nagaya::plan
