#include "lsp/open_site.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "lsp/messages.hpp"

namespace nagaya::lsp {
namespace {

/// As in a site on disk: the reader of files has the same limit.
constexpr size_t largest_document = size_t{4} << 20;

}  // namespace

Json json_of(const Lines& lines, const Diagnostic& finding) {
    std::string message = finding.message;
    if (!finding.help.empty()) message += concat("\nhelp: ", finding.help);
    return JsonObject{{"range", lines.range(finding.at.begin, finding.at.end)},
                      {"severity", finding.severity == Severity::error     ? 1
                                   : finding.severity == Severity::warning ? 2
                                                                           : 3},
                      {"code", finding.code},
                      {"source", "nagaya"},
                      {"message", std::move(message)}};
}

void OpenSite::open(const std::string& path, Document document, std::vector<Json>& out) {
    documents_[path] = std::move(document);
    changed(path, out);
}

void OpenSite::change(const std::string& path, const Json& changes, int64_t version, std::vector<Json>& out) {
    const auto document = documents_.find(path);
    if (document == documents_.end()) return;
    for (const Json& change : changes.array()) (void)apply_change(document->second.text, change);
    document->second.version = version;
    changed(path, out);
}

void OpenSite::close(const std::string& path) {
    if (documents_.erase(path) > 0) reread();
}

void OpenSite::put(const std::string& path, const Document& document) {
    model::TreeFile& file = tree_[path];
    const bool fits = document.text.size() <= largest_document;
    file.bytes = fits ? document.text : "";
    file.problem = fits ? "" : "is larger than 4 MiB";
}

void OpenSite::changed(const std::string& path, std::vector<Json>& out) {
    stale_ = true;
    refresh();
    tell(out);
    put(path, documents_[path]);
    if (!is_site()) return;
    if (auto found = ports_.check_one(tree_, path)) {
        take(std::move(*found), path);
        publish(path, out);
    }
}

/// A reading that fails leaves what the last one found, and is tried again with the next whole check.
void OpenSite::refresh() {
    if (!unread_) return;
    unread_ = false;
    failure_.clear();
    auto tree = ports_.read();
    if (tree && is_site() && !documents_.contains("nagaya.toml") && !tree->contains("nagaya.toml"))
        tree = fail(ErrorKind::not_found, concat("there is no nagaya.toml in ", root_, " any more"));
    if (!tree) {
        failure_ = tree.error().text();
        return;
    }
    was_read_ = true;
    tree_ = std::move(*tree);
    for (const auto& [path, document] : documents_) put(path, document);
}

/// Each failure once, until all is well again or there is another one.
void OpenSite::tell(std::vector<Json>& out) {
    if (failure_.empty() || failure_ == told_) return;
    const std::string text = concat("nagaya: ", failure_, "; the findings shown are earlier ones");
    out.push_back(notification("window/showMessage", JsonObject{{"type", 1}, {"message", text}}));
    told_ = failure_;
}

void OpenSite::work(std::vector<Json>& out) {
    unread_ = unread_ || !failure_.empty();
    refresh();
    stale_ = false;
    if (!is_site()) return tell(out);
    auto found = ports_.check_all(tree_);
    if (!found && failure_.empty()) failure_ = found.error().text();
    tell(out);
    if (!found) return;
    told_ = failure_;
    std::vector<std::string> paths;
    for (const auto& [path, findings] : findings_) paths.push_back(path);
    for (const auto& [path, document] : documents_) paths.push_back(path);
    take(std::move(*found), "");
    for (const auto& [path, findings] : findings_) paths.push_back(path);
    std::ranges::sort(paths);
    paths.erase(std::ranges::unique(paths).begin(), paths.end());
    for (const std::string& path : paths) publish(path, out);  // also where nothing is found any more
}

void OpenSite::leave(std::vector<Json>& out) {
    std::map<std::string, Findings> before;
    std::swap(before, findings_);
    for (const auto& [path, findings] : before) publish(path, out);
}

void OpenSite::take(Findings findings, const std::string& only) {
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

void OpenSite::publish(const std::string& path, std::vector<Json>& out) const {
    JsonArray list;
    if (const auto found = findings_.find(path); found != findings_.end()) {
        const auto& [sources, diagnostics] = found->second;
        const Lines lines(sources->text(diagnostics.front().at.file));
        for (const Diagnostic& one : diagnostics) list.push_back(json_of(lines, one));
    }
    JsonObject params{{"uri", uri_of(path)}, {"diagnostics", std::move(list)}};
    if (const auto document = documents_.find(path); document != documents_.end())
        params.emplace_back("version", document->second.version);
    out.push_back(notification("textDocument/publishDiagnostics", std::move(params)));
}

std::string OpenSite::uri_of(const std::string& path) const {
    const auto document = documents_.find(path);
    return document != documents_.end() ? document->second.uri : uri_of_path(concat(root_, "/", path));
}

}  // namespace nagaya::lsp
