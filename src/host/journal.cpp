#include "host/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <memory>

#include "base/text.hpp"
#include "host/libsystemd.hpp"
#include "host/systemd.hpp"

namespace nagaya::host {
namespace {

struct Close {
    void operator()(sd_journal* journal) const { sd_journal_close(journal); }
};
using Journal = std::unique_ptr<sd_journal, Close>;

std::unexpected<Error> fail_journal(std::string_view what, int code) {
    errno = -code;
    return fail_errno(what);
}

Result<Journal> open_journal() {
    TRY(load_libsystemd());
    sd_journal* raw = nullptr;
    if (const int code = sd_journal_open(&raw, SD_JOURNAL_LOCAL_ONLY); code < 0)
        return fail_journal("the journal", code);
    return Journal(raw);
}

bool add_match(sd_journal* journal, const std::string& match) {
    return sd_journal_add_match(journal, match.data(), match.size()) >= 0;
}

/// What processes of the unit say, and what the manager says about it. Processes of a rootless container run under subids,
/// so they are found by the owner of their manager and not by their own uid. See systemd.journal-fields(7).
bool match_unit(sd_journal* journal, const LoggedUnit& unit) {
    if (unit.uid == 0)
        return add_match(journal, concat("_SYSTEMD_UNIT=", unit.unit)) && sd_journal_add_disjunction(journal) >= 0 &&
               add_match(journal, concat("UNIT=", unit.unit)) && add_match(journal, "_PID=1") &&
               sd_journal_add_disjunction(journal) >= 0;
    return add_match(journal, concat("_SYSTEMD_USER_UNIT=", unit.unit)) &&
           add_match(journal, concat("_SYSTEMD_OWNER_UID=", unit.uid)) && sd_journal_add_disjunction(journal) >= 0 &&
           add_match(journal, concat("USER_UNIT=", unit.unit)) && add_match(journal, concat("_UID=", unit.uid)) &&
           sd_journal_add_disjunction(journal) >= 0;
}

std::string field(sd_journal* journal, const char* name) {
    const void* data = nullptr;
    size_t size = 0;
    if (sd_journal_get_data(journal, name, &data, &size) < 0) return {};
    const std::string_view text(static_cast<const char*>(data), size);
    const size_t equals = text.find('=');
    return equals == std::string_view::npos ? std::string() : std::string(text.substr(equals + 1));
}

std::string first_field(sd_journal* journal, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (std::string text = field(journal, name); !text.empty()) return text;
    return {};
}

using Labels = std::map<std::pair<std::string, std::string>, std::string>;  // owner uid, unit → label

LogLine line_at(sd_journal* journal, const Labels& labels) {
    LogLine line{.time_us = 0, .label = {}, .unit = {}, .source = {}, .message = {}, .priority = 6};
    sd_journal_get_realtime_usec(journal, &line.time_us);
    line.message = field(journal, "MESSAGE");
    while (line.message.ends_with('\n')) line.message.pop_back();
    line.source = first_field(journal, {"SYSLOG_IDENTIFIER", "_COMM"});
    line.priority = static_cast<int>(parse_number(field(journal, "PRIORITY")).value_or(6));
    line.unit = first_field(journal, {"USER_UNIT", "_SYSTEMD_USER_UNIT"});
    std::string owner = first_field(journal, {"_SYSTEMD_OWNER_UID", "_UID"});
    if (line.unit.empty()) {
        line.unit = first_field(journal, {"UNIT", "_SYSTEMD_UNIT"});
        owner = "0";
    }
    if (const auto at = labels.find({owner, line.unit}); at != labels.end()) line.label = at->second;
    return line;
}

/// Podman writes each of its events, and the id that `podman run` prints, into the log of the unit: nobody reads those.
bool is_noise(sd_journal* journal, const LogLine& line) {
    const void* data = nullptr;
    size_t size = 0;
    if (sd_journal_get_data(journal, "PODMAN_EVENT", &data, &size) >= 0) return true;
    return line.message.size() == 64 && line.message.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// The last `count` lines, oldest first; the journal then stands at the newest entry.
std::vector<LogLine> last_lines(sd_journal* journal, const Labels& labels, size_t count) {
    std::vector<LogLine> lines;
    std::string newest;
    if (sd_journal_seek_tail(journal) < 0) return lines;
    while (lines.size() < count && sd_journal_previous(journal) > 0) {
        char* cursor = nullptr;
        if (newest.empty() && sd_journal_get_cursor(journal, &cursor) >= 0) newest = cursor;
        free(cursor);
        LogLine line = line_at(journal, labels);
        if (!is_noise(journal, line)) lines.push_back(std::move(line));
    }
    std::ranges::reverse(lines);
    if (newest.empty() || sd_journal_seek_cursor(journal, newest.c_str()) < 0)
        sd_journal_seek_head(journal);
    else
        sd_journal_next(journal);
    return lines;
}

/// Gives what came after the entry the journal stands at, until `take` has had enough (false).
Result<bool> give_new_lines(sd_journal* journal, const Labels& labels,
                            const std::function<bool(const LogLine*)>& take) {
    int code = 0;
    while ((code = sd_journal_next(journal)) > 0) {
        const LogLine line = line_at(journal, labels);
        if (!is_noise(journal, line) && !take(&line)) return false;
    }
    if (code < 0) return fail_journal("the journal", code);
    return true;
}

bool wait_for_more(sd_journal* journal) { return sd_journal_wait(journal, 500'000) >= 0; }

std::string invocation_of(uid_t uid, const std::string& unit) {
    Result<ServiceManager> manager = ServiceManager::connect(uid, impatient);
    if (!manager) return {};
    const Result<std::vector<ListedUnit>> listed = manager->list({unit});
    if (!listed || listed->empty()) return {};
    const Result<UnitDetails> details = manager->details(listed->front());
    return details ? details->invocation_id : std::string();
}

}  // namespace

Result<void> read_journal(const LogQuery& query, const std::function<bool(const LogLine*)>& take) {
    const Journal journal = TRY(open_journal());
    Labels labels;
    for (const LoggedUnit& unit : query.units) {
        if (!match_unit(journal.get(), unit)) return fail(ErrorKind::malformed, concat("`", unit.unit, "` is no unit"));
        labels[{std::to_string(unit.uid), unit.unit}] = unit.label;
    }
    if (query.units.empty()) return {};
    for (const LogLine& line : last_lines(journal.get(), labels, query.lines))
        if (!take(&line)) return {};
    while (query.follow) {
        if (!TRY(give_new_lines(journal.get(), labels, take))) return {};
        if (!wait_for_more(journal.get()) || !take(nullptr)) return {};
    }
    return {};
}

std::vector<std::string> last_lines_of_run(uid_t uid, const std::string& unit, size_t count) {
    // A unit that systemd restarts by itself has runs of a line each, and the first of them said what is wrong.
    constexpr size_t telling = 5;
    const Result<Journal> journal = open_journal();
    if (!journal) return {};
    const auto read = [&] {
        std::vector<std::string> lines;
        for (const LogLine& line : last_lines(journal->get(), {}, count))
            lines.push_back(concat(line.source, ": ", line.message));
        return lines;
    };
    const std::string invocation = invocation_of(uid, unit);
    if (!invocation.empty()) {
        const char* ours = uid == 0 ? "INVOCATION_ID=" : "USER_INVOCATION_ID=";
        add_match(journal->get(), concat("_SYSTEMD_INVOCATION_ID=", invocation));
        sd_journal_add_disjunction(journal->get());
        add_match(journal->get(), concat(ours, invocation));
        if (std::vector<std::string> lines = read(); lines.size() >= telling) return lines;
        sd_journal_flush_matches(journal->get());
    }
    if (!match_unit(journal->get(), {.uid = uid, .unit = unit, .label = {}})) return {};
    return read();
}

}  // namespace nagaya::host
