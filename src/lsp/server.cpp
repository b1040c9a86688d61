#include "lsp/server.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "load/unit_types.hpp"
#include "lsp/messages.hpp"

namespace nagaya::lsp {
namespace {

bool has_member(const Json& json, std::string_view key) {
    return std::ranges::any_of(json.object(), [&](const auto& member) { return member.first == key; });
}

bool is_id(const Json& id) {
    return !std::holds_alternative<JsonArray>(id.value) && !std::holds_alternative<JsonObject>(id.value) &&
           !std::holds_alternative<bool>(id.value);
}

/// Of a request's id: 1 and "1" are different ones.
std::string key_of(const Json& id) { return print_json(id, JsonStyle::compact); }

/// Where each request stands that is taken back, by its id: the last `$/cancelRequest` for it.
std::map<std::string, size_t> taken_back(std::span<const Json> messages) {
    std::map<std::string, size_t> found;
    for (size_t i = 0; i < messages.size(); ++i)
        if (messages[i]["method"].text() == "$/cancelRequest") found[key_of(messages[i]["params"]["id"])] = i;
    return found;
}

std::string without_slash(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

/// The directories that the client works in.
std::vector<std::string> folders_of(const Json& params) {
    std::vector<std::string> folders;
    for (const Json& folder : params["workspaceFolders"].array())
        if (auto path = path_of_uri(folder["uri"].text())) folders.push_back(without_slash(std::move(*path)));
    if (!folders.empty()) return folders;
    if (auto path = path_of_uri(params["rootUri"].text())) {
        folders.push_back(without_slash(std::move(*path)));
    } else if (params["rootPath"].text().starts_with('/')) {
        folders.push_back(without_slash(std::string(params["rootPath"].text())));
    }
    return folders;
}

}  // namespace

Json Server::broken() { return error_response({}, parse_error, "this is no message"); }

template <auto Ask, bool IsList>
Json Server::asked(const Json& params) {
    const auto [site, path] = find_document(params["textDocument"]);
    if (site == nullptr) return IsList ? Json(JsonArray()) : Json();
    return (site->*Ask)(path, params);
}

const Server::Method* Server::find_method(std::string_view name) {
    static constexpr auto methods = std::to_array<Method>({
        {"initialize", &Server::initialize},
        {"shutdown", &Server::shutdown},
        {"textDocument/completion", &Server::asked<&OpenSite::completion, true>},
        {"textDocument/hover", &Server::asked<&OpenSite::hovering, false>},
        {"textDocument/definition", &Server::asked<&OpenSite::definition, false>},
        {"textDocument/references", &Server::asked<&OpenSite::references, true>},
        {"textDocument/documentSymbol", &Server::asked<&OpenSite::symbols, true>},
        {"textDocument/codeAction", &Server::asked<&OpenSite::code_actions, true>},
        {"workspace/symbol", &Server::named},
    });
    const auto* found = std::ranges::find(methods, name, &Method::name);
    return found == methods.end() ? nullptr : found;
}

std::vector<Json> Server::handle(std::span<const Json> messages) {
    std::vector<Json> out;
    const auto cancelled = taken_back(messages);
    for (size_t i = 0; i < messages.size() && !ended_; ++i) {
        const auto found = cancelled.find(key_of(messages[i]["id"]));
        handle(messages[i], found != cancelled.end() && found->second > i, out);
    }
    for (OpenSite& site : sites_) site.check_changed(out);
    return out;
}

void Server::handle(const Json& message, bool taken_back, std::vector<Json>& out) {
    const std::string_view method = message["method"].text();
    const Json& id = message["id"];
    if (method.empty() || !is_id(id)) {
        // An answer to what we asked, or no message at all.
        if (method.empty() && (has_member(message, "result") || has_member(message, "error"))) return;
        out.push_back(error_response(is_id(id) ? id : Json(), invalid_request, "this is no request"));
        return;
    }
    if (!has_member(message, "id")) {
        notified(method, message["params"], out);
        return;
    }
    const Method* known = find_method(method);
    if (shut_down_) {
        out.push_back(error_response(id, invalid_request, "the server was told to shut down"));
    } else if (!initialized_ && method != "initialize") {
        out.push_back(error_response(id, server_not_initialized, "`initialize` comes first"));
    } else if (known == nullptr) {
        out.push_back(error_response(id, method_not_found, concat("`", visible(method), "` is not known here")));
    } else if (initialized_ && method == "initialize") {
        out.push_back(error_response(id, invalid_request, "`initialize` came before"));
    } else if (taken_back && method != "initialize" && method != "shutdown") {
        out.push_back(error_response(id, request_cancelled, "it was taken back"));
    } else {
        out.push_back(response(id, (this->*known->answer)(message["params"])));
    }
}

Client client_from(const Json& capabilities) {
    const Json& workspace = capabilities["workspace"];
    const Json& diagnostics = capabilities["textDocument"]["publishDiagnostics"];
    return {.watches_files = workspace["didChangeWatchedFiles"]["dynamicRegistration"].flag(),
            .versioned_edits = workspace["workspaceEdit"]["documentChanges"].flag(),
            .related_information = diagnostics["relatedInformation"].flag(),
            .tags = !diagnostics["tagSupport"]["valueSet"].array().empty(),
            .code_descriptions = diagnostics["codeDescriptionSupport"].flag(),
            .encoding = encoding_from(capabilities["general"]["positionEncodings"])};
}

Json Server::initialize(const Json& params) {
    initialized_ = true;
    client_ = client_from(params["capabilities"]);
    client_.rule_pages = ports_.rule_pages;
    for (const std::string& folder : folders_of(params)) (void)open_site(folder);
    return JsonObject{
        {"capabilities",
         JsonObject{
             {"positionEncoding", name(client_.encoding)},
             {"textDocumentSync", JsonObject{{"openClose", true}, {"change", 2}, {"save", true}}},
             {"completionProvider", JsonObject{{"triggerCharacters", JsonArray{"=", "[", "\"", "@", ".", "/"}}}},
             {"hoverProvider", true},
             {"definitionProvider", true},
             {"referencesProvider", true},
             {"workspaceSymbolProvider", true},
             {"documentSymbolProvider", true},
             {"codeActionProvider", JsonObject{{"codeActionKinds", JsonArray{"quickfix", "source.fixAll.nagaya"}}}},
             {"workspace",
              JsonObject{{"workspaceFolders", JsonObject{{"supported", true}, {"changeNotifications", true}}}}}}},
        {"serverInfo", JsonObject{{"name", "nagaya"}, {"version", ports_.version}}}};
}

Json Server::shutdown(const Json&) {
    shut_down_ = true;
    return nullptr;
}

/// The files of all sites by their names.
Json Server::named(const Json& params) {
    JsonArray symbols;
    for (OpenSite& site : sites_) site.add_named(params["query"].text(), symbols);
    return symbols;
}

/// Asks the client to tell what changes on disk: without that, most tell nothing.
void Server::watch(std::vector<Json>& out) const {
    if (!client_.watches_files) return;
    JsonArray watchers;
    for (const char* glob : {"**/nagaya.{toml,lock}", "**/{hosts,services,images,secrets,security}/**",
                             "**/*.{container,pod,volume,network,kube,image,build,artifact}", "**/*.d/*.conf"})
        watchers.push_back(JsonObject{{"globPattern", glob}});
    const JsonObject registration{{"id", "files"},
                                  {"method", "workspace/didChangeWatchedFiles"},
                                  {"registerOptions", JsonObject{{"watchers", std::move(watchers)}}}};
    out.push_back(JsonObject{{"jsonrpc", "2.0"},
                             {"id", "nagaya-watch"},
                             {"method", "client/registerCapability"},
                             {"params", JsonObject{{"registrations", JsonArray{registration}}}}});
}

void Server::folders_changed(const Json& event, std::vector<Json>& out) {
    for (const Json& folder : event["removed"].array()) {
        const auto path = path_of_uri(folder["uri"].text());
        const auto site = std::ranges::find(sites_, without_slash(path.value_or("")), &OpenSite::root);
        // What is open stays open: the client goes on to tell of its changes, and does not open it again.
        if (site == sites_.end() || site->has_documents()) continue;
        site->leave(out);
        sites_.erase(site);
    }
    for (const std::string& folder : folders_of(JsonObject{{"workspaceFolders", event["added"]}}))
        (void)open_site(folder);
}

void Server::notified(std::string_view method, const Json& params, std::vector<Json>& out) {
    if (method == "exit") {
        ended_ = true;
        return;
    }
    if (!initialized_ || shut_down_) return;
    if (method == "initialized") return watch(out);
    if (method == "workspace/didChangeWorkspaceFolders") return folders_changed(params["event"], out);
    if (method == "workspace/didChangeWatchedFiles") return changed_on_disk(out);
    const Json& document = params["textDocument"];
    const auto [site, path] = find_document(document);
    if (site == nullptr) return;
    if (method == "textDocument/didSave") {
        site->reread();
    } else if (method == "textDocument/didOpen") {
        site->open(path, {.uri = std::string(document["uri"].text()),
                          .version = document["version"].number(),
                          .text = std::string(document["text"].text())});
    } else if (method == "textDocument/didChange") {
        site->change(path, params["contentChanges"], document["version"].number());
    } else if (method == "textDocument/didClose") {
        site->close(path, out);
        if (site->is_loose() && !site->has_documents())
            std::erase_if(sites_, [&](OpenSite& one) { return &one == site; });
    }
}

/// A directory may have become a site, or be none any more: what is open moves to where it belongs now.
void Server::changed_on_disk(std::vector<Json>& out) {
    for (OpenSite& site : sites_) site.reread();
    std::vector<std::pair<std::string, Document>> open;
    for (OpenSite& site : sites_) {
        const Documents documents = site.is_loose() ? site.documents() : Documents();
        for (const auto& [path, document] : documents) {
            site.close(path, out);
            open.emplace_back(path_of_uri(document.uri).value_or(""), document);
        }
    }
    std::erase_if(sites_, &OpenSite::is_loose);
    for (auto& [file, document] : open)
        if (const auto [site, path] = find_home(file); site != nullptr) site->open(path, std::move(document));
}

bool Server::has_work() const { return std::ranges::any_of(sites_, &OpenSite::has_work); }

std::vector<Json> Server::work() {
    std::vector<Json> out;
    for (OpenSite& site : sites_)
        if (site.has_work()) site.work(out);
    return out;
}

OpenSite* Server::open_site(const std::string& root, bool loose) {
    const auto known = std::ranges::find_if(
        sites_, [&](const OpenSite& site) { return site.root() == root && site.is_loose() == loose; });
    if (known != sites_.end()) return &*known;
    if (sites_.size() >= most_sites) return nullptr;
    OpenSite& site = sites_.emplace_back(root, loose ? ports_.open_loose(root) : ports_.open(root), client_);
    site.refresh();
    return &site;
}

Server::Found Server::find_document(const Json& document) {
    const auto file = path_of_uri(document["uri"].text());
    if (!file) return {};
    for (OpenSite& site : sites_)
        if (auto path = site.path_of(*file); path && site.documents().contains(*path)) return {&site, *std::move(path)};
    return find_home(*file);
}

Server::Found Server::find_home(const std::string& file) {
    // The innermost one that is a site; a directory that may become one when nothing else is there.
    const auto innermost = [&](bool sites) {
        Found found;
        for (OpenSite& site : sites_) {
            auto path = site.path_of(file);
            if (!path || site.is_loose() || (sites && !site.is_site())) continue;
            if (found.first == nullptr || path->size() < found.second.size()) found = {&site, std::move(*path)};
        }
        return found;
    };
    Found found = innermost(true);
    if (found.first == nullptr)
        if (const std::string root = ports_.find_site(file); !root.empty())
            if (OpenSite* site = open_site(root)) found = {site, site->path_of(file).value_or("")};
    if (found.first != nullptr && load::is_of_site(found.second, false)) return found;
    if (const std::string root = ports_.find_loose ? ports_.find_loose(file) : ""; !root.empty())
        if (OpenSite* site = open_site(root, true)) return {site, site->path_of(file).value_or("")};
    return found.first != nullptr ? found : innermost(false);
}

}  // namespace nagaya::lsp
