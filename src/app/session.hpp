// A session with a host of the site, however it is reached.
#pragma once

#include <memory>

#include "app/console.hpp"
#include "app/target.hpp"
#include "remote/session.hpp"

namespace nagaya::app {

/// As a shell calls a program that Ctrl-C ended.
inline constexpr int exit_interrupted = 130;

/// Connects to the host at `address`, with this program on it. With `boot`, a lab host that is down is booted first.
Result<std::unique_ptr<remote::Session>> open_session(const Address& address, bool boot, Console& console);

/// What of the workspace a command on a host needs.
/// Of the secrets only those of services that `host` runs; the others are sent empty, because the site is checked there as a
/// whole and nothing of them is written.
remote::Site site_to_send(const Workspace& workspace, std::string_view host);

/// As signals come, they go to the sessions that are listed here: what runs on hosts is told, and this program goes on until
/// it has ended there. Where none is listed, and from the third on, a signal ends this program as ever.
class HandOn {
public:
    /// Must be called before any thread is started that is to be left alone by signals; open_session does.
    static void prepare();
    /// Has a signal come that asks to end?
    static bool interrupted();
    /// Lists the session until the object's end.
    explicit HandOn(remote::Session& session);
    HandOn(const HandOn&) = delete;
    HandOn& operator=(const HandOn&) = delete;
    ~HandOn();

private:
    remote::Session& session_;
};

/// While it lives, signals that come when no session is listed are only noted too (HandOn::interrupted), so that what was begun can
/// be put away. Only SIGQUIT ends this program then, as the second signal or a later one.
class PutAway {
public:
    PutAway();
    PutAway(const PutAway&) = delete;
    PutAway& operator=(const PutAway&) = delete;
    ~PutAway();
};

}  // namespace nagaya::app
