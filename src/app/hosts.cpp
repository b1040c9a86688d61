#include "app/hosts.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include "app/line_console.hpp"
#include "app/session.hpp"
#include "base/json.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"

namespace nagaya::app {

namespace {

using Clock = std::chrono::steady_clock;

struct HostResult {
    std::string host;
    bool begun = false;
    int code = exit_ok;
    int64_t milliseconds = 0;
    std::string output = {};  ///< as JSON, when that was asked for
    Json report = {};         ///< what the command came to (docs/formats/outcome.md); null when it told nothing
};

/// The higher, the worse. 2 may only say that there is something to do.
int badness(int code) {
    switch (code) {
        case exit_ok: return 0;
        case exit_usage: return 1;
        case exit_findings: return 2;
        default: return code + 3;
    }
}

std::string_view word(const HostResult& result, bool two_is_news) {
    if (!result.begun) return "not begun";
    switch (result.code) {
        case exit_ok: return "ok";
        case exit_findings: return "refused";
        case exit_usage: return two_is_news ? "something to do" : "refused";
        case exit_failed: return "failed";
        default: return result.code > 128 ? "stopped" : "failed";
    }
}

std::string seconds(int64_t milliseconds) { return concat(milliseconds / 1000, ".", milliseconds / 100 % 10); }

bool is_failure(const HostResult& result, const HostsOptions& options) {
    return result.code != exit_ok && !(options.two_is_news && result.code == exit_usage);
}

/// Host names in the order asked for, each once; none after an error was written.
std::vector<std::string> chosen_hosts(const HostsOptions& options, const model::Site& site, Console& console) {
    std::vector<std::string> known;
    for (const auto& [name, host] : site.hosts) known.push_back(name);
    std::vector<std::string> chosen;
    for (const std::string& name : options.all ? known : options.hosts) {
        if (std::ranges::find(chosen, name) != chosen.end()) continue;
        chosen.push_back(name);
        if (site.hosts.contains(name)) continue;
        const std::string hint = did_you_mean(name, known);
        console.err(concat("nagaya: the site has no host `", visible(name), "`", hint.empty() ? "" : "; ", hint,
                           "\nhelp: its hosts are ", join(known, ", "), "\n"));
        return {};
    }
    if (chosen.empty())
        console.err("nagaya: this site has no hosts\nhelp: write hosts/<name>.toml with services = [\"…\"]\n");
    return chosen;
}

/// The hosts, their results, and who works on which.
class Round {
public:
    Round(const HostsOptions& options, const HostDeed& deed, std::vector<std::string> hosts, Console& console)
        : options_(options), deed_(deed), shared_{.base = console, .mutex = {}} {
        for (std::string& host : hosts) {
            width_ = std::max(width_, host.size());
            results_.push_back({.host = std::move(host)});
        }
    }

    std::vector<HostResult> run() {
        std::vector<std::jthread> workers;
        const size_t count = std::clamp<size_t>(options_.parallel, 1, results_.size());
        for (size_t i = 0; i < count; ++i) workers.emplace_back([this] { work(); });
        workers.clear();
        return std::move(results_);
    }

private:
    bool is_over() const {
        return HandOn::interrupted() || (options_.max_failures > 0 && failures_ >= options_.max_failures);
    }
    void work() {
        while (!is_over()) {
            const size_t index = next_++;
            if (index >= results_.size()) return;
            run_one(results_[index]);
        }
    }
    void run_one(HostResult& result) {
        const auto begin = Clock::now();
        result.begun = true;
        LineConsole lines(shared_, label(result.host), options_.format == Format::json);
        result.code = deed_(result.host, lines.console());
        result.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count();
        result.output = lines.kept();
        if (auto report = parse_json(lines.report())) result.report = std::move(*report);
        if (is_failure(result, options_)) ++failures_;
    }
    /// Each host keeps its colour: the same name gives the same one in every run.
    std::string label(const std::string& host) const {
        const std::string padded = concat(host, std::string(width_ - host.size(), ' '), " | ");
        if (!shared_.base.out_colour) return padded;
        unsigned sum = 0;
        for (const char c : host) sum = sum * 31 + static_cast<unsigned char>(c);
        return concat("\x1b[", 31 + sum % 6, "m", padded, "\x1b[0m");
    }

    const HostsOptions& options_;
    const HostDeed& deed_;
    SharedConsole shared_;
    size_t width_ = 0;
    std::vector<HostResult> results_;
    std::atomic<size_t> next_ = 0;
    std::atomic<size_t> failures_ = 0;
};

std::string table(const std::vector<HostResult>& results, const HostsOptions& options) {
    std::vector<std::array<std::string, 5>> rows = {{"HOST", "RESULT", "CHANGED", "RESTARTS", "SECONDS"}};
    for (const HostResult& result : results) {
        const Json& report = result.report;
        // What went back is as before.
        const bool stayed = report["committed"] == Json() || report["committed"].flag();
        // The host says these: any number.
        const auto count = [&report](std::string_view what) {
            return std::clamp<int64_t>(report[what].number(), 0, 1'000'000'000);
        };
        const int64_t changed = stayed ? count("done") - count("undone") : 0;
        const bool told = !report.object().empty();
        rows.push_back({result.host, std::string(word(result, options.two_is_news)),
                        told ? concat(std::max<int64_t>(changed, 0)) : "-",
                        told ? concat(stayed ? count("restarts") : 0) : "-",
                        result.begun ? seconds(result.milliseconds) : "-"});
    }
    std::array<size_t, 5> widths{};
    for (const auto& row : rows)
        for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (size_t i = 0; i < row.size(); ++i) {
            const std::string blanks(widths[i] - row[i].size(), ' ');
            // Numbers stand right.
            line += concat(i == 0 ? "" : "  ", i < 2 ? concat(row[i], blanks) : concat(blanks, row[i]));
        }
        out += concat(line.substr(0, line.find_last_not_of(' ') + 1), "\n");
    }
    return out;
}

std::string json(const std::vector<HostResult>& results, const HostsOptions& options) {
    JsonArray array;
    for (const HostResult& result : results) {
        Result<Json> output = parse_json(result.output);
        array.push_back(JsonObject{{"host", result.host},
                                   {"result", word(result, options.two_is_news)},
                                   {"exit_code", result.begun ? Json(result.code) : Json(nullptr)},
                                   {"milliseconds", result.milliseconds},
                                   {"output", output ? std::move(*output) : Json(nullptr)}});
    }
    return print_json(array, JsonStyle::indented) + "\n";
}

}  // namespace

int on_hosts(const HostsOptions& options, const HostDeed& deed, Console& console) {
    // Before any thread: all of them leave signals to the one that hands them on.
    HandOn::prepare();
    int exit_code = exit_ok;
    HostOptions where;
    where.site = options.site;
    where.secrets = options.secrets;
    const auto workspace = open_checked(where, console, exit_code);
    if (!workspace) return exit_code;
    std::vector<std::string> hosts = chosen_hosts(options, workspace->site, console);
    if (hosts.empty()) return exit_usage;
    // Once, and not by several at once while others read the site.
    if (options.changes)
        if (const auto written = write_lock(*workspace); !written) return tell(written.error(), console);
    const std::vector<HostResult> results = Round(options, deed, std::move(hosts), console).run();
    int worst = exit_ok;
    for (const HostResult& result : results) {
        const int code = result.begun ? result.code : exit_failed;
        if (badness(code) > badness(worst)) worst = code;
    }
    if (options.format == Format::json)
        console.out(json(results, options));
    else
        console.out(concat("\n", table(results, options)));
    return worst;
}

}  // namespace nagaya::app
