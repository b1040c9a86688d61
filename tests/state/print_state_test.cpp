#include "state/host_state.hpp"

namespace nagaya::state {
namespace {

HostState small_state() {
    HostState state;
    state.host = "mouse";
    state.prefix = "home";
    state.put(
        {.kind = Kind::unit, .scope = "web", .name = "web.service"},
        {.service = "web",
         .origin = {},
         .role = "web.container",
         .value = Unit{.account = "web", .name = "web.service", .active = true, .inputs = {{"web.container", "1f"}}}});
    state.put(
        {.kind = Kind::file, .scope = {}, .name = "/srv/x"},
        {.service = "web",
         .origin = {},
         .role = {},
         .value = File{.owner = {.uid = 0, .gid = 2000}, .mode = 0600, .content = Content::secret("PASSWORD=x")}});
    return state;
}

TEST(PrintState, IsSortedAndReadable) {
    EXPECT_EQ(print_state(small_state()),
              "host mouse\n"
              "prefix home\n"
              "file /srv/x\n"
              "  service web\n"
              "  owner 0:2000\n"
              "  mode 0600\n"
              "  secret yes\n"
              "unit web.service of web\n"
              "  service web\n"
              "  active yes\n"
              "  enabled no\n"
              "  input web.container = 1f\n");
}

TEST(PrintState, NeverShowsASecret) { EXPECT_EQ(print_state(small_state()).find("PASSWORD"), std::string::npos); }

TEST(PrintState, CannotBeFooledByLineBreaks) {
    HostState state;
    state.put({.kind = Kind::file, .scope = {}, .name = "/a\nfile /b"},
              {.service = {}, .origin = {}, .role = {}, .value = File{}});
    EXPECT_EQ(print_state(state).find("\nfile /b"), std::string::npos);
}

TEST(PrintState, DiffersWhenAFactDiffers) {
    HostState state = small_state();
    state.put({.kind = Kind::symlink, .scope = {}, .name = "/l"},
              {.service = {}, .origin = {}, .role = {}, .value = Symlink{"a"}});
    EXPECT_NE(print_state(state), print_state(small_state()));
}

}  // namespace
}  // namespace nagaya::state
