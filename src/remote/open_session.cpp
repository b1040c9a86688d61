// The beginning of a session: the way to the host, the agent's greeting, and the program's first copy there.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/text.hpp"
#include "remote/program.hpp"
#include "remote/session.hpp"

namespace nagaya::remote {

namespace {

constexpr std::chrono::seconds greeting_timeout{60};
constexpr std::chrono::minutes install_timeout{30};
/// What a login script may write before the agent greets.
constexpr size_t noise_limit = size_t{64} << 10;

struct Pipe {
    host::Descriptor read_end;
    host::Descriptor write_end;
};

Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno("pipe");
    return Pipe{.read_end = host::Descriptor(ends[0]), .write_end = host::Descriptor(ends[1])};
}

std::string size_text(size_t bytes) { return concat(bytes / 1'000'000, ".", bytes / 100'000 % 10, " MB"); }

Result<void> install(const Transport& transport, const Program& program, const Progress& progress) {
    progress(concat("copying nagaya (", size_text(program.bytes.size()), ") to ", transport.name));
    host::Command command = TRY(transport.shell(install_script(program.digest), true));
    command.input = program.bytes;
    command.timeout = install_timeout;
    const host::Completed done = TRY(host::run(command));
    if (done.exit_code == 0) return {};
    return std::unexpected(explain_install({.name = transport.name,
                                            .by_hand = transport.by_hand,
                                            .exit_code = done.exit_code,
                                            .output = done.output,
                                            .errors = done.errors}));
}

}  // namespace

Result<std::unique_ptr<Session>> Session::connect(const Transport& transport) {
    host::Command command = transport.agent;
    if (command.argv.empty()) {
        const Program* program = TRY(own_program());
        command = TRY(transport.shell(agent_script(program->key()), false));
    }
    Pipe input = TRY(make_pipe());
    Pipe output = TRY(make_pipe());
    Pipe errors = TRY(make_pipe());
    host::Streams streams{.input = std::move(input.read_end),
                          .output = std::move(output.write_end),
                          .errors = std::move(errors.write_end)};
    host::Running running = TRY(host::start_beside(command, std::move(streams)));
    return std::unique_ptr<Session>(new Session(transport, std::move(running),
                                                Connection(std::move(output.read_end), std::move(input.write_end)),
                                                std::move(errors.read_end)));
}

Result<bool> Session::read_to_preamble(Clock::time_point deadline) {
    std::array<char, 4096> buffer;
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) return false;
        std::array<pollfd, 2> events{{{connection_.from(), POLLIN, 0}, {errors_.get(), POLLIN, 0}}};
        if (poll(events.data(), events.size(), static_cast<int>(left)) < 0 && errno != EINTR) return fail_errno("poll");
        if (events[1].revents != 0) take_errors();
        if (events[0].revents == 0) continue;
        const ssize_t count = read(connection_.from(), buffer.data(), buffer.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count <= 0) return false;
        noise_.append(buffer.data(), static_cast<size_t>(count));
        // The preamble begins with a line break, so it is found even behind a line that has none.
        if (const size_t at = noise_.find(preamble); at != std::string::npos) {
            connection_.reader().add(std::string_view(noise_).substr(at + preamble.size()));
            return true;
        }
        if (noise_.size() > noise_limit)
            return fail(ErrorKind::malformed, concat(name_, " writes much, but no greeting"));
    }
}

Result<bool> Session::greet() {
    const auto deadline = Clock::now() + greeting_timeout;
    if (!TRY(read_to_preamble(deadline))) return false;
    while (Clock::now() < deadline) {
        if (const std::optional<Frame> frame = TRY(connection_.next())) {
            if (frame->type != FrameType::hello) return fail(ErrorKind::malformed, concat(name_, " does not greet"));
            const Hello hello = TRY(parse_hello(frame->payload));
            if (hello.protocol != protocol_version)
                return fail(ErrorKind::unsupported,
                            concat(name_, " speaks version ", hello.protocol,
                                   " of the protocol, and this nagaya version ", protocol_version));
            connection_.send({.type = FrameType::hello,
                              .payload = print_hello({.protocol = protocol_version, .program = {}, .version = {}})});
            return true;
        }
        pollfd event{connection_.from(), POLLIN, 0};
        if (poll(&event, 1, 1000) == 1 && !TRY(connection_.fill())) return false;
    }
    return false;
}

Ending Session::ending() {
    pollfd event{running_.process.get(), POLLIN, 0};
    // It has closed its output; a moment later it is gone. One that is only silent is ended.
    if (poll(&event, 1, 2000) != 1) kill(-running_.pid, SIGKILL);
    const int code = host::wait_for_end(running_.pid);
    running_.pid = -1;
    take_errors();
    return {.name = name_, .by_hand = by_hand_, .exit_code = code, .output = noise_, .errors = error_text_};
}

Result<std::unique_ptr<Session>> Session::open(const Transport& transport, const Progress& progress) {
    for (bool installed = false;; installed = true) {
        std::unique_ptr<Session> session = TRY(connect(transport));
        if (TRY(session->greet())) {
            session->thread_ = std::jthread([raw = session.get()] { raw->serve(); });
            return session;
        }
        const Ending ending = session->ending();
        const std::string machine = machine_type();
        const bool fits = ending.output.contains(concat("nagaya-needs ", machine, "\n"));
        if (installed || !is_missing(ending) || !fits) return std::unexpected(explain(ending, machine));
        const Program* program = TRY(own_program());
        TRY(install(transport, *program, progress));
    }
}

}  // namespace nagaya::remote
