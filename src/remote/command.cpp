#include "remote/command.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/text.hpp"
#include "host/safe_files.hpp"
#include "remote/wire.hpp"

namespace nagaya::remote {

namespace {

/// While so much waits for the connection, commands are not read: they wait in their write(2).
constexpr size_t most_waiting = size_t{1} << 20;

struct Ends {
    host::Descriptor ours;
    host::Descriptor theirs;
};

Result<Ends> pipe_from_them() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno("pipe");
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return Ends{.ours = host::Descriptor(ends[0]), .theirs = host::Descriptor(ends[1])};
}

Result<Ends> pipe_to_them() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno("pipe");
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    return Ends{.ours = host::Descriptor(ends[1]), .theirs = host::Descriptor(ends[0])};
}

Result<Ends> no_input() {
    Ends ends{.ours = {}, .theirs = host::Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC))};
    if (!ends.theirs) return fail_errno("/dev/null");
    return ends;
}

Result<host::Descriptor> duplicate(const host::Descriptor& descriptor) {
    host::Descriptor copy(fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 3));
    if (!copy) return fail_errno("dup");
    return copy;
}

void set_size(int terminal, uint32_t columns, uint32_t rows) {
    winsize size{};
    size.ws_col = static_cast<unsigned short>(std::min<uint32_t>(columns, 10'000));
    size.ws_row = static_cast<unsigned short>(std::min<uint32_t>(rows, 10'000));
    static_cast<void>(ioctl(terminal, TIOCSWINSZ, &size));
}

Result<Ends> pseudoterminal(const Terminal& terminal) {
    Ends ends{.ours = host::Descriptor(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)), .theirs = {}};
    std::array<char, 64> name;
    if (!ends.ours || grantpt(ends.ours.get()) != 0 || unlockpt(ends.ours.get()) != 0 ||
        ptsname_r(ends.ours.get(), name.data(), name.size()) != 0)
        return fail_errno("a pseudoterminal");
    ends.theirs = host::Descriptor(open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!ends.theirs) return fail_errno(name.data());
    set_size(ends.ours.get(), terminal.columns, terminal.rows);
    return ends;
}

}  // namespace

Result<RunningCommand> RunningCommand::start(uint32_t channel, const Start& start, const Run& run) {
    RunningCommand command;
    command.channel_ = channel;
    command.report_ = start.report;
    command.terminal_ = run.terminal.present;
    host::Streams streams{.input = {}, .output = {}, .errors = {}, .terminal = run.terminal.present};
    if (run.terminal.present) {
        Ends ends = TRY(pseudoterminal(run.terminal));
        command.to_ = TRY(duplicate(ends.ours));
        streams.output = TRY(duplicate(ends.theirs));
        streams.errors = TRY(duplicate(ends.theirs));
        streams.input = std::move(ends.theirs);
        command.output_ = std::move(ends.ours);
    } else {
        Ends input = TRY(run.input ? pipe_to_them() : no_input());
        Ends output = TRY(pipe_from_them());
        Ends errors = TRY(pipe_from_them());
        command.to_ = std::move(input.ours);
        command.output_ = std::move(output.ours);
        command.errors_ = std::move(errors.ours);
        streams.input = std::move(input.theirs);
        streams.output = std::move(output.theirs);
        streams.errors = std::move(errors.theirs);
    }
    command.running_ =
        TRY(host::start_beside({.argv = start.argv, .environment = start.environment}, std::move(streams)));
    return command;
}

void RunningCommand::add_input(std::string_view bytes) {
    if (bytes.empty()) input_ended_ = true;
    waiting_ += bytes;
    // A terminal's end of input is a key, which the other side sends as such; a pipe is closed.
    if (input_ended_ && waiting_.empty() && !terminal_) to_.close();
}

void RunningCommand::tell_taken(Connection& connection, size_t count) const {
    WireWriter writer;
    writer.u32(static_cast<uint32_t>(count));
    connection.send({.channel = channel_, .type = FrameType::taken, .payload = writer.take()});
}

void RunningCommand::give_input(Connection& connection) {
    if (waiting_.empty()) return;
    ssize_t count = to_ ? write(to_.get(), waiting_.data(), waiting_.size()) : -1;
    if (count < 0 && to_ && (errno == EINTR || errno == EAGAIN)) return;
    if (count < 0) {
        // Nobody reads it any more; it counts as taken, so that the other side does not wait.
        to_.close();
        count = static_cast<ssize_t>(waiting_.size());
    }
    tell_taken(connection, static_cast<size_t>(count));
    waiting_.erase(0, static_cast<size_t>(count));
    if (input_ended_ && waiting_.empty() && !terminal_) to_.close();
}

bool RunningCommand::drain(host::Descriptor& from, FrameType type, Connection& connection) const {
    std::array<char, 32768> buffer;
    while (from) {
        if (connection.waiting() > most_waiting) return false;
        const ssize_t count = read(from.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return true;
        if (count <= 0)  // a pseudoterminal's end is EIO
            from.close();
        else
            connection.send(
                {.channel = channel_, .type = type, .payload = std::string(buffer.data(), static_cast<size_t>(count))});
    }
    return true;
}

bool RunningCommand::take_output(Connection& connection) {
    const bool output = drain(output_, FrameType::output, connection);
    return drain(errors_, FrameType::errors, connection) && output;
}

void RunningCommand::signal(int number) const { kill(-running_.pid, number); }

void RunningCommand::resize(uint32_t columns, uint32_t rows) const {
    if (terminal_ && output_) set_size(output_.get(), columns, rows);
}

void RunningCommand::finish(Connection& connection) {
    const Exit exit{.code = host::wait_for_end(running_.pid), .report = {}};
    // What it left running in the background loses the terminal or pipe, and is none of ours.
    // Half a report would be taken for a whole one.
    if (auto report = host::read_file(report_, report_limit); report && *report) {
        const std::string_view bytes = (*report)->bytes;
        const bool whole = bytes.size() == (*report)->status.size;
        for (size_t at = 0; whole && at < bytes.size(); at += payload_limit)
            connection.send({.channel = channel_,
                             .type = FrameType::report,
                             .payload = std::string(bytes.substr(at, payload_limit))});
    }
    (void)host::remove_file(report_);
    connection.send({.channel = channel_, .type = FrameType::exit, .payload = print_exit(exit)});
}

}  // namespace nagaya::remote
