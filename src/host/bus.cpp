#include "host/bus.hpp"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/check.hpp"
#include "base/text.hpp"
#include "host/bus_call.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {
namespace {

using std::chrono::microseconds;

uint64_t us(microseconds time) { return static_cast<uint64_t>(time.count()); }

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

/// Authenticates. Left to itself sd-bus does so within the first call, whose time does not count for it.
Result<void> enter(sd_bus* bus, std::chrono::milliseconds longest, std::string_view what) {
    const auto deadline = std::chrono::steady_clock::now() + longest;
    while (true) {
        const int ready = sd_bus_is_ready(bus);
        if (ready > 0) return {};
        int code = ready < 0 ? ready : sd_bus_process(bus, nullptr);
        if (code > 0) continue;
        const auto left = std::chrono::duration_cast<microseconds>(deadline - std::chrono::steady_clock::now());
        if (code == 0 && left.count() <= 0) return fail(ErrorKind::timeout, concat(what, " does not answer"));
        if (code == 0) code = sd_bus_wait(bus, us(left));
        if (code < 0 && code != -EINTR) return fail_code(what, code);
    }
}

}  // namespace

// Nothing is flushed: every call of ours has its answer by now, and a peer that does not read would keep us for ever.
void Bus::Close::operator()(sd_bus* bus) const { sd_bus_close_unref(bus); }

Result<Bus> Bus::open_system(std::chrono::milliseconds longest) {
    TRY(load_libsystemd());
    sd_bus* raw = nullptr;
    const int code = sd_bus_open_system(&raw);
    if (code < 0) return fail_code("the system bus", code);
    Bus bus(raw);
    sd_bus_set_method_call_timeout(raw, us(longest));
    return bus;
}

Result<Bus> Bus::open_user(uid_t uid, std::chrono::milliseconds longest) {
    TRY(load_libsystemd());
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
    const std::string what = concat("the bus of uid ", uid);
    if (code < 0) return fail_code(what, code);
    sd_bus_set_method_call_timeout(raw, us(longest));
    TRY(enter(raw, longest, what));
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
