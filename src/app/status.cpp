#include "host/status.hpp"

#include <unistd.h>
#include <csignal>
#include <ctime>

#include <algorithm>
#include <array>
#include <chrono>

#include "app/certificates.hpp"
#include "app/deployed_units.hpp"
#include "app/forwarded_words.hpp"
#include "app/generations.hpp"
#include "app/host_summary.hpp"
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

/// What the host is at, and how its units are.
struct Picture {
    std::vector<PrefixSummary> summaries;
    std::vector<host::UnitStatus> rows;
    std::vector<StoredCertificate> certificates;
    std::map<std::string, std::string> waiting;  ///< service → what holds up its account
    bool known = true;                           ///< all services asked for are deployed here
};

std::string state_text(const host::UnitStatus& row, const Picture& picture) {
    if (const auto held_up = picture.waiting.find(row.service); row.active.empty() && held_up != picture.waiting.end())
        return concat("waits for ", held_up->second);
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

bool is_bad(const host::UnitStatus& row) {
    return row.active == "failed" || row.health == "unhealthy" || row.load == "not-found";
}

std::string_view colour_of(const host::UnitStatus& row) {
    if (is_bad(row)) return "31";
    if (row.active == "active" && (row.health.empty() || row.health == "healthy")) return "32";
    return row.active == "active" || row.active == "activating" ? "33" : "2";
}

/// One line for each prefix, before the table.
std::string summary_text(const Picture& picture, bool colour) {
    std::string out;
    for (const PrefixSummary& one : picture.summaries) {
        if (one.generation > 0)
            out += concat(one.prefix, ": generation ", one.generation, " since ", minute_text(one.time), ", ",
                          visible(one.reason), one.site_commit.empty() ? "" : concat(", ", visible(one.site_commit)),
                          "\n");
        if (!one.under_way.empty())
            out += concat(one.prefix, ": ", visible(one.under_way), " changes this host just now\n");
        if (!one.first_boot.empty())
            out += concat(colour ? "\x1b[33m" : "", one.prefix,
                          ": the first boot has not brought everything up; `systemctl status ", one.first_boot,
                          "` tells why", colour ? "\x1b[0m" : "", "\n");
        if (one.cut_off)
            out += concat(colour ? "\x1b[33m" : "", one.prefix,
                          ": an apply was cut off; the next command that changes something takes back what it began",
                          colour ? "\x1b[0m" : "", "\n");
    }
    for (const std::string& warning : certificate_warnings(picture.certificates, std::time(nullptr)))
        out += concat(colour ? "\x1b[33m" : "", warning, colour ? "\x1b[0m" : "", "\n");
    return out;
}

std::string table(const Picture& picture, bool colour) {
    const std::vector<host::UnitStatus>& rows = picture.rows;
    std::vector<std::array<std::string, heads.size()>> cells;
    for (const host::UnitStatus& row : rows)
        cells.push_back({row.service, row.account, row.unit, state_text(row, picture), row.health,
                         ago(row.active_since), ports_text(row), row.image});
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

Json summaries_json(const std::vector<PrefixSummary>& summaries) {
    JsonArray array;
    for (const PrefixSummary& one : summaries)
        array.push_back(JsonObject{{"prefix", one.prefix},
                                   {"generation", one.generation},
                                   {"time", one.time},
                                   {"reason", one.reason},
                                   {"site_commit", one.site_commit},
                                   {"under_way", one.under_way},
                                   {"first_boot", one.first_boot},
                                   {"cut_off", one.cut_off}});
    return array;
}

std::string json(const Picture& picture) {
    JsonArray units;
    for (const host::UnitStatus& row : picture.rows) {
        const auto held_up = picture.waiting.find(row.service);
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
                                   {"waits_for", held_up == picture.waiting.end() ? "" : held_up->second},
                                   {"ports", std::move(ports)}});
    }
    return print_json(JsonObject{{"version", 1},
                                 {"sites", summaries_json(picture.summaries)},
                                 {"units", std::move(units)},
                                 {"certificates", certificates_json(picture.certificates, std::time(nullptr))}},
                      JsonStyle::indented) +
           "\n";
}

Result<Picture> look(const StatusOptions& options, Console& console) {
    Picture picture;
    const state::Deployed deployed = TRY(read_records());
    picture.known = services_deployed(options.services, deployed, console);
    if (!picture.known) return picture;
    picture.summaries = TRY(summarise_host());
    picture.rows = TRY(host::read_status(deployed, {}));
    if (options.services.empty()) picture.certificates = TRY(read_certificates(deployed));
    picture.waiting = waiting_services(picture.rows);
    if (!options.services.empty())
        std::erase_if(picture.rows, [&](const host::UnitStatus& row) {
            return std::ranges::find(options.services, row.service) == options.services.end();
        });
    return picture;
}

/// Shows the table until Ctrl-C ends the program; nothing here needs an orderly end.
int watch(const StatusOptions& options, Console& console) {
    for (;;) {
        const auto picture = look(options, console);
        if (!picture) return tell(picture.error(), console);
        if (!picture->known) return exit_usage;
        console.out(
            concat("\x1b[H\x1b[2J", summary_text(*picture, console.out_colour), table(*picture, console.out_colour)));
        timespec two_seconds{.tv_sec = 2, .tv_nsec = 0};
        nanosleep(&two_seconds, nullptr);
    }
}

}  // namespace

int status(const StatusOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words(options), console);
    if (!routed.here) return routed.exit_code;
    if (options.watch) return watch(options, console);
    const auto picture = look(options, console);
    if (!picture) return tell(picture.error(), console);
    if (!picture->known) return exit_usage;
    if (options.format == Format::json)
        console.out(json(*picture));
    else if (picture->rows.empty())
        console.out(concat(summary_text(*picture, console.out_colour), "nothing is deployed here\n"));
    else
        console.out(concat(summary_text(*picture, console.out_colour), table(*picture, console.out_colour)));
    // The host's, so not those of a look at some services: which of them a first boot waits for is not known.
    const bool booting = options.services.empty() && std::ranges::any_of(picture->summaries, [](const auto& summary) {
                             return !summary.first_boot.empty();
                         });
    const bool bad =
        booting || std::ranges::any_of(picture->rows, is_bad) || any_bad(picture->certificates, std::time(nullptr));
    return bad ? exit_failed : exit_ok;
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
    Routed routed = route(options.where, forwarded_words(options), console);
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
