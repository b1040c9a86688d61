// Loading always ends, whatever the files hold, and says the same twice. The input is cut into a small tree: each file is a
// byte that picks a path, two bytes of length, and its bytes.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "load/load.hpp"

namespace {

constexpr std::array<std::string_view, 24> paths = {
    "nagaya.toml",
    "nagaya.lock",
    "hosts/a.toml",
    "hosts/b.toml",
    "services/web/service.toml",
    "services/web/service.prod.toml",
    "services/web/web.container",
    "services/web/web.prod.container.d/a.conf",
    "services/web/web.container.d/a.conf",
    "services/web/units/user/x.timer",
    "services/web/units/root/x.socket.d/y.conf",
    "services/web/files/a",
    "services/web/files.prod/a",
    "services/web/image/Containerfile",
    "services/web/image/a",
    "services/db/service.toml",
    "services/db/db.pod",
    "services/Bad Name/x.container",
    "services/stray",
    "services/web/stray.txt",
    "images/base/Containerfile",
    "images/other/Dockerfile",
    "service/x",
    "hosts/x/y",
};

struct Input {
    nagaya::model::Tree tree;
    nagaya::model::Tree secrets;
};

Input cut(std::string_view bytes) {
    Input input;
    while (bytes.size() >= 3) {
        const auto choice = static_cast<unsigned char>(bytes[0]);
        const size_t length = (static_cast<unsigned char>(bytes[1]) << 8U) + static_cast<unsigned char>(bytes[2]);
        bytes.remove_prefix(3);
        const std::string_view text = bytes.substr(0, length);
        bytes.remove_prefix(text.size());
        const size_t index = choice % (paths.size() + 2);
        if (index == paths.size()) {
            input.secrets["web/web.env"] = {.bytes = std::string(text)};
        } else if (index == paths.size() + 1) {
            // The tail of a name is the input's too.
            input.tree[std::string("services/web/") += text] = {};
        } else {
            input.tree[std::string(paths[index])] = {.bytes = std::string(text), .executable = choice > 128};
        }
    }
    return input;
}

std::string outcome(const Input& input, std::string_view stage) {
    nagaya::Sources sources;
    nagaya::Report report;
    nagaya::model::Site site = nagaya::load::load_site(input.tree, input.secrets, stage, sources, report);
    nagaya::load::complete_lock(site, report);
    if (nagaya::load::complete_lock(site, report) && !report.has_errors()) std::abort();
    return nagaya::render_text(sources, report, {}) + nagaya::load::print_lock(site.lock);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Input input = cut({reinterpret_cast<const char*>(data), size});
    for (std::string_view stage : {"", "prod"}) {
        if (outcome(input, stage) != outcome(input, stage)) std::abort();
    }
    return 0;
}
