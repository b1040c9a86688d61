#include "host/systemd.hpp"

#include <array>
#include <chrono>
#include <map>

#include "base/text.hpp"
#include "host/bus_call.hpp"

namespace nagaya::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* service = "org.freedesktop.systemd1";
constexpr const char* unit_interface = "org.freedesktop.systemd1.Unit";
constexpr const char* service_interface = "org.freedesktop.systemd1.Service";
constexpr Peer manager{
    .service = service, .path = "/org/freedesktop/systemd1", .interface = "org.freedesktop.systemd1.Manager"};
constexpr auto longest_job = std::chrono::minutes(5);

Result<void> append_names(const Message& message, const std::vector<std::string>& names) {
    int code = sd_bus_message_open_container(message.get(), 'a', "s");
    for (const std::string& name : names)
        if (code >= 0) code = sd_bus_message_append_basic(message.get(), 's', name.c_str());
    if (code >= 0) code = sd_bus_message_close_container(message.get());
    if (code < 0) return fail_code("names of units", code);
    return {};
}

/// a(ssssssouso): name, description, load, active, sub, following, path, job id, job type, job path.
Result<std::vector<ListedUnit>> read_units(const Message& reply) {
    std::vector<ListedUnit> units;
    int code = sd_bus_message_enter_container(reply.get(), 'a', "(ssssssouso)");
    while (code >= 0) {
        const char* name = nullptr;
        const char* load = nullptr;
        const char* active = nullptr;
        const char* sub = nullptr;
        const char* path = nullptr;
        const char* unused[4] = {};
        uint32_t job = 0;
        code = sd_bus_message_read(reply.get(), "(ssssssouso)", &name, &unused[0], &load, &active, &sub, &unused[1],
                                   &path, &job, &unused[2], &unused[3]);
        if (code == 0) return units;
        if (code > 0) units.push_back({.name = name, .load = load, .active = active, .sub = sub, .path = path});
    }
    return fail_code("list of units", code);
}

std::string string_property(const Bus& bus, const std::string& path, const char* interface, const char* name) {
    BusError error;
    char* text = nullptr;
    if (sd_bus_get_property_string(bus.get(), service, path.c_str(), interface, name, &error.value, &text) < 0)
        return {};
    std::string out = text;
    free(text);
    return out;
}

template <class Number>
Number number_property(const Bus& bus, const std::string& path, const char* interface, const char* name, char type) {
    BusError error;
    Number number{};
    if (sd_bus_get_property_trivial(bus.get(), service, path.c_str(), interface, name, &error.value, type, &number) < 0)
        return Number{};
    return number;
}

std::string invocation_id(const Bus& bus, const std::string& path) {
    BusError error;
    sd_bus_message* raw = nullptr;
    if (sd_bus_get_property(bus.get(), service, path.c_str(), unit_interface, "InvocationID", &error.value, &raw,
                            "ay") < 0)
        return {};
    const Message reply(raw);
    const void* bytes = nullptr;
    size_t size = 0;
    if (sd_bus_message_read_array(reply.get(), 'y', &bytes, &size) < 0 || size != 16) return {};
    std::string out;
    for (size_t i = 0; i < size; ++i) {
        const uint8_t byte = static_cast<const uint8_t*>(bytes)[i];
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

constexpr std::chrono::milliseconds look_again{200};

/// Every job that ended since the match was made: object path → result.
using EndedJobs = std::map<std::string, std::string>;

int take_ended_job(sd_bus_message* message, void* userdata, sd_bus_error*) {
    uint32_t id = 0;
    const char* path = nullptr;
    const char* unit = nullptr;
    const char* result = nullptr;
    if (sd_bus_message_read(message, "uoss", &id, &path, &unit, &result) >= 0)
        (*static_cast<EndedJobs*>(userdata))[path] = result;
    return 0;
}

Result<std::string> await_job(const Bus& bus, const EndedJobs& ended, const std::string& job, const std::string& unit,
                              const std::function<bool()>& give_up) {
    const auto deadline = Clock::now() + longest_job;
    while (true) {
        if (const auto at = ended.find(job); at != ended.end()) return at->second;
        const int handled = sd_bus_process(bus.get(), nullptr);
        if (handled < 0) return fail_code(concat("waiting for the job of `", unit, "`"), handled);
        if (handled > 0) continue;
        const auto left = std::chrono::duration_cast<std::chrono::microseconds>(deadline - Clock::now());
        if (left.count() <= 0)
            return fail(ErrorKind::timeout, concat("the job of `", unit, "` did not end within 5 minutes"));
        if (give_up && give_up()) return fail(ErrorKind::failed, concat("the job of `", unit, "` was not waited for"));
        const auto wait = give_up ? std::min<std::chrono::microseconds>(left, look_again) : left;
        const int waited = sd_bus_wait(bus.get(), static_cast<uint64_t>(wait.count()));
        if (waited < 0 && waited != -EINTR) return fail_code(concat("waiting for the job of `", unit, "`"), waited);
    }
}

constexpr std::array<const char*, 4> job_methods{"StartUnit", "RestartUnit", "ReloadUnit", "StopUnit"};
constexpr std::array<std::string_view, 4> job_words{"start", "restart", "reload", "stop"};

/// systemd's word for how a job ended, in plain English.
std::string_view job_end(std::string_view result) {
    if (result == "canceled") return "was cancelled by another job";
    if (result == "timeout") return "ran out of time";
    if (result == "dependency") return "failed because a unit it requires failed";
    if (result == "invalid") return "does not apply to this unit";
    return "failed";
}

}  // namespace

bool ListedUnit::is_active() const {
    return active == "active" || active == "reloading" || active == "refreshing" ||
           (active == "activating" && sub != "auto-restart");
}

Result<ServiceManager> ServiceManager::connect(uid_t uid, std::chrono::milliseconds longest) {
    Bus bus = TRY(Bus::open(uid, longest));
    return ServiceManager(std::move(bus));
}

Result<std::vector<ListedUnit>> ServiceManager::list(const std::vector<std::string>& names) {
    if (names.empty()) return std::vector<ListedUnit>{};
    const Message message = TRY(new_call(bus_, manager, "ListUnitsByNames"));
    TRY(append_names(message, names));
    const Message reply = TRY(send(bus_, message, "list of units"));
    return read_units(reply);
}

Result<std::string> ServiceManager::file_state(const std::string& unit) {
    const Result<Message> reply = call(bus_, manager, "GetUnitFileState", unit, "s", unit.c_str());
    if (!reply && reply.error().kind == ErrorKind::not_found) return std::string();
    if (!reply) return std::unexpected(reply.error());
    const char* state = nullptr;
    if (const int code = sd_bus_message_read(reply->get(), "s", &state); code < 0) return fail_code(unit, code);
    return std::string(state);
}

Result<UnitDetails> ServiceManager::details(const ListedUnit& unit) {
    UnitDetails details;
    details.invocation_id = invocation_id(bus_, unit.path);
    details.active_since = number_property<uint64_t>(bus_, unit.path, unit_interface, "ActiveEnterTimestamp", 't');
    if (!unit.name.ends_with(".service")) return details;
    details.result = string_property(bus_, unit.path, service_interface, "Result");
    details.restarts = number_property<uint32_t>(bus_, unit.path, service_interface, "NRestarts", 'u');
    details.exit_status = number_property<int32_t>(bus_, unit.path, service_interface, "ExecMainStatus", 'i');
    return details;
}

uint32_t ServiceManager::restarts(const ListedUnit& unit) {
    if (!unit.name.ends_with(".service")) return 0;
    return number_property<uint32_t>(bus_, unit.path, service_interface, "NRestarts", 'u');
}

Result<UnitPulse> ServiceManager::pulse(const std::string& unit) {
    const std::vector<ListedUnit> listed = TRY(list({unit}));
    if (listed.size() != 1) return fail(ErrorKind::not_found, concat("there is no unit `", unit, "`"));
    const std::string& path = listed.front().path;
    UnitPulse pulse{.active = listed.front().active, .sub = listed.front().sub, .result = {}};
    pulse.active_since = number_property<uint64_t>(bus_, path, unit_interface, "ActiveEnterTimestampMonotonic", 't');
    pulse.begun = number_property<uint64_t>(bus_, path, unit_interface, "InactiveExitTimestampMonotonic", 't');
    if (!unit.ends_with(".service")) return pulse;
    pulse.result = string_property(bus_, path, service_interface, "Result");
    pulse.restarts = number_property<uint32_t>(bus_, path, service_interface, "NRestarts", 'u');
    pulse.exit_status = number_property<int32_t>(bus_, path, service_interface, "ExecMainStatus", 'i');
    return pulse;
}

Result<void> ServiceManager::subscribe() {
    if (subscribed_) return {};
    TRY(call(bus_, manager, "Subscribe", "subscribing to a service manager", ""));
    subscribed_ = true;
    return {};
}

Result<void> ServiceManager::run_job(JobVerb verb, const std::string& unit) {
    const auto index = static_cast<size_t>(verb);
    const std::string what = concat("cannot ", job_words[index], " `", unit, "`");
    // Match and subscription come first: a quick job may be over before the call's answer is read.
    EndedJobs ended;
    sd_bus_slot* raw_slot = nullptr;
    const int matched = sd_bus_match_signal(bus_.get(), &raw_slot, service, manager.path, manager.interface,
                                            "JobRemoved", take_ended_job, &ended);
    if (matched < 0) return fail_code(what, matched);
    const Slot slot(raw_slot);
    TRY(subscribe());
    const Message reply = TRY(call(bus_, manager, job_methods[index], what, "ss", unit.c_str(), "replace"));
    const char* path = nullptr;
    if (const int code = sd_bus_message_read(reply.get(), "o", &path); code < 0) return fail_code(what, code);
    const std::string result = TRY(await_job(bus_, ended, path, unit, give_up_));
    if (result == "done" || result == "skipped") return {};
    std::string message = concat("the ", job_words[index], " of `", unit, "` ", job_end(result));
    const Result<std::vector<ListedUnit>> units = list({unit});
    if (units && units->size() == 1 && unit.ends_with(".service")) {
        const Result<UnitDetails> seen = details(units->front());
        if (seen && !seen->result.empty() && seen->result != "success")
            message +=
                concat(" (", seen->result, seen->result == "exit-code" ? concat(" ", seen->exit_status) : "", ")");
    }
    return fail(result == "timeout" ? ErrorKind::timeout : ErrorKind::failed, std::move(message));
}

Result<void> ServiceManager::reload() {
    TRY(call(bus_, manager, "Reload", "reload of the service manager", ""));
    return {};
}

Result<void> ServiceManager::enable(const std::string& unit) {
    const std::string what = concat("cannot enable `", unit, "`");
    const Message message = TRY(new_call(bus_, manager, "EnableUnitFiles"));
    TRY(append_names(message, {unit}));
    // runtime no, force yes: a stale link of an earlier version gives way.
    if (const int code = sd_bus_message_append(message.get(), "bb", 0, 1); code < 0) return fail_code(what, code);
    TRY(send(bus_, message, what));
    return {};
}

Result<void> ServiceManager::disable(const std::string& unit) {
    const std::string what = concat("cannot disable `", unit, "`");
    const Message message = TRY(new_call(bus_, manager, "DisableUnitFiles"));
    TRY(append_names(message, {unit}));
    if (const int code = sd_bus_message_append(message.get(), "b", 0); code < 0) return fail_code(what, code);
    TRY(send(bus_, message, what));
    return {};
}

Result<void> ServiceManager::unmask(const std::string& unit) {
    const std::string what = concat("cannot unmask `", unit, "`");
    for (const int runtime : {0, 1}) {
        const Message message = TRY(new_call(bus_, manager, "UnmaskUnitFiles"));
        TRY(append_names(message, {unit}));
        if (const int code = sd_bus_message_append(message.get(), "b", runtime); code < 0) return fail_code(what, code);
        TRY(send(bus_, message, what));
    }
    return {};
}

Result<void> ServiceManager::reset_failed(const std::string& unit) {
    const Result<Message> reply = call(bus_, manager, "ResetFailedUnit", unit, "s", unit.c_str());
    if (!reply && reply.error().kind != ErrorKind::not_found) return std::unexpected(reply.error());
    return {};
}

Result<std::string> ServiceManager::version() {
    BusError error;
    char* text = nullptr;
    const int code = sd_bus_get_property_string(bus_.get(), service, manager.path, manager.interface, "Version",
                                                &error.value, &text);
    if (code < 0) return fail_bus("the service manager", error.value, code);
    std::string out = text;
    free(text);
    return out;
}

}  // namespace nagaya::host
