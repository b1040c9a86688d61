// The host infra: a registry that answers for docker.io, so that Containerfiles and Quadlets need no change in a lab. Its disk is
// new each time; what the registry holds is in registry/KEY and stays.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <future>
#include <thread>

#include "base/text.hpp"
#include "lab/debootstrap.hpp"
#include "lab/files.hpp"
#include "lab/lab.hpp"
#include "lab/parts.hpp"
#include "lab/recipe.hpp"
#include "lab/slim.hpp"
#include "lab/stop.hpp"
#include "lab/up.hpp"

namespace nagaya::lab {
namespace {

constexpr uint16_t registry_port = 5000;
constexpr std::chrono::seconds registry_patience{30};
constexpr std::string_view inside = "/var/lib/nagaya-lab-registry";

bool answers(const std::string& address, uint16_t port) {
    const host::Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(port);
    return inet_pton(AF_INET, address.c_str(), &peer.sin_addr) == 1 &&
           connect(socket.get(), reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0;
}

Result<> wait_for_registry(const Lab::Parts& parts, const std::string& address) {
    const auto end = std::chrono::steady_clock::now() + registry_patience;
    while (!answers(address, registry_port)) {
        if (parts.is_given_up()) return fail(ErrorKind::failed, "interrupted");
        if (std::chrono::steady_clock::now() > end)
            return fail(ErrorKind::timeout,
                        concat("the registry at ", address, ":", registry_port, " does not answer"));
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return {};
}

/// Images of all suites at once, as OCI layouts in STORE/oci/SUITE.
Result<> make_images(const Lab::Parts& parts, const std::string& store) {
    TRY(make_directories(store + "/oci"));
    const std::string mirror = TRY(find_mirror());
    std::vector<std::future<Result<>>> makers;
    for (const SlimImage& image : slim_images()) {
        const std::string directory = concat(store, "/oci/", image.suite);
        if (exists(directory)) continue;
        parts.say(concat("making debian:", image.tags[0],
                         " for the registry from Debian packages (once, about half a minute)"));
        makers.push_back(std::async(std::launch::async, [&parts, &mirror, image, directory]() -> Result<> {
            const auto say = [&](std::string_view line) { parts.say(concat(image.suite, "-slim: ", line)); };
            TRY(remove_tree(directory + ".new"));
            TRY(make_slim_image(image, directory + ".new", mirror, parts.give_up, say));
            if (rename((directory + ".new").c_str(), directory.c_str()) != 0)
                return fail_errno(concat("`", directory, "`"));
            return {};
        }));
    }
    Result<> all;
    for (std::future<Result<>>& maker : makers)
        if (Result<> made = maker.get(); !made) all = std::move(made);
    return all;
}

Result<> fill(const Lab& lab, const Lab::Parts& parts, const std::string& store) {
    for (const SlimImage& image : slim_images()) {
        for (const std::string_view tag : image.tags) {
            const std::string name(infra_name);
            const host::Completed done = TRY(
                lab.run_in(name, {.argv = {"skopeo", "copy", "--quiet", "--dest-tls-verify=false",
                                           concat("oci:", inside, "/oci/", image.suite, ":image"),
                                           concat("docker://127.0.0.1:", registry_port, "/library/debian:", tag)}}));
            if (done.exit_code != 0)
                return fail(ErrorKind::failed, concat("cannot fill the registry: ", visible(trim(done.errors))));
        }
        parts.say(concat("the registry has docker.io/library/debian:", image.tags[0]));
    }
    TRY(remove_tree(store + "/oci"));
    return write_file(store + "/ready", "");
}

}  // namespace

Result<std::string> Lab::ensure_infra() {
    const Parts& parts = *parts_;
    const std::string name(infra_name);
    const Image image = TRY(ensure_image());
    const Lock filling = TRY(Lock::take(
        parts.place.lock("registry"), [&] { parts.say("infra: another nagaya starts it, waiting"); }, parts.give_up));
    const Lock lock = TRY(Lock::take(parts.place.lock("host-" + name), {}, parts.give_up));
    const std::string store = concat(parts.place.registries(), "/", slim_key());
    if (is_running(parts, name)) return address(name);
    const bool filled = exists(store + "/ready");
    if (!filled) TRY(make_images(parts, store));
    parts.say("infra: booting");
    Booting booting = TRY(start_boot(parts, name, image.key, concat(store, ":", inside)));
    const std::string address = booting.record.network.host(booting.record.octet);
    const auto serve = [&]() -> Result<> {
        TRY(wait_for_registry(parts, address));
        if (!filled) TRY(fill(*this, parts, store));
        return {};
    };
    TRY(finish_boot(*this, parts, name, std::move(booting), serve));
    return address;
}

}  // namespace nagaya::lab
