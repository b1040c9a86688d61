#include "remote/agent.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>

#include "base/text.hpp"
#include "remote/command.hpp"
#include "remote/site_directory.hpp"
#include "remote/wire.hpp"

namespace nagaya::remote {

namespace {

constexpr size_t most_commands = 64;
constexpr std::array<int, 4> signals_handed_on = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

/// Signals that ask us to end come as bytes of a descriptor: commands and sites must be taken care of first.
class EndSignals {
public:
    EndSignals() {
        sigset_t set;
        sigemptyset(&set);
        for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
        pthread_sigmask(SIG_BLOCK, &set, &before_);
        come_ = host::Descriptor(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
        struct sigaction ignore{};
        ignore.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &ignore, &pipe_);
    }
    ~EndSignals() {
        sigaction(SIGPIPE, &pipe_, nullptr);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    EndSignals(const EndSignals&) = delete;
    EndSignals& operator=(const EndSignals&) = delete;
    int descriptor() const { return come_.get(); }

private:
    host::Descriptor come_;
    sigset_t before_{};
    struct sigaction pipe_{};
};

/// Where programs are on every kind of host: a login that is no terminal's may know less.
constexpr std::string_view usual_path =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/wrappers/bin:/run/current-system/sw/bin";

/// `path` with the usual directories that it lacks at its end.
std::string whole_path(const std::string& path) {
    std::string whole = path;
    for (const std::string_view directory : split(usual_path, ':')) {
        const auto known = split(path, ':');
        if (std::ranges::find(known, directory) == known.end()) whole += concat(whole.empty() ? "" : ":", directory);
    }
    return whole;
}

/// This process's environment without what only nagaya sets.
std::vector<std::string> plain_environment() {
    std::vector<std::string> out;
    std::string path;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (text.starts_with("PATH="))
            path = text.substr(5);
        else if (!text.starts_with("NAGAYA_") && !text.starts_with("TERM="))
            out.emplace_back(text);
    }
    out.push_back(concat("PATH=", whole_path(path)));
    return out;
}

class Agent {
public:
    Agent(const AgentOptions& options, SiteDirectory sites, host::Descriptor from, host::Descriptor to)
        : options_(options), sites_(std::move(sites)), connection_(std::move(from), std::move(to)) {}

    void greet();
    /// Serves until the session is over.
    void serve(const EndSignals& signals);
    /// Ends what still runs.
    void wind_down();

private:
    Result<void> serve_once(const EndSignals& signals);
    Result<void> take(Frame frame);
    Result<void> take_hello(const Frame& frame);
    Result<void> take_site(const Frame& frame);
    Result<void> start(const Frame& frame);
    void steer(RunningCommand& command, const Frame& frame);
    void refuse(uint32_t channel, const Error& error);
    void tend_commands();
    std::vector<pollfd> what_to_wait_for(int signals) const;
    std::vector<std::string> argv_of(const Run& run) const;

    const AgentOptions& options_;
    SiteDirectory sites_;
    Connection connection_;
    std::map<uint32_t, std::string> arriving_;  ///< sites, piece by piece
    std::map<uint32_t, RunningCommand> commands_;
    bool greeted_ = false;
    bool ended_ = false;
};

void Agent::greet() {
    connection_.send_text(preamble);
    connection_.send(
        {.type = FrameType::hello,
         .payload = print_hello({.protocol = protocol_version, .program = options_.key, .version = options_.version})});
}

void Agent::refuse(uint32_t channel, const Error& error) {
    connection_.send({.channel = channel, .type = FrameType::refuse, .payload = error.text().substr(0, 4096)});
}

Result<void> Agent::take_hello(const Frame& frame) {
    const Hello hello = TRY(parse_hello(frame.payload));
    if (hello.protocol != protocol_version)
        return fail(ErrorKind::unsupported, concat("this agent speaks version ", protocol_version,
                                                   " of the protocol, the other side ", hello.protocol));
    greeted_ = true;
    return {};
}

Result<void> Agent::take_site(const Frame& frame) {
    if (frame.payload.empty()) return fail(ErrorKind::malformed, "a piece of a site without a head");
    std::string& packed = arriving_[frame.channel];
    packed.append(frame.payload, 1);
    if (packed.size() > site_limit || arriving_.size() > most_commands)
        return fail(ErrorKind::limit, "the site is too large");
    if (frame.payload[0] == 0) return {};
    Result<Site> site = unpack_site(packed);
    arriving_.erase(frame.channel);
    if (!site) return std::unexpected(site.error());
    if (Result<void> put = within("writing the site on the host", sites_.put(frame.channel, *site)); !put)
        refuse(frame.channel, put.error());
    else
        connection_.send({.channel = frame.channel, .type = FrameType::ready});
    return {};
}

/// Options right behind the command's name: what stands behind "--" belongs to somebody else.
std::vector<std::string> Agent::argv_of(const Run& run) const {
    std::vector<std::string> argv = options_.program;
    argv.insert(argv.end(), run.name.begin(), run.name.end());
    argv.insert(argv.end(), {"--local", "--site"});
    if (run.site != 0) {
        const std::string root = sites_.of(run.site);
        argv.insert(argv.end(), {root + "/site", "--secrets", root + "/secrets"});
    } else {
        argv.push_back(sites_.path());
    }
    argv.insert(argv.end(), run.words.begin(), run.words.end());
    return argv;
}

Result<void> Agent::start(const Frame& frame) {
    const Run run = TRY(parse_run(frame.payload));
    if (commands_.contains(frame.channel)) return fail(ErrorKind::malformed, "a channel is used twice");
    if (commands_.size() >= most_commands) {
        refuse(frame.channel, {.kind = ErrorKind::limit, .message = "too many commands at once"});
        return {};
    }
    Start start{.argv = argv_of(run),
                .environment = plain_environment(),
                .report = concat(sites_.path(), "/report-", frame.channel)};
    start.environment.push_back(concat("NAGAYA_REPORT=", start.report));
    start.environment.push_back(concat("NAGAYA_CONSOLE=", run.console));
    start.environment.push_back(concat("TERM=", run.terminal.name.empty() ? "dumb" : run.terminal.name));
    Result<RunningCommand> command = RunningCommand::start(frame.channel, start, run);
    if (command)
        commands_.emplace(frame.channel, std::move(*command));
    else
        refuse(frame.channel, command.error());
    return {};
}

void Agent::steer(RunningCommand& command, const Frame& frame) {
    WireReader reader(frame.payload);
    if (frame.type == FrameType::input) command.add_input(frame.payload);
    if (frame.type == FrameType::signal) {
        const int number = reader.u8();
        if (std::ranges::find(signals_handed_on, number) != signals_handed_on.end()) command.signal(number);
    }
    if (frame.type == FrameType::resize) {
        const uint32_t columns = reader.u32();
        const uint32_t rows = reader.u32();
        if (reader.done()) command.resize(columns, rows);
    }
}

Result<void> Agent::take(Frame frame) {
    if (frame.type == FrameType::hello) return take_hello(frame);
    if (!greeted_) return fail(ErrorKind::malformed, "the other side did not greet");
    switch (frame.type) {
        case FrameType::site: return take_site(frame);
        case FrameType::run: return start(frame);
        case FrameType::input:
        case FrameType::signal:
        case FrameType::resize:
            // A command that has just ended gets no more; the other side does not know yet.
            if (const auto command = commands_.find(frame.channel); command != commands_.end())
                steer(command->second, frame);
            return {};
        case FrameType::keep_alive: return {};
        default: return fail(ErrorKind::malformed, "a frame that only agents send");
    }
}

std::vector<pollfd> Agent::what_to_wait_for(int signals) const {
    const short to_events = connection_.waiting() > 0 ? POLLOUT : 0;
    std::vector<pollfd> events = {
        {connection_.from(), POLLIN, 0}, {connection_.to(), to_events, 0}, {signals, POLLIN, 0}};
    for (const auto& [channel, command] : commands_) {
        // A connection that does not move keeps us from reading; its POLLOUT wakes us.
        if (connection_.waiting() <= payload_limit) {
            events.push_back({command.process(), POLLIN, 0});
            events.push_back({command.output(), POLLIN, 0});
            events.push_back({command.errors(), POLLIN, 0});
        }
        events.push_back({command.to(), POLLOUT, 0});
    }
    return events;
}

bool has_ended(int process) {
    pollfd event{process, POLLIN, 0};
    return poll(&event, 1, 0) == 1;
}

void Agent::tend_commands() {
    for (auto it = commands_.begin(); it != commands_.end();) {
        RunningCommand& command = it->second;
        // Asked before the output is read: what an ended process wrote is all there then.
        const bool ended = has_ended(command.process());
        command.give_input(connection_);
        const bool all = command.take_output(connection_);
        if (ended && all) {
            command.finish(connection_);
            it = commands_.erase(it);
        } else {
            ++it;
        }
    }
}

Result<void> Agent::serve_once(const EndSignals& signals) {
    std::vector<pollfd> events = what_to_wait_for(signals.descriptor());
    if (poll(events.data(), events.size(), until_next_duty(connection_)) < 0 && errno != EINTR)
        return fail_errno("poll");
    if (events[2].revents != 0 || (events[1].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) ended_ = true;
    if (events[0].revents != 0 && !TRY(connection_.fill())) ended_ = true;
    while (std::optional<Frame> frame = TRY(connection_.next())) TRY(take(std::move(*frame)));
    tend_commands();
    if (!keep_alive(connection_)) return fail(ErrorKind::timeout, "the other side is silent");
    return connection_.flush();
}

void Agent::serve(const EndSignals& signals) {
    while (!ended_) {
        if (const Result<void> served = serve_once(signals); !served) {
            refuse(0, served.error());
            (void)connection_.flush();
            return;
        }
    }
}

void Agent::wind_down() {
    for (const auto& [channel, command] : commands_) command.signal(SIGTERM);
    const auto end = Clock::now() + std::chrono::seconds(options_.grace_seconds);
    bool killed = false;
    // Their output goes nowhere, but is read: nobody must wait for a reader while it takes something back.
    while (!commands_.empty()) {
        if (!killed && Clock::now() >= end) {
            for (const auto& [channel, command] : commands_) command.signal(SIGKILL);
            killed = true;
        }
        Connection sink{host::Descriptor(), host::Descriptor()};
        for (auto it = commands_.begin(); it != commands_.end();) {
            const bool ended = has_ended(it->second.process());
            (void)it->second.take_output(sink);
            if (ended) it->second.finish(sink);
            it = ended ? commands_.erase(it) : std::next(it);
        }
        if (!commands_.empty()) poll(nullptr, 0, 20);
    }
}

}  // namespace

Result<void> serve(const AgentOptions& options, host::Descriptor from, host::Descriptor to) {
    const EndSignals signals;
    SiteDirectory sites = TRY(SiteDirectory::make(options.directory));
    Agent agent(options, std::move(sites), std::move(from), std::move(to));
    agent.greet();
    agent.serve(signals);
    agent.wind_down();
    return {};
}

}  // namespace nagaya::remote
