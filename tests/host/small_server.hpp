// A server on this machine that answers every connection with the same bytes.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "base/text.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

class SmallServer {
public:
    /// Listens on a free port of 127.0.0.1. An empty `answer` closes the connection at once; "silence" never answers.
    explicit SmallServer(std::string answer) : answer_(std::move(answer)) {
        socket_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* raw = reinterpret_cast<sockaddr*>(&address);
        if (bind(socket_.get(), raw, size) != 0 || listen(socket_.get(), 16) != 0 ||
            getsockname(socket_.get(), raw, &size) != 0)
            std::abort();
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }

    std::string address() const { return concat("127.0.0.1:", port_); }
    void answer(std::string bytes) {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(bytes);
    }
    std::string last_request() {
        const std::lock_guard lock(mutex_);
        return request_;
    }
    size_t requests() const { return requests_; }

private:
    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            pollfd event{socket_.get(), POLLIN, 0};
            if (poll(&event, 1, 20) <= 0) continue;
            Descriptor client(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
            ++requests_;
            const std::lock_guard lock(mutex_);
            if (answer_ == "silence") {
                silent_.push_back(std::move(client));
                continue;
            }
            char buffer[4096];
            pollfd request{client.get(), POLLIN, 0};
            if (!answer_.empty() && poll(&request, 1, 2000) > 0) {
                const ssize_t count = recv(client.get(), buffer, sizeof buffer, 0);
                request_.assign(buffer, static_cast<size_t>(std::max<ssize_t>(count, 0)));
                write_all(client.get(), answer_);
            }
        }
    }

    Descriptor socket_;
    uint16_t port_ = 0;
    std::mutex mutex_;
    std::string answer_;
    std::string request_;
    std::vector<Descriptor> silent_;
    std::atomic<size_t> requests_ = 0;
    std::jthread thread_;
};

}  // namespace nagaya::host
