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

class ObserveFiles : public testing::Test {
protected:
    /// What observe says of a file of that name and mode, once it wants the file and has remembered it as given.
    std::optional<state::File> seen(const std::string& name, uint32_t mode, const std::optional<state::Content>& wanted,
                                    const std::string& role) {
        const state::ResourceId id{.kind = state::Kind::file, .scope = {}, .name = scratch_.path(name)};
        std::filesystem::permissions(id.name, static_cast<std::filesystem::perms>(mode));
        state::HostState desired;
        if (wanted)
            desired.put(
                id, {.service = "x", .origin = {}, .role = {}, .value = state::File{.owner = {}, .content = *wanted}});
        state::Deployed deployed;
        if (!role.empty()) deployed.entries[id] = {.service = "x", .role = role, .inputs = {}, .digest = {}};
        const Result<state::HostState> found = observe(desired, deployed);
        const state::File* file = found ? found->get<state::File>(id) : nullptr;
        return file == nullptr ? std::nullopt : std::optional(*file);
    }

    Scratch scratch_;
};

TEST_F(ObserveFiles, KeepSecretsSecret) {
    using state::Content;
    scratch_.put("x", "hunter2");
    EXPECT_TRUE(seen("x", 0600, Content::secret("new"), "secrets/x.env")->content.is_secret());
    EXPECT_TRUE(seen("x", 0644, Content::secret("new"), "")->content.is_secret());
    // It left the site, somebody opened it to the world, or the site calls it something else by now.
    EXPECT_TRUE(seen("x", 0600, std::nullopt, "secrets/x.env")->content.is_secret());
    EXPECT_TRUE(seen("x", 0644, std::nullopt, "secrets/x.env")->content.is_secret());
    EXPECT_TRUE(seen("x", 0644, Content::of("new"), "secrets/x.env")->content.is_secret());
    const std::optional<state::File> plain = seen("x", 0644, Content::of("new"), "files/x");
    EXPECT_FALSE(plain->content.is_secret());
    EXPECT_EQ(plain->content.text_for_people(), "hunter2");
}

// Going back writes what was seen, so what was not seen whole must not be seen at all.
TEST_F(ObserveFiles, AreWholeOrAbsent) {
    scratch_.put("x", "");
    std::filesystem::resize_file(scratch_.path("x"), (size_t{16} << 20) + 1);
    if (geteuid() == 0) {
        EXPECT_EQ(seen("x", 0644, std::nullopt, "files/x")->content.size(), (size_t{16} << 20) + 1);
        ASSERT_EQ(chown(scratch_.path("x").c_str(), 65534, 65534), 0);
    }
    EXPECT_FALSE(seen("x", 0644, std::nullopt, "files/x"));
    std::filesystem::resize_file(scratch_.path("x"), size_t{16} << 20);
    EXPECT_EQ(seen("x", 0644, std::nullopt, "files/x")->content.size(), size_t{16} << 20);
}

}  // namespace
}  // namespace nagaya::host
