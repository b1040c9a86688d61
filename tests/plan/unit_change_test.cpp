#include "plan/unit_change.hpp"

namespace nagaya::plan {
namespace {

using Inputs = std::map<std::string, std::string>;

state::Unit unit(Inputs inputs, bool active = true, bool enabled = false) {
    state::Unit unit;
    unit.name = "web.service";
    unit.active = active;
    unit.enabled = enabled;
    unit.inputs = std::move(inputs);
    return unit;
}

state::DeployedEntry entry(Inputs inputs) {
    return {.service = "web", .role = {}, .keep = false, .inputs = std::move(inputs), .digest = {}};
}

/// "restart: files/x changed (reload)".
std::string change(const state::Unit& desired, const state::Unit* observed, const state::DeployedEntry* record,
                   const std::set<std::string>& touched = {}) {
    const UnitChange found = change_of(desired, observed, record, touched);
    std::string out;
    if (found.enabling) out += *found.enabling == UnitVerb::enable ? "enable " : "disable ";
    if (found.running) {
        const bool reload = *found.running == UnitVerb::reload;
        out += *found.running == UnitVerb::start ? "start: " : reload ? "reload: " : "restart: ";
        out += found.why;
    }
    if (found.reload) out += " (reload)";
    return out;
}

const Inputs old_inputs = {{"files/x", "1"}, {"web.container", "1"}};
const Inputs new_inputs = {{"files/x", "2"}, {"web.container", "1"}};

TEST(UnitChange, IsNoneWhenAllIsAsItShouldBe) {
    const auto record = entry(old_inputs);
    const auto running = unit(old_inputs);
    EXPECT_EQ(change(running, &running, &record), "");
}

TEST(UnitChange, StartsWhatIsNew) {
    EXPECT_EQ(change(unit(old_inputs, true, true), nullptr, nullptr), "enable start: new");
}

TEST(UnitChange, TakesOverWhatRunsAlready) {
    const auto running = unit({});
    EXPECT_EQ(change(unit(old_inputs), &running, nullptr), "");
}

TEST(UnitChange, StartsWhatDoesNotRun) {
    const auto record = entry(old_inputs);
    auto stopped = unit({}, false);
    EXPECT_EQ(change(unit(old_inputs), &stopped, &record), "start: not running");
    stopped.failed = true;
    EXPECT_EQ(change(unit(old_inputs), &stopped, &record), "start: it failed");
}

TEST(UnitChange, RestartsWhatChanged) {
    const auto record = entry(old_inputs);
    const auto running = unit({});
    EXPECT_EQ(change(unit(new_inputs), &running, &record, {"files/x"}), "restart: files/x changed");
    EXPECT_EQ(change(unit({{"web.container", "1"}}), &running, &record, {"files/x"}), "restart: files/x removed");
    EXPECT_EQ(
        change(unit({{"files/x", "1"}, {"files/y", "1"}, {"web.container", "1"}}), &running, &record, {"files/y"}),
        "restart: files/y added");
}

TEST(UnitChange, RestartsWhatWasChangedByHand) {
    const auto record = entry(old_inputs);
    const auto running = unit({});
    EXPECT_EQ(change(unit(old_inputs), &running, &record, {"files/x"}), "restart: files/x changed");
}

TEST(UnitChange, FinishesWhatAnEarlierApplyBegan) {
    const auto record = entry(old_inputs);
    const auto running = unit({});
    EXPECT_EQ(change(unit(new_inputs), &running, &record), "restart: files/x changed since it was started (reload)");
    const auto claimed = entry({});
    EXPECT_EQ(change(unit(new_inputs), &running, &claimed),
              "restart: the end of its last start was not recorded (reload)");
    EXPECT_EQ(change(unit(new_inputs), nullptr, &claimed), "start: new (reload)");
}

TEST(UnitChange, ReloadsWhenThatIsEnough) {
    auto desired = unit(new_inputs);
    desired.reloaded_by = {"files/x"};
    const auto record = entry(old_inputs);
    const auto running = unit({});
    EXPECT_EQ(change(desired, &running, &record, {"files/x"}), "reload: files/x changed");
    // Put right what was changed by hand, and finish what an earlier apply began.
    EXPECT_EQ(change(unit(new_inputs), &running, &record, {"files/x"}), "restart: files/x changed");
    EXPECT_EQ(change(desired, &running, &record), "reload: files/x changed since it was started (reload)");
    desired.inputs["web.container"] = "2";
    EXPECT_EQ(change(desired, &running, &record, {"files/x", "web.container"}),
              "restart: files/x changed, web.container changed");
    const auto stopped = unit({}, false);
    EXPECT_EQ(change(desired, &stopped, &record, {"files/x", "web.container"}),
              "start: files/x changed, web.container changed");
    const auto claimed = entry({});
    EXPECT_EQ(change(desired, &running, &claimed), "restart: the end of its last start was not recorded (reload)");
}

TEST(UnitChange, NamesAFewReasons) {
    const auto record = entry({{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "1"}, {"e", "1"}});
    const auto running = unit({});
    EXPECT_EQ(change(unit({{"a", "2"}, {"b", "2"}, {"c", "2"}, {"d", "2"}, {"e", "2"}}), &running, &record,
                     {"a", "b", "c", "d", "e"}),
              "restart: a changed, b changed, c changed, and 2 more");
}

TEST(UnitChange, LeavesToATimerWhatATimerStarts) {
    const auto record = entry(old_inputs);
    const auto triggered = unit(new_inputs, false);
    EXPECT_EQ(change(triggered, nullptr, &record, {"files/x"}), "");
    const auto running = unit({});
    EXPECT_EQ(change(triggered, &running, &record, {"files/x"}), "restart: files/x changed");
}

TEST(UnitChange, DoesNotRepeatWhatEndedWell) {
    auto momentary = unit(old_inputs);
    momentary.momentary = true;
    auto ended = unit({}, false);
    auto record = entry(old_inputs);
    EXPECT_EQ(change(momentary, &ended, &record), "");
    record.digest = "triggered";
    EXPECT_EQ(change(momentary, &ended, &record), "start: not running");
    record.digest.clear();
    ended.failed = true;
    EXPECT_EQ(change(momentary, &ended, &record), "start: it failed");
}

TEST(UnitChange, DisablesWhatIsNotToBeEnabled) {
    const auto record = entry(old_inputs);
    const auto enabled = unit({}, true, true);
    EXPECT_EQ(change(unit(old_inputs), &enabled, &record), "disable ");
}

}  // namespace
}  // namespace nagaya::plan
