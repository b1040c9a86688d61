#include "lsp/open_site.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lsp/messages.hpp"

namespace nagaya::lsp {
namespace {

/// As in a site on disk: the reader of files has the same limit.
constexpr size_t largest_document = size_t{4} << 20;

/// DiagnosticTag: what may go, and what is old. 0 for other findings.
int tag_of(std::string_view code) {
    constexpr int unnecessary = 1;
    constexpr int deprecated = 2;
    static constexpr auto tags = std::to_array<std::pair<std::string_view, int>>({
        {"compose-obsolete-version", deprecated},
        {"deprecated-quadlet-key", deprecated},
        {"overwritten-pod-setting", unnecessary},
        {"pointless-auto-update", unnecessary},
        {"pointless-way", unnecessary},
        {"unused-allowance", unnecessary},
        {"unused-secret", unnecessary},
    });
    const auto* found = std::ranges::find(tags, code, &std::pair<std::string_view, int>::first);
    return found == tags.end() ? 0 : found->second;
}

}  // namespace

const Lines& Ranges::lines(FileId file) {
    return lines_.try_emplace(file, sources_.text(file), encoding_).first->second;
}

Json OpenSite::json_of(Ranges& ranges, const Diagnostic& finding) const {
    std::string message = finding.message;
    if (!finding.help.empty()) message += concat("\nhelp: ", finding.help);
    JsonObject out{{"range", ranges.range(finding.at)},
                   {"severity", finding.severity == Severity::error     ? 1
                                : finding.severity == Severity::warning ? 2
                                                                        : 3},
                   {"code", finding.code}};
    if (client_.code_descriptions && !client_.rule_pages.empty())
        out.emplace_back("codeDescription", JsonObject{{"href", concat(client_.rule_pages, "#", finding.code)}});
    out.emplace_back("source", "nagaya");
    out.emplace_back("message", std::move(message));
    if (const int tag = tag_of(finding.code); tag != 0 && client_.tags) out.emplace_back("tags", JsonArray{tag});
    JsonArray related;
    for (const Label& label : finding.labels)
        if (static_cast<size_t>(label.at.file) < ranges.sources().size())
            related.push_back(
                JsonObject{{"location", JsonObject{{"uri", uri_of(std::string(ranges.sources().path(label.at.file)))},
                                                   {"range", ranges.range(label.at)}}},
                           {"message", label.message}});
    if (client_.related_information && !related.empty()) out.emplace_back("relatedInformation", std::move(related));
    return out;
}

std::optional<std::string> OpenSite::path_of(std::string_view file) const {
    const std::string_view root = directory();
    if (file.size() < root.size() + 2 || !file.starts_with(root) || file[root.size()] != '/') return std::nullopt;
    return concat(ports_.loose_below, file.substr(root.size() + 1));
}

void OpenSite::open(const std::string& path, Document document) {
    documents_[path] = std::move(document);
    unchecked_.insert(path);
    unpublished_.insert(path);
    stale_ = true;
    refresh();
    put(path, documents_[path]);
}

void OpenSite::change(const std::string& path, const Json& changes, int64_t version) {
    const auto document = documents_.find(path);
    if (document == documents_.end()) return;
    for (const Json& change : changes.array()) (void)apply_change(document->second.text, change, client_.encoding);
    document->second.version = version;
    unchecked_.insert(path);
    unpublished_.insert(path);
    stale_ = true;
    put(path, document->second);
}

void OpenSite::close(const std::string& path, std::vector<Json>& out) {
    unchecked_.erase(path);
    unpublished_.erase(path);
    if (is_loose() && findings_.erase(path) > 0) publish(path, out);
    if (documents_.erase(path) > 0) reread();
}

void OpenSite::put(const std::string& path, const Document& document) {
    model::TreeFile& file = tree_[path];
    const bool fits = document.text.size() <= largest_document;
    file.bytes = fits ? document.text : "";
    file.problem = fits ? "" : "is larger than 4 MiB";
}

bool OpenSite::check_one(const std::string& path) {
    auto found = is_site() ? ports_.check_one(tree_, path) : std::nullopt;
    if (!found) return false;
    unchecked_.erase(path);
    take(std::move(*found), path);
    return true;
}

void OpenSite::check_changed(std::vector<Json>& out) {
    if (unpublished_.empty()) return;
    refresh();
    tell(out);
    for (const std::string& path : std::exchange(unpublished_, {}))
        if (!unchecked_.contains(path) || check_one(path)) publish(path, out);
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
    std::set<std::string> open;
    for (const auto& [path, document] : documents_) open.insert(path);
    auto found = ports_.check_all(tree_, open);
    if (!found && failure_.empty()) failure_ = found.error().text();
    tell(out);
    if (!found) return;
    told_ = failure_;
    std::vector<std::string> paths;
    for (const auto& [path, findings] : findings_) paths.push_back(path);
    for (const auto& [path, document] : documents_) paths.push_back(path);
    take(std::move(*found), "");
    unchecked_.clear();
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
        if ((!only.empty() && path != only) || (is_loose() && !documents_.contains(path))) continue;
        Findings& here = findings_[path];
        here.sources = findings.sources;
        here.diagnostics.push_back(std::move(one));
    }
}

void OpenSite::publish(const std::string& path, std::vector<Json>& out) const {
    JsonArray list;
    if (const auto found = findings_.find(path); found != findings_.end()) {
        const auto& [sources, diagnostics] = found->second;
        Ranges ranges(*sources, client_.encoding);
        for (const Diagnostic& one : diagnostics) list.push_back(json_of(ranges, one));
    }
    JsonObject params{{"uri", uri_of(path)}, {"diagnostics", std::move(list)}};
    if (const auto document = documents_.find(path); document != documents_.end())
        params.emplace_back("version", document->second.version);
    out.push_back(notification("textDocument/publishDiagnostics", std::move(params)));
}

std::string OpenSite::uri_of(const std::string& path) const {
    const auto document = documents_.find(path);
    if (document != documents_.end()) return document->second.uri;
    const bool below = is_loose() && path.starts_with(ports_.loose_below);
    return uri_of_path(concat(directory(), "/", std::string_view(path).substr(below ? ports_.loose_below.size() : 0)));
}

}  // namespace nagaya::lsp
