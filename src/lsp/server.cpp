#include "lsp/server.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lsp/messages.hpp"

namespace nagaya::lsp {
namespace {

/// The finding as LSP's Diagnostic.
Json json_of(const Sources& sources, const Diagnostic& finding) {
    std::string message = finding.message;
    if (!finding.help.empty()) message += concat("\nhelp: ", finding.help);
    return JsonObject{{"range", range_of(sources, finding.at)},
                      {"severity", finding.severity == Severity::error     ? 1
                                   : finding.severity == Severity::warning ? 2
                                                                           : 3},
                      {"code", finding.code},
                      {"source", "nagaya"},
                      {"message", std::move(message)}};
}

}  // namespace

Json Server::broken() { return error_response({}, parse_error, "this is no message"); }

const Server::Method* Server::find_method(std::string_view name) {
    static constexpr auto methods = std::to_array<Method>({
        {"initialize", &Server::initialize},
        {"shutdown", &Server::shutdown},
        {"textDocument/completion", &Server::completion},
        {"textDocument/hover", &Server::hovering},
        {"textDocument/definition", &Server::definition},
        {"textDocument/codeAction", &Server::code_actions},
    });
    const auto* found = std::ranges::find(methods, name, &Method::name);
    return found == methods.end() ? nullptr : found;
}

std::vector<Json> Server::handle(const Json& message) {
    std::vector<Json> out;
    const std::string_view method = message["method"].text();
    const bool request = std::ranges::any_of(message.object(), [](const auto& member) { return member.first == "id"; });
    if (method.empty()) {
        // An answer to something that we never ask, or no message at all.
        const bool answer = std::ranges::any_of(
            message.object(), [](const auto& member) { return member.first == "result" || member.first == "error"; });
        if (!answer) out.push_back(error_response(message["id"], invalid_request, "there is no method"));
        return out;
    }
    if (!request) {
        notified(method, message["params"], out);
        return out;
    }
    const Json& id = message["id"];
    const Method* known = find_method(method);
    if (shut_down_) {
        out.push_back(error_response(id, invalid_request, "the server was told to shut down"));
    } else if (!initialized_ && method != "initialize") {
        out.push_back(error_response(id, server_not_initialized, "`initialize` comes first"));
    } else if (known == nullptr) {
        out.push_back(error_response(id, method_not_found, concat("`", visible(method), "` is not known here")));
    } else if (initialized_ && method == "initialize") {
        out.push_back(error_response(id, invalid_request, "`initialize` came before"));
    } else {
        out.push_back(response(id, (this->*known->answer)(message["params"])));
    }
    return out;
}

void Server::notified(std::string_view method, const Json& params, std::vector<Json>& out) {
    if (method == "exit") {
        ended_ = true;
        return;
    }
    if (!initialized_ || shut_down_) return;
    if (method == "workspace/didChangeWatchedFiles" || method == "textDocument/didSave") {
        reread();
        return;
    }
    const auto path = path_of(params);
    if (!path) return;
    if (method == "textDocument/didOpen") {
        const Json& opened = params["textDocument"];
        documents_[*path] = {.uri = std::string(opened["uri"].text()),
                             .version = opened["version"].number(),
                             .text = std::string(opened["text"].text())};
        changed(*path, out);
    } else if (method == "textDocument/didChange") {
        const auto document = documents_.find(*path);
        if (document == documents_.end()) return;
        for (const Json& change : params["contentChanges"].array()) (void)apply_change(document->second.text, change);
        document->second.version = params["textDocument"]["version"].number();
        changed(*path, out);
    } else if (method == "textDocument/didClose") {
        documents_.erase(*path);
        reread();
    }
}

void Server::changed(const std::string& path, std::vector<Json>& out) {
    model::TreeFile& file = tree_[path];
    file.bytes = documents_[path].text;
    file.problem.clear();
    stale_ = true;
    if (auto found = ports_.check_one(tree_, path)) {
        take(std::move(*found), path);
        publish(path, out);
    }
}

void Server::reread() {
    tree_ = ports_.read(root_);
    for (const auto& [path, document] : documents_) tree_[path].bytes = document.text;
    stale_ = true;
}

std::vector<Json> Server::work() {
    stale_ = false;
    std::vector<Json> out;
    std::vector<std::string> before;
    for (const auto& [path, findings] : findings_) before.push_back(path);
    take(ports_.check_all(tree_), "");
    for (const auto& [path, findings] : findings_) publish(path, out);
    for (const std::string& path : before)
        if (!findings_.contains(path)) publish(path, out);  // nothing any more
    for (const auto& [path, document] : documents_)
        if (!findings_.contains(path) && std::ranges::find(before, path) == before.end()) publish(path, out);
    return out;
}

void Server::take(Findings findings, const std::string& only) {
    if (only.empty()) {
        findings_.clear();
    } else {
        findings_.erase(only);
    }
    for (Diagnostic& one : findings.diagnostics) {
        if (static_cast<size_t>(one.at.file) >= findings.sources->size()) continue;
        const std::string path(findings.sources->path(one.at.file));
        if (!only.empty() && path != only) continue;
        Findings& here = findings_[path];
        here.sources = findings.sources;
        here.diagnostics.push_back(std::move(one));
    }
}

void Server::publish(const std::string& path, std::vector<Json>& out) {
    JsonArray list;
    if (const auto found = findings_.find(path); found != findings_.end())
        for (const Diagnostic& one : found->second.diagnostics) list.push_back(json_of(*found->second.sources, one));
    JsonObject params{{"uri", uri_of(path)}, {"diagnostics", std::move(list)}};
    if (const auto document = documents_.find(path); document != documents_.end())
        params.emplace_back("version", document->second.version);
    out.push_back(notification("textDocument/publishDiagnostics", std::move(params)));
}

std::optional<std::string> Server::path_of(const Json& params) const {
    const auto path = path_of_uri(params["textDocument"]["uri"].text());
    if (!path || root_.empty() || !path->starts_with(root_ + "/")) return std::nullopt;
    return path->substr(root_.size() + 1);
}

std::string Server::uri_of(const std::string& path) const {
    const auto document = documents_.find(path);
    return document != documents_.end() ? document->second.uri : uri_of_path(concat(root_, "/", path));
}

}  // namespace nagaya::lsp
