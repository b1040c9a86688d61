// Connections to the message bus of the system and of an account (sd-bus stays behind this and systemd.cpp).
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "base/result.hpp"

struct sd_bus;

namespace nagaya::host {

/// One connection, for one thread at a time.
class Bus {
public:
    /// The system bus; a client of its own, not the thread's shared one.
    static Result<Bus> open_system();
    /// The bus of the account's service manager, /run/user/UID/bus. The bus daemon accepts only the account itself, so the
    /// socket is connected while this thread's effective uid is the account's (needs root, or to be the account).
    static Result<Bus> open_user(uid_t uid);
    /// open_system for uid 0, else open_user.
    static Result<Bus> open(uid_t uid) { return uid == 0 ? open_system() : open_user(uid); }

    sd_bus* get() const { return bus_.get(); }

private:
    struct Close {
        void operator()(sd_bus* bus) const;
    };
    explicit Bus(sd_bus* bus) : bus_(bus) {}
    std::unique_ptr<sd_bus, Close> bus_;
};

}  // namespace nagaya::host
