#include "host/bus.hpp"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/check.hpp"
#include "base/text.hpp"
#include "host/bus_call.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {
namespace {

constexpr uint64_t call_timeout_us = 120'000'000;  // a reload of many generated units is slow on small machines

/// While it lives, this thread (and no other: the raw call, not glibc's) acts as `uid`.
class ActingAs {
public:
    explicit ActingAs(uid_t uid) : before_(geteuid()), acts_(before_ != uid) {
        if (acts_ && syscall(SYS_setresuid, -1, uid, -1) != 0) failed_ = true;
    }
    ~ActingAs() {
        if (acts_ && !failed_) CHECK(syscall(SYS_setresuid, -1, before_, -1) == 0);
    }
    ActingAs(const ActingAs&) = delete;
    ActingAs& operator=(const ActingAs&) = delete;
    bool ok() const { return !failed_; }

private:
    uid_t before_;
    bool acts_;
    bool failed_ = false;
};

Result<Descriptor> connect_as(uid_t uid) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = concat("/run/user/", uid, "/bus");
    CHECK(path.size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return fail_errno("socket");
    if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return fail_errno(concat("`", path, "`"));
    return socket;
}

}  // namespace

void Bus::Close::operator()(sd_bus* bus) const { sd_bus_flush_close_unref(bus); }

Result<Bus> Bus::open_system() {
    sd_bus* raw = nullptr;
    const int code = sd_bus_open_system(&raw);
    if (code < 0) return fail_code("the system bus", code);
    Bus bus(raw);
    sd_bus_set_method_call_timeout(raw, call_timeout_us);
    return bus;
}

Result<Bus> Bus::open_user(uid_t uid) {
    sd_bus* raw = nullptr;
    if (const int code = sd_bus_new(&raw); code < 0) return fail_code("sd_bus_new", code);
    Bus bus(raw);
    // EXTERNAL authentication goes by the socket's credentials, which are those at connect(2); older sd-bus also sends its
    // own effective uid when it starts.
    const ActingAs account(uid);
    if (!account.ok()) return fail(ErrorKind::denied, concat("cannot act as uid ", uid));
    Descriptor socket = TRY(connect_as(uid));
    const int number = socket.release();
    int code = sd_bus_set_fd(raw, number, number);
    if (code >= 0) code = sd_bus_set_bus_client(raw, 1);
    if (code >= 0) code = sd_bus_start(raw);
    if (code < 0) return fail_code(concat("the bus of uid ", uid), code);
    sd_bus_set_method_call_timeout(raw, call_timeout_us);
    return bus;
}

std::unexpected<Error> fail_code(std::string_view what, int code) {
    errno = -code;
    return fail_errno(what);
}

std::unexpected<Error> fail_bus(std::string_view what, const sd_bus_error& error, int code) {
    const std::string_view name = error.name != nullptr ? error.name : "";
    if (error.message == nullptr || name.empty()) return fail_code(what, code);
    const ErrorKind kind = name.ends_with(".NoSuchUnit") || name.ends_with(".FileNotFound") ? ErrorKind::not_found
                           : name.ends_with(".AccessDenied")                                ? ErrorKind::denied
                           : name.ends_with(".NoReply") || name.ends_with(".Timeout")       ? ErrorKind::timeout
                                                                                            : ErrorKind::failed;
    return fail(kind, concat(what, ": ", visible(error.message)));
}

Result<Message> new_call(const Bus& bus, const Peer& peer, const char* method) {
    sd_bus_message* message = nullptr;
    const int code =
        sd_bus_message_new_method_call(bus.get(), &message, peer.service, peer.path, peer.interface, method);
    if (code < 0) return fail_code(method, code);
    return Message(message);
}

Result<Message> send(const Bus& bus, const Message& message, std::string_view what) {
    BusError error;
    sd_bus_message* reply = nullptr;
    const int code = sd_bus_call(bus.get(), message.get(), 0, &error.value, &reply);
    if (code < 0) return fail_bus(what, error.value, code);
    return Message(reply);
}

}  // namespace nagaya::host
