// Connections to the message bus of the system and of an account (sd-bus stays behind this and systemd.cpp).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"

struct sd_bus;

namespace nagaya::host {

/// How long one answer may take, and how long a bus may take to let us in. A reload of many generated units is slow on
/// small machines; who only looks does not wait for an account that makes its bus hang.
constexpr std::chrono::milliseconds patient = std::chrono::seconds(120);
constexpr std::chrono::milliseconds impatient = std::chrono::seconds(5);

/// One connection, for one thread at a time.
class Bus {
public:
    /// The system bus; a client of its own, not the thread's shared one.
    static Result<Bus> open_system(std::chrono::milliseconds longest = patient);
    /// The bus of the account's service manager, /run/user/UID/bus. The bus daemon accepts only the account itself, so the
    /// socket is connected while this thread's effective uid is the account's (needs root, or to be the account).
    static Result<Bus> open_user(uid_t uid, std::chrono::milliseconds longest = patient);
    /// open_system for uid 0, else open_user.
    static Result<Bus> open(uid_t uid, std::chrono::milliseconds longest = patient) {
        return uid == 0 ? open_system(longest) : open_user(uid, longest);
    }

    sd_bus* get() const { return bus_.get(); }

private:
    struct Close {
        void operator()(sd_bus* bus) const;
    };
    explicit Bus(sd_bus* bus) : bus_(bus) {}
    std::unique_ptr<sd_bus, Close> bus_;
};

}  // namespace nagaya::host
