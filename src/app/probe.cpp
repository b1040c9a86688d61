#include "app/probe.hpp"

#include <unistd.h>

#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/health.hpp"
#include "model/duration.hpp"

namespace nagaya::app {

namespace {

using Kind = state::Probe::Kind;

/// Who runs this.
Result<host::PasswdEntry> ourselves() {
    const host::AccountDatabase database = TRY(host::read_account_database());
    for (const auto& [name, entry] : database.accounts)
        if (entry.uid == geteuid()) return entry;
    return fail(ErrorKind::not_found, concat("there is no account with uid ", geteuid()));
}

int tell_failure(const std::string& unit, const Error& error, Console& console) {
    const std::string text = visible(safe_text(error));
    console.err(unit.empty() ? concat(text, "\n") : concat(visible(unit), ": ", text, "\n"));
    return exit_findings;
}

}  // namespace

std::optional<ProbeOptions> parse_probe(const std::vector<std::string>& words) {
    ProbeOptions options;
    bool known = false;
    for (size_t i = 0; i < words.size(); i += 2) {
        if (i + 1 == words.size()) return std::nullopt;
        const std::string& value = words[i + 1];
        if (words[i] == "--unit") {
            options.unit = value;
        } else if (words[i] == "--within") {
            const std::optional<uint64_t> within = model::parse_duration(value);
            if (!within || *within > UINT32_MAX) return std::nullopt;
            options.probe.within_ms = static_cast<uint32_t>(*within);
        } else if (words[i] == "--http" || words[i] == "--tcp") {
            options.probe.kind = words[i] == "--http" ? Kind::http : Kind::tcp;
            options.probe.target = value;
            known = true;
        } else if (words[i] == "--command" && value == "--") {
            options.probe.kind = Kind::command;
            options.probe.command.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 2, words.end());
            if (options.probe.command.empty()) return std::nullopt;
            return options;
        } else {
            return std::nullopt;
        }
    }
    return known ? std::optional(options) : std::nullopt;
}

int probe(const std::vector<std::string>& words, Console& console) {
    const std::optional<ProbeOptions> options = parse_probe(words);
    if (!options) {
        console.err(
            "usage: nagaya probe [--unit NAME] [--within TIME] (--http URL | --tcp ADDRESS:PORT | --command -- "
            "PROGRAM …)\n");
        return exit_usage;
    }
    const Result<host::PasswdEntry> account = ourselves();
    if (!account) return tell_failure(options->unit, account.error(), console);
    const Result<void> held = host::await_probe(*account, options->probe, {}, {});
    return held ? exit_ok : tell_failure(options->unit, held.error(), console);
}

}  // namespace nagaya::app
