// Method calls over sd-bus(3), for the files that talk to one service each.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "host/bus.hpp"
#include "host/libsystemd.hpp"

namespace nagaya::host {

/// An sd_bus_error that frees itself.
struct BusError {
    sd_bus_error value = SD_BUS_ERROR_NULL;
    BusError() = default;
    ~BusError() { sd_bus_error_free(&value); }
    BusError(const BusError&) = delete;
    BusError& operator=(const BusError&) = delete;
};

struct UnrefBus {
    void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
    void operator()(sd_bus_slot* slot) const { sd_bus_slot_unref(slot); }
};
using Message = std::unique_ptr<sd_bus_message, UnrefBus>;
using Slot = std::unique_ptr<sd_bus_slot, UnrefBus>;

/// An object and one of its interfaces; string literals.
struct Peer {
    const char* service;
    const char* path;
    const char* interface;
};

/// "`what`: message" of a failed call; `code` is the negative errno it returned.
std::unexpected<Error> fail_bus(std::string_view what, const sd_bus_error& error, int code);
/// The same where there is only the negative errno.
std::unexpected<Error> fail_code(std::string_view what, int code);

Result<Message> new_call(const Bus& bus, const Peer& peer, const char* method);
/// Sends a finished call and gives its answer.
Result<Message> send(const Bus& bus, const Message& message, std::string_view what);

/// Calls a method that takes `types` (sd_bus_message_append(3)).
template <class... Arguments>
Result<Message> call(const Bus& bus, const Peer& peer, const char* method, std::string_view what, const char* types,
                     Arguments... arguments) {
    BusError error;
    sd_bus_message* reply = nullptr;
    const int code = sd_bus_call_method(bus.get(), peer.service, peer.path, peer.interface, method, &error.value,
                                        &reply, types, arguments...);
    if (code < 0) return fail_bus(what, error.value, code);
    return Message(reply);
}

}  // namespace nagaya::host
