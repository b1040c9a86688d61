// The language server: messages in, messages out. It reads nothing itself; what it knows of the disk and how a site is checked come
// through `Ports`.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "lsp/answers.hpp"
#include "lsp/documents.hpp"
#include "model/tree.hpp"

namespace nagaya::lsp {

/// What a check found; the spans lead into `sources`.
struct Findings {
    std::shared_ptr<const Sources> sources;
    std::vector<Diagnostic> diagnostics = {};
};

struct Ports {
    /// The files of the site at `root`; empty when it is none.
    std::function<model::Tree(const std::string& root)> read;
    /// Everything that is wrong with the site.
    std::function<Findings(const model::Tree& tree)> check_all;
    /// What is wrong with one file, quickly: other files may be left out where they cannot matter to it. Nothing when that is not known.
    std::function<std::optional<Findings>(const model::Tree& tree, const std::string& path)> check_one;
    /// The oldest Podman that the hosts have, as far as the last check knows.
    std::function<lint::PodmanVersion()> podman;
    std::string version;  ///< of this program
};

class Server {
public:
    explicit Server(Ports ports) : ports_(std::move(ports)) {}

    /// What goes out for a message, in order.
    std::vector<Json> handle(const Json& message);
    /// For bytes that are no message.
    static Json broken();
    /// Is there a whole check to be made once nothing comes in?
    bool has_work() const { return stale_ && initialized_ && !root_.empty(); }
    /// Makes it; what goes out.
    std::vector<Json> work();

    bool ended() const { return ended_; }
    /// 0 when the client asked to shut down before it said `exit` (LSP 3.17).
    int exit_code() const { return shut_down_ ? 0 : 1; }

private:
    using Answer = Json (Server::*)(const Json& params);
    struct Method {
        std::string_view name;
        Answer answer;
    };
    static const Method* find_method(std::string_view name);

    Json initialize(const Json& params);
    Json shutdown(const Json& params);
    Json completion(const Json& params);
    Json hovering(const Json& params);
    Json definition(const Json& params);
    Json code_actions(const Json& params);

    void notified(std::string_view method, const Json& params, std::vector<Json>& out);
    void changed(const std::string& path, std::vector<Json>& out);
    void reread();
    void publish(const std::string& path, std::vector<Json>& out);
    void take(Findings findings, const std::string& only);
    /// The path of a document in the site, or nothing for files elsewhere.
    std::optional<std::string> path_of(const Json& params) const;
    std::string uri_of(const std::string& path) const;
    Json actions_of(const std::string& path, const Diagnostic& finding, const Sources& sources) const;
    Files files() const { return {.tree = tree_, .podman = ports_.podman()}; }

    Ports ports_;
    std::string root_;
    model::Tree tree_;  ///< the disk's files, with the open documents over them
    Documents documents_;
    /// By path: what was last found there.
    std::map<std::string, Findings> findings_;
    bool initialized_ = false;
    bool shut_down_ = false;
    bool ended_ = false;
    bool stale_ = false;
};

}  // namespace nagaya::lsp
