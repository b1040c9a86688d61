// One connection to a host, over which commands of nagaya run there.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "host/process.hpp"
#include "remote/connection.hpp"
#include "remote/message.hpp"
#include "remote/transport.hpp"
#include "remote/trouble.hpp"

namespace nagaya::remote {

/// Called with one line of progress.
using Progress = std::function<void(std::string_view line)>;

/// Where a command's output goes. Called by the session's own thread, one call at a time per session.
struct Listener {
    std::function<void(std::string_view bytes)> output;
    std::function<void(std::string_view bytes)> errors;
    int input = -1;  ///< a descriptor here that feeds the command's standard input; -1 = none
};

/// All functions may be called from several threads at once. The thread that opens a session must live until it is closed:
/// the program that carries the connection ends with it.
class Session {
public:
    /// Connects and greets; copies this program to the host when it is not there yet. Failures tell what is wrong with the
    /// host or the way there, and what cures it.
    static Result<std::unique_ptr<Session>> open(const Transport& transport, const Progress& progress);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    /// Ends the connection; commands that still run are ended by the agent.
    ~Session();

    /// Puts the site on the host for as long as the session lives; its number for `Run::site`.
    Result<uint32_t> send_site(const Site& site);
    /// Runs a command and waits for its end.
    Result<Exit> run(const Run& run, const Listener& listener);
    /// Sends a signal to every command that runs now, or every one's terminal the new size.
    void signal(int number);
    void resize(uint32_t columns, uint32_t rows);

private:
    /// A site on its way, or a command.
    struct Channel {
        const Listener* listener = nullptr;
        std::optional<Result<Exit>> end = {};
        std::string report = {};
        size_t input_in_flight = 0;
        bool input_ended = false;
    };

    Session(const Transport& transport, host::Running running, Connection connection, host::Descriptor errors);

    // Before the thread runs (open_session.cpp).
    static Result<std::unique_ptr<Session>> connect(const Transport& transport);
    /// Waits for the agent's greeting; false when the carrying program ended or went silent before that.
    Result<bool> greet();
    Result<bool> read_to_preamble(Clock::time_point deadline);
    /// How the carrying program ended, which it has to by now.
    Ending ending();

    // In the thread.
    void serve();
    Result<void> serve_once();
    void take(Frame frame);
    void finish(uint32_t channel, Result<Exit> end);
    void take_report(const Frame& frame);
    void take_input(uint32_t channel);
    void take_errors();
    void fail_all(Error error);

    void post(Frame frame);
    Result<uint32_t> open_channel(const Listener* listener);
    Result<Exit> wait_for(uint32_t channel);

    std::string name_;
    std::string by_hand_;
    host::Running running_;
    Connection connection_;
    host::Descriptor errors_;
    host::Descriptor wake_;
    std::string noise_;       ///< what came before the preamble
    std::string error_text_;  ///< the end of what the carrying program said

    std::mutex mutex_;
    std::condition_variable ended_;
    std::vector<Frame> outbox_;
    std::map<uint32_t, Channel> channels_;
    uint32_t next_channel_ = 1;
    bool closing_ = false;
    std::optional<Error> broken_;
    std::jthread thread_;
};

}  // namespace nagaya::remote
