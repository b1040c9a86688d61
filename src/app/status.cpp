#include "host/status.hpp"

#include <unistd.h>
#include <csignal>
#include <ctime>

#include <algorithm>
#include <array>
#include <chrono>

#include "app/deployed_units.hpp"
#include "app/lifecycle.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/journal.hpp"

namespace nagaya::app {

namespace {

/// "4 s", "12 min", "3 h", "5 d" since a time in µs.
std::string ago(uint64_t time_us) {
    if (time_us == 0) return "";
    auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    int64_t seconds = std::max<int64_t>(0, now - static_cast<int64_t>(time_us / 1'000'000));
    if (seconds < 120) return concat(seconds, " s");
    if (seconds < 7200) return concat(seconds / 60, " min");
    if (seconds < 172'800) return concat(seconds / 3600, " h");
    return concat(seconds / 86'400, " d");
}

std::string state_text(const host::UnitStatus& row) {
    if (row.active.empty()) return "no manager";
    if (row.load == "not-found") return "not found";
    std::string text = concat(row.active, row.sub.empty() || row.sub == row.active ? "" : concat(" (", row.sub, ")"));
    if (row.active == "failed" && !row.result.empty()) text = concat("failed (", row.result, ")");
    if (row.restarts > 0) text += concat(", ", row.restarts, "× restarted");
    return text;
}

std::string ports_text(const host::UnitStatus& row) {
    std::string text;
    for (uint16_t port : row.ports) text += concat(text.empty() ? "" : ",", port);
    return text;
}

constexpr std::array<std::string_view, 8> heads = {"SERVICE", "ACCOUNT", "UNIT",  "STATE",
                                                   "HEALTH",  "SINCE",   "PORTS", "IMAGE"};

/// Code points, which is what these columns take on a terminal.
size_t columns(std::string_view text) {
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string_view colour_of(const host::UnitStatus& row) {
    if (row.active == "failed" || row.health == "unhealthy" || row.load == "not-found") return "31";
    if (row.active == "active" && (row.health.empty() || row.health == "healthy")) return "32";
    return row.active == "active" || row.active == "activating" ? "33" : "2";
}

std::string table(const std::vector<host::UnitStatus>& rows, bool colour) {
    std::vector<std::array<std::string, heads.size()>> cells;
    for (const host::UnitStatus& row : rows)
        cells.push_back({row.service, row.account, row.unit, state_text(row), row.health, ago(row.active_since),
                         ports_text(row), row.image});
    // What podman and systemd say of an account's units is the account's to choose.
    for (auto& cell : cells)
        for (std::string& text : cell) text = visible(text);
    std::array<size_t, heads.size()> widths{};
    for (size_t i = 0; i < heads.size(); ++i) {
        widths[i] = heads[i].size();
        for (const auto& cell : cells) widths[i] = std::max(widths[i], columns(cell[i]));
    }
    auto line = [&](const auto& cell, std::string_view code) {
        std::string out;
        for (size_t i = 0; i < heads.size(); ++i) {
            std::string padded = concat(cell[i], std::string(widths[i] - columns(cell[i]), ' '));
            bool coloured = colour && !code.empty() && (i == 3 || i == 4);
            out += concat(i == 0 ? "" : "  ", coloured ? concat("\x1b[", code, "m", padded, "\x1b[0m") : padded);
        }
        return concat(out.substr(0, out.find_last_not_of(' ') + 1), "\n");
    };
    std::string out = line(heads, "");
    for (size_t i = 0; i < rows.size(); ++i) out += line(cells[i], colour_of(rows[i]));
    return out;
}

std::string json(const std::vector<host::UnitStatus>& rows) {
    JsonArray units;
    for (const host::UnitStatus& row : rows) {
        JsonArray ports;
        for (uint16_t port : row.ports) ports.emplace_back(unsigned{port});
        units.push_back(JsonObject{{"service", row.service},
                                   {"account", row.account},
                                   {"unit", row.unit},
                                   {"load", row.load},
                                   {"active", row.active},
                                   {"sub", row.sub},
                                   {"result", row.result},
                                   {"restarts", row.restarts},
                                   {"active_since_us", row.active_since},
                                   {"invocation_id", row.invocation_id},
                                   {"container", row.container},
                                   {"image", row.image},
                                   {"health", row.health},
                                   {"ports", std::move(ports)}});
    }
    return print_json(JsonObject{{"version", 1}, {"units", std::move(units)}}, JsonStyle::indented) + "\n";
}

Result<std::vector<host::UnitStatus>> rows_for(const StatusOptions& options, Console& console, bool& known) {
    state::Deployed deployed = TRY(read_records());
    known = services_deployed(options.services, deployed, console);
    if (!known) return std::vector<host::UnitStatus>{};
    return host::read_status(deployed, {.services = options.services});
}

/// Shows the table until Ctrl-C ends the program; nothing here needs an orderly end.
int watch(const StatusOptions& options, Console& console) {
    for (;;) {
        bool known = false;
        auto rows = rows_for(options, console, known);
        if (!rows) return tell(rows.error(), console);
        if (!known) return exit_usage;
        console.out(concat("\x1b[H\x1b[2J", table(*rows, console.out_colour)));
        timespec two_seconds{.tv_sec = 2, .tv_nsec = 0};
        nanosleep(&two_seconds, nullptr);
    }
}

}  // namespace

int status(const StatusOptions& options, Console& console) {
    std::vector<std::string> words = {"status"};
    words.insert(words.end(), options.services.begin(), options.services.end());
    if (options.format == Format::json) words.insert(words.end(), {"--format", "json"});
    if (options.watch) words.emplace_back("--watch");
    Routed routed = route(options.where, words, console);
    if (!routed.here) return routed.exit_code;
    if (options.watch) return watch(options, console);
    bool known = false;
    auto rows = rows_for(options, console, known);
    if (!rows) return tell(rows.error(), console);
    if (!known) return exit_usage;
    if (options.format == Format::json)
        console.out(json(*rows));
    else if (rows->empty())
        console.out("nothing is deployed here\n");
    else
        console.out(table(*rows, console.out_colour));
    bool failed =
        std::any_of(rows->begin(), rows->end(), [](const host::UnitStatus& row) { return row.active == "failed"; });
    return failed ? exit_failed : exit_ok;
}

namespace {

std::string clock_text(uint64_t time_us) {
    time_t seconds = static_cast<time_t>(time_us / 1'000'000);
    tm parts{};
    localtime_r(&seconds, &parts);
    char text[32];
    strftime(text, sizeof text, "%b %d %H:%M:%S", &parts);
    return text;
}

/// Each service keeps its colour: the same name gives the same one in every run.
std::string label(const std::string& service, size_t width, bool colour) {
    std::string padded = concat(service, std::string(width - service.size(), ' '));
    if (!colour) return padded;
    unsigned sum = 0;
    for (char c : service) sum = sum * 31 + static_cast<unsigned char>(c);
    return concat("\x1b[", 31 + sum % 6, "m", padded, "\x1b[0m");
}

}  // namespace

int logs(const LogsOptions& options, Console& console) {
    std::vector<std::string> words = {"logs", "--lines", concat(options.lines)};
    if (options.follow) words.emplace_back("--follow");
    words.insert(words.end(), options.services.begin(), options.services.end());
    Routed routed = route(options.where, words, console);
    if (!routed.here) return routed.exit_code;
    auto deployed = read_records();
    if (!deployed) return tell(deployed.error(), console);
    if (!services_deployed(options.services, *deployed, console)) return exit_usage;
    if (deployed->entries.empty()) console.err("nothing is deployed here\n");
    host::LogQuery query{.units = {}, .lines = options.lines, .follow = options.follow};
    size_t width = 0;
    for (const DeployedUnit& unit : units_of(*deployed, options.services)) {
        uid_t uid = 0;
        if (unit.account != "root") {
            auto account = host::look_up_account(unit.account);
            if (!account) continue;  // the account is gone; so are its lines
            uid = account->uid;
        }
        query.units.push_back({.uid = uid, .unit = unit.name, .label = unit.service});
        width = std::max(width, unit.service.size());
    }
    auto read = host::read_journal(query, [&](const host::LogLine* line) {
        if (line)
            console.out(concat(clock_text(line->time_us), " ", label(line->label, width, console.out_colour), " ",
                               visible(line->source), ": ", visible(line->message), "\n"));
        return true;
    });
    return read ? exit_ok : tell(read.error(), console);
}

}  // namespace nagaya::app
