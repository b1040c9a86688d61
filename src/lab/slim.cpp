#include "lab/slim.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/descriptor.hpp"
#include "host/process.hpp"
#include "lab/debootstrap.hpp"
#include "lab/files.hpp"

namespace nagaya::lab {
namespace {

constexpr std::string_view manifest_type = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view config_type = "application/vnd.oci.image.config.v1+json";
constexpr std::string_view layer_type = "application/vnd.oci.image.layer.v1.tar+gzip";

struct Blob {
    std::string digest;  ///< "sha256:…"
    int64_t size;
};

Result<Blob> measure(const std::string& path) {
    const host::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (!file || fstat(file.get(), &status) != 0) return fail_errno(concat("`", path, "`"));
    const size_t size = static_cast<size_t>(status.st_size);
    void* bytes = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (bytes == MAP_FAILED) return fail_errno(concat("`", path, "`"));
    const std::string digest = sha256(std::string_view(static_cast<const char*>(bytes), size));
    munmap(bytes, size);
    return Blob{.digest = "sha256:" + digest, .size = status.st_size};
}

std::string blob_path(const std::string& directory, const std::string& digest) {
    return concat(directory, "/blobs/sha256/", digest.substr(7));
}

Result<Blob> add_json(const std::string& directory, JsonObject object) {
    const std::string text = print_json(Json(std::move(object)), JsonStyle::compact);
    Blob blob{.digest = "sha256:" + sha256(text), .size = static_cast<int64_t>(text.size())};
    TRY(write_file(blob_path(directory, blob.digest), text));
    return blob;
}

JsonObject descriptor(std::string_view type, const Blob& blob) {
    JsonObject object;
    object.emplace_back("mediaType", type);
    object.emplace_back("digest", blob.digest);
    object.emplace_back("size", blob.size);
    return object;
}

/// OCI's name of this machine's architecture.
Result<std::string> architecture() {
    const host::Completed done = TRY(host::run_ok({.argv = {"dpkg", "--print-architecture"}}));
    const std::string debian(trim(done.output));
    if (debian == "i386") return std::string("386");
    if (debian == "armhf" || debian == "armel") return std::string("arm");
    return debian;
}

JsonObject image_config(const std::string& machine, const std::string& diff_id) {
    JsonObject run;
    run.emplace_back("Env", JsonArray{Json("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")});
    run.emplace_back("Cmd", JsonArray{Json("bash")});
    JsonObject layers;
    layers.emplace_back("type", "layers");
    layers.emplace_back("diff_ids", JsonArray{Json(diff_id)});
    JsonObject config;
    config.emplace_back("architecture", machine);
    config.emplace_back("os", "linux");
    config.emplace_back("config", std::move(run));
    config.emplace_back("rootfs", std::move(layers));
    return config;
}

Result<> write_layout(const std::string& directory, const std::string& tar) {
    TRY(make_directories(directory + "/blobs/sha256"));
    const Blob plain = TRY(measure(tar));
    TRY(host::run_ok({.argv = {"gzip", "-n", "-4", "--", tar}}));
    const Blob layer = TRY(measure(tar + ".gz"));
    if (rename((tar + ".gz").c_str(), blob_path(directory, layer.digest).c_str()) != 0) return fail_errno("rename");
    const std::string machine = TRY(architecture());
    const Blob config = TRY(add_json(directory, image_config(machine, plain.digest)));
    JsonObject manifest;
    manifest.emplace_back("schemaVersion", 2);
    manifest.emplace_back("mediaType", manifest_type);
    manifest.emplace_back("config", descriptor(config_type, config));
    manifest.emplace_back("layers", JsonArray{Json(descriptor(layer_type, layer))});
    const Blob stored = TRY(add_json(directory, std::move(manifest)));
    JsonObject reference = descriptor(manifest_type, stored);
    reference.emplace_back("annotations", JsonObject{{"org.opencontainers.image.ref.name", Json("image")}});
    JsonObject index;
    index.emplace_back("schemaVersion", 2);
    index.emplace_back("manifests", JsonArray{Json(std::move(reference))});
    TRY(write_file(directory + "/index.json", print_json(Json(std::move(index)), JsonStyle::compact)));
    return write_file(directory + "/oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
}

}  // namespace

Result<> make_slim_image(const SlimImage& image, const std::string& directory, const std::string& mirror,
                         const std::function<bool()>& give_up, const std::function<void(std::string_view)>& say) {
    TRY(make_directories(directory));
    const std::string tar = directory + "/layer.tar";
    std::vector<std::string> options;
    for (const std::string_view option : slim_dpkg_options()) options.emplace_back(option);
    TRY(bootstrap({.suite = image.suite,
                   .variant = "minbase",
                   .packages = {},
                   .dpkg_options = std::move(options),
                   .target = tar,
                   .mirror = mirror,
                   .give_up = give_up},
                  say));
    return write_layout(directory, tar);
}

}  // namespace nagaya::lab
