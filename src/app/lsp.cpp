#include "app/lsp.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <set>

#include "app/host_butane.hpp"
#include "app/lsp_loose.hpp"
#include "app/workspace.hpp"
#include "base/text.hpp"
#include "host/read_tree.hpp"
#include "lsp/messages.hpp"
#include "lsp/server.hpp"

namespace nagaya::app {

namespace {

/// Silence after which the whole site is checked.
constexpr int quiet_ms = 120;
/// So many services are checked at each keystroke; more wait for the silence.
constexpr size_t most_neighbours = 40;

/// A site as it was last checked, and the part of it that matters to one file.
class SiteChecker {
public:
    explicit SiteChecker(std::string root) : root_(std::move(root)) {}

    Result<model::Tree> read() const { return is_site(root_) ? host::read_tree(root_) : model::Tree{}; }

    Result<nagaya::lsp::Findings> check_all(const model::Tree& tree) {
        last_ = TRY(open_tree(tree, root_, ""));
        return findings_of(last_);
    }

    std::optional<nagaya::lsp::Findings> check_one(const model::Tree& tree, const std::string& path) {
        if (!last_) return std::nullopt;
        auto workspace = open_tree(part_for(tree, path), root_, "");
        if (!workspace) return std::nullopt;
        return findings_of(std::move(*workspace));
    }

    lint::PodmanVersion podman() const {
        std::optional<lint::PodmanVersion> oldest;
        if (last_)
            for (const auto& [name, host] : last_->site.hosts) {
                const auto version = lint::parse_podman_version(host.podman.value).value_or(lint::PodmanVersion{});
                oldest = oldest ? std::min(*oldest, version) : version;
            }
        return oldest.value_or(lint::PodmanVersion{});
    }

private:
    static nagaya::lsp::Findings findings_of(std::shared_ptr<Workspace> workspace) {
        check(*workspace);
        check_host_butane(*workspace);
        std::vector<Diagnostic> found = workspace->report.sorted(workspace->sources);
        return {.sources = std::shared_ptr<const Sources>(workspace, &workspace->sources),
                .diagnostics = std::move(found)};
    }

    static bool is_of_host(std::string_view path, std::string_view host) {
        return path == concat("hosts/", host, ".toml") || path == concat("hosts/", host, ".bu");
    }

    /// The services that share a host with what the file is about; only those that it names when these are too many.
    std::set<std::string> neighbours(const std::string& path) const {
        std::set<std::string> near;
        const model::Site& site = last_->site;
        std::string own;
        if (path.starts_with("services/")) own = path.substr(9, path.find('/', 9) - 9);
        for (const auto& [name, host] : site.hosts) {
            bool meant = is_of_host(path, name);
            for (const auto& service : host.services) meant = meant || service.value == own;
            if (meant || path == "nagaya.toml")
                for (const auto& service : host.services) near.insert(service.value);
        }
        if (near.size() > most_neighbours) {
            near.clear();
            if (const model::Service* service = site.find_service(own)) {
                for (const model::Need& need : service->needs) near.insert(need.service.value);
                for (const auto& reached : service->reaches) near.insert(reached.value);
            }
        }
        if (!own.empty()) near.insert(own);
        return near;
    }

    /// The hosts that the file is about.
    std::vector<std::string> hosts_of(const std::string& path) const {
        std::vector<std::string> hosts;
        std::string own;
        if (path.starts_with("services/")) own = path.substr(9, path.find('/', 9) - 9);
        for (const auto& [name, host] : last_->site.hosts) {
            const bool runs =
                std::ranges::any_of(host.services, [&](const auto& service) { return service.value == own; });
            if (runs || path == "nagaya.toml" || is_of_host(path, name)) hosts.push_back(name);
        }
        return hosts;
    }

    model::Tree part_for(const model::Tree& tree, const std::string& path) const {
        model::Tree part;
        const auto take = [&](const std::string& directory) {
            for (auto at = tree.lower_bound(directory); at != tree.end() && at->first.starts_with(directory); ++at)
                part.insert(part.end(), *at);
        };
        for (const std::string& service : neighbours(path)) {
            take("services/" + service + "/");
            take("secrets/" + service + "/");
        }
        // Other hosts would only name services that are not here.
        for (const std::string& host : hosts_of(path))
            if (const auto found = tree.find("hosts/" + host + ".toml"); found != tree.end()) part.insert(*found);
        for (const std::string_view directory : {"images/", "security/"}) take(std::string(directory));
        for (const std::string_view file : {"nagaya.toml", "nagaya.lock"})
            if (const auto found = tree.find(std::string(file)); found != tree.end()) part.insert(*found);
        if (const auto found = tree.find(path); found != tree.end()) part.insert(*found);
        return part;
    }

    std::string root_;
    std::shared_ptr<Workspace> last_;
};

nagaya::lsp::SitePorts ports_to(const std::string& root) {
    const auto site = std::make_shared<SiteChecker>(root);
    return {
        .read = [site] { return site->read(); },
        .check_all = [site](const model::Tree& tree, const std::set<std::string>&) { return site->check_all(tree); },
        .check_one = [site](const model::Tree& tree, const std::string& path) { return site->check_one(tree, path); },
        .podman = [site] { return site->podman(); }};
}

/// The nearest directory above `path` that is a site, or "".
std::string site_above(std::string path) {
    while (path.size() > 1) {
        path.resize(path.rfind('/'));
        if (is_site(path.empty() ? "/" : path)) return path.empty() ? "/" : path;
    }
    return "";
}

void send(Console& console, const std::vector<Json>& messages) {
    for (const Json& message : messages) console.out(nagaya::lsp::frame(message));
}

/// Waits for input; false when there was none for `timeout_ms`.
bool wait_for_input(int timeout_ms) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    return poll(&input, 1, timeout_ms) != 0;
}

/// Takes in what waits on standard input, as whole messages; false at its end. Somebody who types faster than this still gets an answer:
/// no more is taken at once than fits in `most_waiting`, or comes in while a check takes.
bool read_waiting(nagaya::lsp::MessageReader& reader, std::vector<Json>& waiting, Console& console) {
    constexpr size_t most_waiting = 1000;
    constexpr auto longest = std::chrono::milliseconds(50);
    const auto began = std::chrono::steady_clock::now();
    std::string buffer(65'536, '\0');
    do {
        const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        reader.feed(std::string_view(buffer).substr(0, static_cast<size_t>(count)));
        while (auto message = reader.next()) {
            if (message->broken) send(console, {nagaya::lsp::Server::broken()});
            if (!message->broken) waiting.push_back(std::move(message->json));
        }
    } while (!reader.lost() && waiting.size() < most_waiting && std::chrono::steady_clock::now() - began < longest &&
             wait_for_input(0));
    return true;
}

/// The page of rules as editors open it: a `file:` URL with a host is another machine's to some.
std::string page_for_editors(const std::string& page) {
    constexpr std::string_view scheme = "file://";
    if (!page.starts_with(scheme)) return page;
    return concat(scheme, page.substr(std::min(page.find('/', scheme.size()), page.size())));
}

}  // namespace

int lsp(Console& console) {
    nagaya::lsp::Server server({.open = ports_to,
                                .find_site = site_above,
                                .find_loose = directory_of_loose,
                                .open_loose = ports_to_loose,
                                .version = NAGAYA_VERSION,
                                .rule_pages = page_for_editors(console.rule_pages)});
    nagaya::lsp::MessageReader reader;
    bool open = true;
    while (open && !server.ended() && !reader.lost()) {
        if (!wait_for_input(server.has_work() ? quiet_ms : -1)) {
            send(console, server.work());
            continue;
        }
        std::vector<Json> waiting;
        open = read_waiting(reader, waiting, console);
        send(console, server.handle(waiting));
    }
    return server.exit_code();
}

}  // namespace nagaya::app
