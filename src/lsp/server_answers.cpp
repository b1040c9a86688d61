// The requests that the server answers.
#include <algorithm>

#include "base/text.hpp"
#include "lsp/messages.hpp"
#include "lsp/server.hpp"

namespace nagaya::lsp {
namespace {

bool touches(Place begin, Place end, const Json& range) {
    return begin <= place_from(range["end"]) && place_from(range["start"]) <= end;
}

Json edit(const Sources& sources, const Fix& fix) {
    return JsonObject{{"range", range_of(sources, fix.at)}, {"newText", fix.replacement}};
}

/// What the action is called: the help, or what is written.
std::string title_of(const Diagnostic& finding) {
    if (!finding.help.empty()) return finding.help;
    return finding.fixes.front().replacement.empty() ? "take it out"
                                                     : concat("write `", finding.fixes.front().replacement, "`");
}

}  // namespace

Json Server::initialize(const Json& params) {
    initialized_ = true;
    std::string_view uri = params["rootUri"].text();
    if (uri.empty() && !params["workspaceFolders"].array().empty())
        uri = params["workspaceFolders"].array()[0]["uri"].text();
    std::optional<std::string> root = path_of_uri(uri);
    if (!root && !params["rootPath"].text().empty()) root = std::string(params["rootPath"].text());
    root_ = root.value_or("");
    while (root_.size() > 1 && root_.ends_with('/')) root_.pop_back();
    if (!root_.empty()) reread();
    return JsonObject{
        {"capabilities",
         JsonObject{{"positionEncoding", "utf-16"},
                    {"textDocumentSync", JsonObject{{"openClose", true}, {"change", 2}, {"save", true}}},
                    {"completionProvider", JsonObject{{"triggerCharacters", JsonArray{"=", "[", "\"", "@", ".", "/"}}}},
                    {"hoverProvider", true},
                    {"definitionProvider", true},
                    {"codeActionProvider", JsonObject{{"codeActionKinds", JsonArray{"quickfix"}}}}}},
        {"serverInfo", JsonObject{{"name", "nagaya"}, {"version", ports_.version}}}};
}

Json Server::shutdown(const Json&) {
    shut_down_ = true;
    return nullptr;
}

Json Server::completion(const Json& params) {
    const auto path = path_of(params);
    if (!path) return JsonArray{};
    const std::string_view text = files().text(*path);
    return complete(files(), find_spot(*path, text, offset_of(text, place_from(params["position"]))));
}

Json Server::hovering(const Json& params) {
    const auto path = path_of(params);
    if (!path) return nullptr;
    const std::string_view text = files().text(*path);
    return hover(files(), find_spot(*path, text, offset_of(text, place_from(params["position"]))));
}

Json Server::definition(const Json& params) {
    const auto path = path_of(params);
    if (!path) return nullptr;
    const std::string_view text = files().text(*path);
    const auto target =
        find_definition(files(), find_spot(*path, text, offset_of(text, place_from(params["position"]))));
    if (!target) return nullptr;
    Sources sources;
    const FileId file = sources.add(target->path, std::string(files().text(target->path)));
    const Span at{
        .file = file, .begin = static_cast<uint32_t>(target->begin), .end = static_cast<uint32_t>(target->end)};
    return JsonObject{{"uri", uri_of(target->path)}, {"range", range_of(sources, at)}};
}

Json Server::code_actions(const Json& params) {
    JsonArray actions;
    const auto path = path_of(params);
    if (!path) return actions;
    const auto found = findings_.find(*path);
    if (found == findings_.end()) return actions;
    const Sources& sources = *found->second.sources;
    for (const Diagnostic& finding : found->second.diagnostics) {
        const Place begin = place_of(sources, finding.at.file, finding.at.begin);
        const Place end = place_of(sources, finding.at.file, finding.at.end);
        if (!touches(begin, end, params["range"])) continue;
        const Json all = actions_of(*path, finding, sources);
        for (const Json& action : all.array()) actions.push_back(action);
    }
    return actions;
}

Json Server::actions_of(const std::string& path, const Diagnostic& finding, const Sources& sources) const {
    JsonArray actions;
    const auto action = [&](std::string title, JsonObject changes, bool preferred) {
        actions.push_back(JsonObject{{"title", std::move(title)},
                                     {"kind", "quickfix"},
                                     {"isPreferred", preferred},
                                     {"edit", JsonObject{{"changes", std::move(changes)}}}});
    };
    if (!finding.fixes.empty()) {
        JsonObject changes;
        bool safe = true;
        for (const Fix& fix : finding.fixes) {
            safe = safe && fix.safe;
            const std::string uri = uri_of(std::string(sources.path(fix.at.file)));
            auto member =
                std::find_if(changes.begin(), changes.end(), [&](const auto& one) { return one.first == uri; });
            if (member == changes.end()) member = changes.insert(changes.end(), {uri, JsonArray{}});
            std::get<JsonArray>(member->second.value).push_back(edit(sources, fix));
        }
        action(title_of(finding), std::move(changes), safe);
    }
    if (finding.severity != Severity::error) {
        // A comment above the line; the user writes the reason.
        const std::string_view line = sources.line_at(finding.at.file, finding.at.begin);
        const auto start = static_cast<uint32_t>(line.data() - sources.text(finding.at.file).data());
        const Fix comment{.at = {.file = finding.at.file, .begin = start, .end = start},
                          .replacement = concat("# nagaya: allow ", finding.code, ": \n")};
        action(concat("allow `", finding.code, "` here"), {{uri_of(path), JsonArray{edit(sources, comment)}}}, false);
    }
    return actions;
}

}  // namespace nagaya::lsp
