#include "host/listening_ports.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {
namespace {

template <class Number>
std::optional<Number> parse_as(std::string_view text, int base) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// "0100007F:1F90" → 8080.
std::optional<uint16_t> port_of(std::string_view address) {
    const size_t colon = address.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    return parse_as<uint16_t>(address.substr(colon + 1), 16);
}

/// Files of /proc tell no size: read to the end.
std::string slurp(const std::string& path) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text;
    char buffer[16384];
    ssize_t count = 0;
    while (file && (count = read(file.get(), buffer, sizeof buffer)) > 0 && text.size() < (size_t{64} << 20))
        text.append(buffer, static_cast<size_t>(count));
    return text;
}

struct CloseDirectory {
    void operator()(DIR* stream) const { closedir(stream); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

bool holds(const std::string& process, const std::string& socket) {
    const std::string path = concat("/proc/", process, "/fd");
    const Directory descriptors(opendir(path.c_str()));
    while (const dirent* entry = descriptors ? readdir(descriptors.get()) : nullptr) {
        char target[64];
        const ssize_t size = readlinkat(dirfd(descriptors.get()), entry->d_name, target, sizeof target);
        if (size > 0 && std::string_view(target, static_cast<size_t>(size)) == socket) return true;
    }
    return false;
}

}  // namespace

std::vector<ListeningPort> parse_socket_table(std::string_view text, bool udp) {
    std::vector<ListeningPort> out;
    const std::string_view listening = udp ? "07" : "0A";
    for (const std::string_view line : split(text, '\n')) {
        // sl local remote state queues timer retransmissions uid timeout inode …
        const std::vector<std::string_view> words = split_words(line);
        if (words.size() < 10 || words[3] != listening) continue;
        const std::optional<uint16_t> port = port_of(words[1]);
        const std::optional<uint32_t> uid = parse_as<uint32_t>(words[7], 10);
        const std::optional<uint64_t> inode = parse_as<uint64_t>(words[9], 10);
        if (port && uid && inode) out.push_back({.udp = udp, .port = *port, .uid = *uid, .inode = *inode});
    }
    return out;
}

std::vector<ListeningPort> listening_ports() {
    std::vector<ListeningPort> out;
    for (const char* table : {"tcp", "tcp6", "udp", "udp6"}) {
        const std::string text = slurp(concat("/proc/net/", table));
        for (const ListeningPort& port : parse_socket_table(text, table[0] == 'u')) out.push_back(port);
    }
    return out;
}

std::string holder_of_socket(uint64_t inode) {
    const std::string socket = concat("socket:[", inode, "]");
    const Directory processes(opendir("/proc"));
    while (const dirent* entry = processes ? readdir(processes.get()) : nullptr) {
        const std::string process = entry->d_name;
        if (!parse_number(process) || !holds(process, socket)) continue;
        return concat(visible(trim(slurp(concat("/proc/", process, "/comm")))), " (process ", process, ")");
    }
    return {};
}

}  // namespace nagaya::host
