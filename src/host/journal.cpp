#include "host/journal.hpp"

#include <systemd/sd-journal.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>

#include "base/text.hpp"
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
    sd_journal* raw = nullptr;
    if (const int code = sd_journal_open(&raw, SD_JOURNAL_LOCAL_ONLY); code < 0) return fail_journal("the journal", code);
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

/// Goes to the entry before the `lines`th from the end.
Result<void> seek_back(sd_journal* journal, size_t lines) {
    if (const int code = sd_journal_seek_tail(journal); code < 0) return fail_journal("the journal", code);
    // previous_skip gives how far it came; one more than wanted, since the reader starts with `next`.
    const int code = sd_journal_previous_skip(journal, lines + 1);
    if (code < 0) return fail_journal("the journal", code);
    if (static_cast<size_t>(code) <= lines) sd_journal_seek_head(journal);
    return {};
}

bool wait_for_more(sd_journal* journal) { return sd_journal_wait(journal, 500'000) >= 0; }

/// The messages from where the journal stands, each with the program that wrote it.
std::vector<std::string> rest(sd_journal* journal) {
    std::vector<std::string> lines;
    while (sd_journal_next(journal) > 0)
        lines.push_back(concat(first_field(journal, {"SYSLOG_IDENTIFIER", "_COMM"}), ": ", field(journal, "MESSAGE")));
    return lines;
}

std::string invocation_of(uid_t uid, const std::string& unit) {
    Result<ServiceManager> manager = ServiceManager::connect(uid);
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
    TRY(seek_back(journal.get(), query.lines));
    while (true) {
        int code = 0;
        while ((code = sd_journal_next(journal.get())) > 0) {
            const LogLine line = line_at(journal.get(), labels);
            if (!take(&line)) return {};
        }
        if (code < 0) return fail_journal("the journal", code);
        if (!query.follow || !wait_for_more(journal.get()) || !take(nullptr)) return {};
    }
}

std::vector<std::string> last_lines_of_run(uid_t uid, const std::string& unit, size_t count) {
    const Result<Journal> journal = open_journal();
    if (!journal) return {};
    const std::string invocation = invocation_of(uid, unit);
    if (!invocation.empty()) {
        const char* ours = uid == 0 ? "INVOCATION_ID=" : "USER_INVOCATION_ID=";
        add_match(journal->get(), concat("_SYSTEMD_INVOCATION_ID=", invocation));
        sd_journal_add_disjunction(journal->get());
        add_match(journal->get(), concat(ours, invocation));
    } else if (!match_unit(journal->get(), {.uid = uid, .unit = unit, .label = {}})) {
        return {};
    }
    if (!seek_back(journal->get(), count)) return {};
    return rest(journal->get());
}

}  // namespace nagaya::host
