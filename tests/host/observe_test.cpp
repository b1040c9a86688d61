#include "host/observe.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>

#include "host/descriptor.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

/// A bus of the account nobody that accepts and never answers.
class DeafBus {
public:
    DeafBus() : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        made_ = std::filesystem::create_directories(directory_);
        std::filesystem::permissions(directory_, std::filesystem::perms::all);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strcpy(address.sun_path, (directory_ + "/bus").c_str());
        unlink(address.sun_path);
        ready_ = bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                 chmod(address.sun_path, 0777) == 0 && listen(socket_.get(), 8) == 0;
    }
    ~DeafBus() {
        std::error_code ignored;
        if (made_) std::filesystem::remove_all(directory_, ignored);
    }
    DeafBus(const DeafBus&) = delete;
    DeafBus& operator=(const DeafBus&) = delete;
    bool is_ready() const { return ready_; }

private:
    const std::string directory_ = "/run/user/65534";
    Descriptor socket_;
    bool made_ = false;
    bool ready_ = false;
};

TEST(Observe, ADeafBusOfAnAccountHasNoUnits) {
    if (geteuid() != 0 || std::filesystem::exists("/run/user/65534")) GTEST_SKIP() << "needs root and no such account";
    const DeafBus bus;
    ASSERT_TRUE(bus.is_ready());
    state::HostState desired;
    const state::ResourceId unit{.kind = state::Kind::unit, .scope = "nobody", .name = "x.service"};
    desired.put(unit, {.service = "x",
                       .origin = {},
                       .role = {},
                       .value = state::Unit{.account = "nobody", .name = "x.service", .inputs = {}}});
    const auto begin = std::chrono::steady_clock::now();
    const Result<state::HostState> seen = observe(desired, {});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
    ASSERT_TRUE(seen) << seen.error().text();
    EXPECT_EQ(seen->find(unit), nullptr);
}

}  // namespace
}  // namespace nagaya::host
