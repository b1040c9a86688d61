#include "app/agent.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "host/facts.hpp"
#include "remote/agent.hpp"
#include "remote/program.hpp"

namespace nagaya::app {

int agent(Console& console) {
    if (isatty(STDOUT_FILENO) != 0) {
        console.err("nagaya: `nagaya agent` is started by nagaya itself, at the other end of a connection\n");
        return exit_usage;
    }
    // Whatever else writes to standard output by mistake must not come between the frames.
    host::Descriptor from(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
    host::Descriptor to(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
    dup2(STDERR_FILENO, STDOUT_FILENO);
    const remote::AgentOptions options{
        .program = {remote::own_path()}, .key = remote::own_key(), .version = NAGAYA_VERSION};
    const Result<void> served = remote::serve(options, std::move(from), std::move(to));
    return served ? exit_ok : tell(served.error(), console);
}

}  // namespace nagaya::app
