// An account's images.json, and what Podman printed about its containers.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "host/container.hpp"
#include "host/images_index.hpp"
#include "host/podman_storage.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nagaya::host;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(graph_root(text));
    static_cast<void>(parse_containers(text));
    const auto images = parse_images_index(text);
    if (!images) return 0;
    for (const StoredImage& image : *images) {
        CHECK(!image.id.empty());
        CHECK(has_image(*images, image.id));
    }
    static_cast<void>(has_image(*images, text));
    return 0;
}
