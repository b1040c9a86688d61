// A command of nagaya that an agent runs, with its streams.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "host/process.hpp"
#include "remote/connection.hpp"
#include "remote/message.hpp"

namespace nagaya::remote {

/// How to start it.
struct Start {
    std::vector<std::string> argv;
    std::vector<std::string> environment;
    std::string report;  ///< path of the file that the command may leave a report in
};

/// Runs from its start until `finish`; its frames go to the connection.
class RunningCommand {
public:
    static Result<RunningCommand> start(uint32_t channel, const Start& start, const Run& run);

    uint32_t channel() const { return channel_; }
    int process() const { return running_.process.get(); }
    /// What to poll; -1 = nothing. `to` only while there is input that waits.
    int output() const { return output_.get(); }
    int errors() const { return errors_.get(); }
    int to() const { return waiting_.empty() ? -1 : to_.get(); }

    /// Input for the program; an empty one is its end.
    void add_input(std::string_view bytes);
    /// Hands on what the program takes now, and tells the other side how much.
    void give_input(Connection& connection);
    /// Sends what the program has written, as long as the connection takes it; false when there may be more.
    bool take_output(Connection& connection);
    void signal(int number) const;
    void resize(uint32_t columns, uint32_t rows) const;
    /// After the process has ended and its output was taken: reaps it and sends how it ended.
    void finish(Connection& connection);

private:
    RunningCommand() = default;
    bool drain(host::Descriptor& from, FrameType type, Connection& connection) const;
    void tell_taken(Connection& connection, size_t count) const;

    uint32_t channel_ = 0;
    host::Running running_{.pid = -1, .process = {}};
    host::Descriptor to_;
    host::Descriptor output_;
    host::Descriptor errors_;
    bool terminal_ = false;
    std::string waiting_;
    bool input_ended_ = false;
    std::string report_;
};

}  // namespace nagaya::remote
