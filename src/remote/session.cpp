#include "remote/session.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/check.hpp"
#include "base/text.hpp"
#include "remote/wire.hpp"

namespace nagaya::remote {

namespace {

/// As much input as may be on its way before the agent has said that it was taken.
constexpr size_t most_in_flight = size_t{64} << 10;
constexpr size_t error_text_limit = size_t{16} << 10;
/// What the carrying program gets to end by itself.
constexpr int end_milliseconds = 3000;

bool ends_within(int process, int milliseconds) {
    pollfd event{process, POLLIN, 0};
    int ready = 0;
    do ready = poll(&event, 1, milliseconds);
    while (ready < 0 && errno == EINTR);
    return ready == 1;
}

}  // namespace

Session::Session(const Transport& transport, host::Running running, Connection connection, host::Descriptor errors)
    : name_(transport.name),
      by_hand_(transport.by_hand),
      running_(std::move(running)),
      connection_(std::move(connection)),
      errors_(std::move(errors)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    fcntl(errors_.get(), F_SETFL, O_NONBLOCK);
}

Session::~Session() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    post({.type = FrameType::keep_alive});
    if (thread_.joinable()) thread_.join();
    connection_.close();
    if (running_.pid < 0) return;
    // ssh(1) ends when its input does.
    for (const int number : {SIGTERM, SIGKILL}) {
        if (ends_within(running_.process.get(), end_milliseconds)) break;
        kill(-running_.pid, number);
    }
    host::wait_for_end(running_.pid);
}

void Session::post(Frame frame) {
    {
        const std::lock_guard lock(mutex_);
        outbox_.push_back(std::move(frame));
    }
    const uint64_t one = 1;
    static_cast<void>(!write(wake_.get(), &one, sizeof one));
}

Result<uint32_t> Session::open_channel(const Listener* listener) {
    const std::lock_guard lock(mutex_);
    if (broken_) return std::unexpected(*broken_);
    const uint32_t id = next_channel_++;
    channels_[id].listener = listener;
    return id;
}

Result<Exit> Session::wait_for(uint32_t channel) {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [&] { return channels_[channel].end.has_value(); });
    Result<Exit> end = std::move(*channels_[channel].end);
    channels_.erase(channel);
    return end;
}

Result<uint32_t> Session::send_site(const Site& site) {
    const std::string packed = pack_site(site);
    if (packed.size() > site_limit) return fail(ErrorKind::limit, "the site is too large to be sent");
    const uint32_t channel = TRY(open_channel(nullptr));
    constexpr size_t piece = payload_limit - 1;
    for (size_t at = 0; at < packed.size(); at += piece) {
        const bool last = packed.size() - at <= piece;
        post({.channel = channel,
              .type = FrameType::site,
              .payload = std::string(1, last ? '\1' : '\0') + packed.substr(at, piece)});
    }
    TRY(within(concat("sending the site to ", name_), wait_for(channel)));
    return channel;
}

Result<Exit> Session::run(const Run& run, const Listener& listener) {
    Frame frame{.type = FrameType::run, .payload = print_run(run)};
    if (frame.payload.size() > payload_limit) return fail(ErrorKind::limit, "the command line is too long to be sent");
    frame.channel = TRY(open_channel(&listener));
    const uint32_t channel = frame.channel;
    post(std::move(frame));
    return wait_for(channel);
}

void Session::signal(int number) {
    std::vector<uint32_t> running;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, channel] : channels_)
            if (channel.listener) running.push_back(id);
    }
    for (const uint32_t id : running)
        post({.channel = id, .type = FrameType::signal, .payload = std::string(1, static_cast<char>(number))});
}

void Session::resize(uint32_t columns, uint32_t rows) {
    std::vector<uint32_t> running;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, channel] : channels_)
            if (channel.listener) running.push_back(id);
    }
    for (const uint32_t id : running) {
        WireWriter writer;
        writer.u32(columns).u32(rows);
        post({.channel = id, .type = FrameType::resize, .payload = writer.take()});
    }
}

// ---- the thread ----

void Session::serve() {
    while (true) {
        {
            const std::lock_guard lock(mutex_);
            if (closing_) return;
        }
        if (Result<void> served = serve_once(); !served) return fail_all(std::move(served.error()));
    }
}

Result<void> Session::serve_once() {
    std::vector<pollfd> events;
    std::vector<uint32_t> feeding;
    {
        const std::lock_guard lock(mutex_);
        for (Frame& frame : outbox_) connection_.send(frame);
        outbox_.clear();
        const short to_events = connection_.waiting() > 0 ? POLLOUT : 0;
        events = {{connection_.from(), POLLIN, 0},
                  {connection_.to(), to_events, 0},
                  {wake_.get(), POLLIN, 0},
                  {errors_.get(), POLLIN, 0}};
        for (const auto& [id, channel] : channels_) {
            if (!channel.listener || channel.listener->input < 0 || channel.end || channel.input_ended ||
                channel.input_in_flight >= most_in_flight)
                continue;
            events.push_back({channel.listener->input, POLLIN, 0});
            feeding.push_back(id);
        }
    }
    if (poll(events.data(), events.size(), until_next_duty(connection_)) < 0 && errno != EINTR)
        return fail_errno("poll");
    uint64_t count = 0;
    if (events[2].revents != 0) static_cast<void>(!read(wake_.get(), &count, sizeof count));
    if (events[3].revents != 0) take_errors();
    const bool more = events[0].revents == 0 || TRY(connection_.fill());
    while (std::optional<Frame> frame = TRY(connection_.next())) take(std::move(*frame));
    if (!more) return fail(ErrorKind::io, "the connection was cut");
    for (size_t i = 0; i < feeding.size(); ++i)
        if (events[4 + i].revents != 0) take_input(feeding[i]);
    if (!keep_alive(connection_)) return fail(ErrorKind::timeout, "nothing came from there any more");
    return connection_.flush();
}

void Session::finish(uint32_t channel, Result<Exit> end) {
    const std::lock_guard lock(mutex_);
    const auto found = channels_.find(channel);
    if (found == channels_.end()) return;
    if (end && !found->second.report.empty()) end->report = std::move(found->second.report);
    found->second.end = std::move(end);
    ended_.notify_all();
}

void Session::take_report(const Frame& frame) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = channels_.find(frame.channel);
        if (found == channels_.end() || found->second.end) return;
        std::string& report = found->second.report;
        if (report.size() + frame.payload.size() <= report_limit) {
            report += frame.payload;
            return;
        }
    }
    finish(frame.channel, fail(ErrorKind::limit, concat(name_, ": its report has no end")));
}

void Session::take(Frame frame) {
    const Listener* listener = nullptr;
    {
        const std::lock_guard lock(mutex_);
        const auto found = channels_.find(frame.channel);
        if (found != channels_.end() && !found->second.end) listener = found->second.listener;
        WireReader reader(frame.payload);
        if (listener && frame.type == FrameType::taken)
            found->second.input_in_flight -= std::min<size_t>(reader.u32(), found->second.input_in_flight);
    }
    switch (frame.type) {
        case FrameType::output:
            if (listener && listener->output) listener->output(frame.payload);
            break;
        case FrameType::errors:
            if (listener && listener->errors) listener->errors(frame.payload);
            break;
        case FrameType::ready: finish(frame.channel, Exit{}); break;
        case FrameType::report: take_report(frame); break;
        case FrameType::exit: finish(frame.channel, parse_exit(frame.payload)); break;
        case FrameType::refuse:
            if (frame.channel == 0)
                fail_all({.kind = ErrorKind::failed, .message = std::move(frame.payload)});
            else
                finish(frame.channel, fail(ErrorKind::failed, std::move(frame.payload)));
            break;
        default: break;  // keep-alive, and what a later agent may say
    }
}

void Session::take_input(uint32_t id) {
    const std::lock_guard lock(mutex_);
    const auto found = channels_.find(id);
    if (found == channels_.end() || found->second.end) return;
    Channel& channel = found->second;
    std::array<char, 16384> buffer;
    const ssize_t count = read(channel.listener->input, buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    channel.input_ended = count <= 0;
    const size_t size = count > 0 ? static_cast<size_t>(count) : 0;
    channel.input_in_flight += size;
    connection_.send({.channel = id, .type = FrameType::input, .payload = std::string(buffer.data(), size)});
}

void Session::take_errors() {
    std::array<char, 4096> buffer;
    // As much as a pipe holds, and not until it is empty: whoever writes without end must not keep us here.
    for (int round = 0; errors_ && round < 16;) {
        const ssize_t count = read(errors_.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0)
            errors_.close();
        else
            error_text_.append(buffer.data(), static_cast<size_t>(count));
        ++round;
    }
    if (error_text_.size() > 2 * error_text_limit) error_text_.erase(0, error_text_.size() - error_text_limit);
}

void Session::fail_all(Error error) {
    take_errors();
    error.message = concat(name_, ": ", error.message);
    if (const std::string_view said = trim(error_text_); !said.empty())
        error.message += concat("\n    | ", visible(said.substr(said.rfind('\n') + 1)));
    error.message += "\nhelp: what ran there was told to end, and what it had begun is taken back; run it again";
    const std::lock_guard lock(mutex_);
    if (!broken_) broken_ = std::move(error);
    for (auto& [id, channel] : channels_)
        if (!channel.end) channel.end = std::unexpected(*broken_);
    ended_.notify_all();
}

}  // namespace nagaya::remote
