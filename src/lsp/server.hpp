// The language server: messages in, messages out. Which sites there are, and what a document belongs to; the rest is theirs.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "lsp/open_site.hpp"

namespace nagaya::lsp {

struct Ports {
    /// The way to the site at `root`, or to what may become one.
    std::function<SitePorts(const std::string& root)> open;
    /// The nearest directory above the file that holds a nagaya.toml; "" when none does.
    std::function<std::string(const std::string& path)> find_site;
    /// The directory whose Quadlet files belong together with this one, for files that no site is about; "" for files that are none, and
    /// the way to it.
    std::function<std::string(const std::string& path)> find_loose = {};
    std::function<SitePorts(const std::string& root)> open_loose = {};
    std::string version;          ///< of this program
    std::string rule_pages = {};  ///< URL of the page of all rules; "" = there is none
};

class Server {
public:
    explicit Server(Ports ports) : ports_(std::move(ports)) {}

    /// What goes out for messages that wait together, in order. A document that several of them change is checked once, and a request
    /// that a later one takes back is not worked on.
    std::vector<Json> handle(std::span<const Json> messages);
    /// For bytes that are no message.
    static Json broken();
    /// Is there a whole check to be made once nothing comes in?
    bool has_work() const;
    /// Makes it; what goes out.
    std::vector<Json> work();

    bool ended() const { return ended_; }
    /// 0 when the client asked to shut down before it said `exit` (LSP 3.17).
    int exit_code() const { return shut_down_ ? 0 : 1; }

    /// So many sites are kept open; documents of further ones are left alone.
    static constexpr size_t most_sites = 16;

private:
    using Answer = Json (Server::*)(const Json& params);
    struct Method {
        std::string_view name;
        Answer answer;
    };
    static const Method* find_method(std::string_view name);

    void handle(const Json& message, bool taken_back, std::vector<Json>& out);
    Json initialize(const Json& params);
    Json shutdown(const Json& params);
    Json named(const Json& params);
    /// The answer of the site that the document is in; [] or null when it is in none.
    template <auto Ask, bool IsList>
    Json asked(const Json& params);

    void notified(std::string_view method, const Json& params, std::vector<Json>& out);
    void watch(std::vector<Json>& out) const;
    void folders_changed(const Json& event, std::vector<Json>& out);
    using Found = std::pair<OpenSite*, std::string>;
    OpenSite* open_site(const std::string& root, bool loose = false);
    /// The site that the document is open in, or belongs to, and its path there; null for files elsewhere.
    Found find_document(const Json& document);
    Found find_home(const std::string& file);
    void changed_on_disk(std::vector<Json>& out);

    Ports ports_;
    std::vector<OpenSite> sites_;
    Client client_;
    bool initialized_ = false;
    bool shut_down_ = false;
    bool ended_ = false;
};

}  // namespace nagaya::lsp
