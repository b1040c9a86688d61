#include "host/probe.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/http_get.hpp"
#include "host/podman.hpp"
#include "host/process.hpp"
#include "host/tcp.hpp"

namespace nagaya::host {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_on_network = std::chrono::seconds(5);
constexpr milliseconds longest_of_podman = std::chrono::seconds(30);
constexpr size_t most_lines = 10;

/// The last lines, safe to print.
std::string for_people(std::string_view text) {
    std::vector<std::string> lines;
    for (const std::string_view line : split(trim(text), '\n')) lines.push_back(visible(trim(line.substr(0, 500))));
    if (lines.size() > most_lines) lines.erase(lines.begin(), lines.end() - most_lines);
    return join(lines, "\n");
}

Deadline deadline_in(milliseconds longest) {
    return std::chrono::steady_clock::now() + std::min(longest, longest_on_network);
}

ProbeTry hopeless(const Error& error) { return {.holds = false, .said = error.text(), .hopeless = true}; }
ProbeTry not_yet(std::string said) { return {.holds = false, .said = std::move(said)}; }

class HttpProber final : public Prober {
public:
    explicit HttpProber(std::string_view url) : address_(parse_http_url(url)) {}
    ProbeTry attempt(milliseconds longest) override {
        if (!address_) return hopeless(address_.error());
        const Result<HttpAnswer> answer = http_get(*address_, deadline_in(longest));
        if (!answer) return not_yet(answer.error().text());
        if (answer->status >= 200 && answer->status < 400) return {.holds = true, .said = {}};
        std::string said =
            concat("status ", answer->status, answer->reason.empty() ? "" : " ", visible(answer->reason));
        // The beginning of a page says more than its end.
        const std::string body = for_people(std::string_view(answer->body).substr(0, 300));
        return not_yet(body.empty() ? said : concat(said, "\n", body));
    }

private:
    Result<HttpAddress> address_;
};

class TcpProber final : public Prober {
public:
    explicit TcpProber(std::string_view target) : endpoint_(parse_endpoint(target)) {}
    ProbeTry attempt(milliseconds longest) override {
        if (!endpoint_) return hopeless(endpoint_.error());
        const Result<Descriptor> connected = connect_tcp(*endpoint_, deadline_in(longest));
        if (!connected) return not_yet(connected.error().text());
        return {.holds = true, .said = {}};
    }

private:
    Result<Endpoint> endpoint_;
};

class CommandProber final : public Prober {
public:
    CommandProber(const PasswdEntry& account, std::vector<std::string> argv)
        : command_(as_account(account, std::move(argv))) {}
    ProbeTry attempt(milliseconds longest) override {
        command_.timeout = std::max(longest, milliseconds(1));
        const Result<Completed> completed = run(command_);
        if (!completed) {
            // A program that is missing may yet be mounted or installed; a time that ran out is the end anyway.
            return not_yet(completed.error().text());
        }
        if (completed->exit_code == 0) return {.holds = true, .said = {}};
        const std::string said = for_people(completed->errors.empty() ? completed->output : completed->errors);
        return not_yet(concat("exit code ", completed->exit_code, said.empty() ? "" : "\n", said));
    }

private:
    Command command_;
};

/// What `podman inspect` tells of a container's health.
struct ContainerHealth {
    std::string status;  ///< "healthy", "unhealthy", "starting"; "" without a health check
    std::string last_output;
    bool punishes = false;  ///< podman kills, restarts or stops the container when it is unhealthy
};

Result<ContainerHealth> parse_inspected(std::string_view json) {
    const Json root = TRY(parse_json(json));
    if (root.array().empty()) return fail(ErrorKind::malformed, "podman inspect printed nothing");
    const Json& container = root.array().front();
    const Json& health = container["State"]["Health"];
    ContainerHealth out{.status = std::string(health["Status"].text()), .last_output = {}};
    if (!health["Log"].array().empty()) out.last_output = health["Log"].array().back()["Output"].text();
    const std::string_view action = container["Config"]["HealthcheckOnFailureAction"].text();
    out.punishes = !action.empty() && action != "none";
    return out;
}

class ContainerProber final : public Prober {
public:
    ContainerProber(const PasswdEntry& account, std::string name) : account_(account), name_(std::move(name)) {}

    // Podman's own timer looks only every HealthInterval= (30 s by default), so we ask for more looks; but not where one that
    // comes too early counts towards HealthOnFailure=kill.
    ProbeTry attempt(milliseconds longest) override {
        const Result<ContainerHealth> health = inspect(longest);
        if (!health) return not_yet(for_people(health.error().text()));
        if (health->status == "healthy") return {.holds = true, .said = {}};
        if (health->status.empty())
            return {
                .holds = false, .said = concat("container ", visible(name_), " has no HealthCmd="), .hopeless = true};
        if (!health->punishes && check(longest)) return {.holds = true, .said = {}};
        const std::string said = for_people(health->last_output);
        return not_yet(concat(visible(health->status), said.empty() ? "" : "\n", said));
    }

private:
    Command podman(std::vector<std::string> words, milliseconds longest) const {
        words.insert(words.begin(), "podman");
        words.push_back(name_);
        Command command = as_account(account_, std::move(words));
        command.timeout = std::clamp(longest, milliseconds(1000), longest_of_podman);
        return command;
    }
    Result<ContainerHealth> inspect(milliseconds longest) const {
        const Completed completed = TRY(run_ok(podman({"inspect", "--type", "container", "--"}, longest)));
        return parse_inspected(completed.output);
    }
    bool check(milliseconds longest) const {
        const Result<Completed> completed = run(podman({"healthcheck", "run", "--"}, longest));
        return completed && completed->exit_code == 0 && !completed->output.contains("starting");
    }

    PasswdEntry account_;
    std::string name_;
};

}  // namespace

std::unique_ptr<Prober> make_prober(const PasswdEntry& account, const state::Probe& probe) {
    switch (probe.kind) {
        case state::Probe::Kind::http: return std::make_unique<HttpProber>(probe.target);
        case state::Probe::Kind::tcp: return std::make_unique<TcpProber>(probe.target);
        case state::Probe::Kind::command: return std::make_unique<CommandProber>(account, probe.command);
        case state::Probe::Kind::container: return std::make_unique<ContainerProber>(account, probe.target);
        case state::Probe::Kind::settled: break;
    }
    CHECK(false);
}

}  // namespace nagaya::host
