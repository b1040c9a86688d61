#include "app/report.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

namespace nagaya::app {

namespace {

std::string names(const std::set<std::string>& services) {
    std::vector<std::string> shown;
    for (const std::string& service : services) shown.push_back(service.empty() ? "the host itself" : visible(service));
    return join(shown, ", ");
}

std::string dependents_text(const std::vector<Dependent>& dependents) {
    std::string text;
    for (const Dependent& one : dependents)
        text += concat("  ", visible(one.service), ": ", visible(one.unit), " is ",
                       one.active.empty() ? "not running: its account has no manager" : visible(one.active), "\n");
    return text.empty() ? text : concat("looked at again, because they need what went back:\n", text);
}

/// What is left in which state after a failure.
std::string failure_text(const ChangeReport& report) {
    const apply::TransactionOutcome& outcome = report.outcome;
    std::string text;
    if (!outcome.rolled_back.empty())
        text += concat("went back to the version before: ", names(outcome.rolled_back), "\n");
    for (const auto& [service, why] : outcome.stuck)
        text += concat("half done, its way back failed: ", names({service}), ": ", visible(why), "\n");
    std::set<std::string> left = outcome.failed_services;
    for (const std::string& service : outcome.rolled_back) left.erase(service);
    for (const auto& [service, why] : outcome.stuck) left.erase(service);
    if (!left.empty() && outcome.committed) text += concat("left as far as it came: ", names(left), "\n");
    text += dependents_text(report.dependents);
    if (!outcome.storage_failure.empty()) text += concat("error: ", visible(outcome.storage_failure), "\n");
    return text;
}

std::string generation_text(const ChangeReport& report) {
    return report.generation == 0 ? "" : concat(" (generation ", report.generation, ")");
}

JsonArray list(const std::set<std::string>& texts) {
    JsonArray array;
    for (const std::string& text : texts) array.emplace_back(text);
    return array;
}

JsonArray failures_json(const std::vector<Failure>& failures) {
    JsonArray array;
    for (const Failure& failure : failures) {
        JsonArray log;
        for (const std::string& line : failure.log) log.emplace_back(line);
        array.push_back(JsonObject{{"service", failure.service},
                                   {"step", failure.step},
                                   {"error", failure.error},
                                   {"log", std::move(log)},
                                   {"going_back", failure.going_back}});
    }
    return array;
}

}  // namespace

std::string report_text(const ChangeReport& report) {
    const apply::TransactionOutcome& outcome = report.outcome;
    if (outcome.ok())
        return concat("applied ", plural(outcome.done, "step"), ", ", plural(report.restarts, "restart"),
                      generation_text(report), "\n");
    std::string text = failure_text(report);
    if (outcome.stopped) return concat(text, "stopped: nothing was applied\n");
    text += concat(outcome.done, " done, ", outcome.failed, " failed, ", outcome.skipped, " not done");
    if (outcome.undone > 0) text += concat(", ", outcome.undone, " taken back");
    const bool as_before = !outcome.committed && outcome.stuck.empty() && outcome.storage_failure.empty();
    text += concat(generation_text(report), as_before ? "; the host is as it was" : "", "\n");
    if (!outcome.failed_services.empty())
        text += concat("failed: ", names(outcome.failed_services),
                       "\nhelp: mend the cause and run the same command again\n");
    return text;
}

std::string report_json(const ChangeReport& report) {
    const apply::TransactionOutcome& outcome = report.outcome;
    JsonObject stuck;
    for (const auto& [service, why] : outcome.stuck) stuck.emplace_back(service, why);
    JsonArray dependents;
    for (const Dependent& one : report.dependents)
        dependents.push_back(JsonObject{{"service", one.service}, {"unit", one.unit}, {"active", one.active}});
    return print_json(JsonObject{{"version", 1},
                                 {"ok", outcome.ok()},
                                 {"generation", report.generation},
                                 {"committed", outcome.committed},
                                 {"stopped", outcome.stopped},
                                 {"done", uint64_t{outcome.done}},
                                 {"failed", uint64_t{outcome.failed}},
                                 {"skipped", uint64_t{outcome.skipped}},
                                 {"undone", uint64_t{outcome.undone}},
                                 {"restarts", uint64_t{report.restarts}},
                                 {"failed_services", list(outcome.failed_services)},
                                 {"rolled_back", list(outcome.rolled_back)},
                                 {"stuck", std::move(stuck)},
                                 {"storage_failure", outcome.storage_failure},
                                 {"failures", failures_json(report.failures)},
                                 {"dependents", std::move(dependents)}},
                      JsonStyle::indented) +
           "\n";
}

}  // namespace nagaya::app
