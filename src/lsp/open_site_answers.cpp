// What a site answers about its files.
#include <algorithm>

#include "base/text.hpp"
#include "load/names.hpp"
#include "lsp/open_site.hpp"

namespace nagaya::lsp {
namespace {

bool touches(Place begin, Place end, const Json& range) {
    return begin <= place_from(range["end"]) && place_from(range["start"]) <= end;
}

/// What the action is called: what it does to the text, on one line.
std::string title_of(const std::vector<Fix>& fixes, const Sources& sources) {
    const Fix& first = fixes.front();
    const std::string before = load::in_backticks(trim(sources.text(first.at)));
    const std::string after = load::in_backticks(trim(first.replacement));
    std::string title = first.replacement.empty()        ? concat("take out ", before)
                        : first.at.begin == first.at.end ? concat("add ", after)
                                                         : concat("replace ", before, " by ", after);
    if (fixes.size() > 1) title += concat(", and ", plural(fixes.size() - 1, "more change"));
    return title;
}

Json action(std::string title, bool preferred, Json diagnostic, Json edit) {
    return JsonObject{{"title", std::move(title)},
                      {"kind", "quickfix"},
                      {"diagnostics", JsonArray{std::move(diagnostic)}},
                      {"isPreferred", preferred},
                      {"edit", std::move(edit)}};
}

/// A comment above the line; the user writes the reason.
Fix allowance(const Diagnostic& finding, const Sources& sources) {
    const std::string_view line = sources.line_at(finding.at.file, finding.at.begin);
    const auto start = static_cast<uint32_t>(line.data() - sources.text(finding.at.file).data());
    return {.at = {.file = finding.at.file, .begin = start, .end = start},
            .replacement = concat("# nagaya: allow ", finding.code, ": \n")};
}

}  // namespace

Spot OpenSite::spot_of(const std::string& path, const Json& params) const {
    const std::string_view text = files().text(path);
    return find_spot(path, text, Lines(text).offset(place_from(params["position"])));
}

Json OpenSite::completion(const std::string& path, const Json& params) {
    refresh();
    return complete(files(), spot_of(path, params));
}

Json OpenSite::hovering(const std::string& path, const Json& params) {
    refresh();
    return hover(files(), spot_of(path, params));
}

Json OpenSite::definition(const std::string& path, const Json& params) {
    refresh();
    const auto target = find_definition(files(), spot_of(path, params));
    if (!target) return nullptr;
    return JsonObject{{"uri", uri_of(target->path)},
                      {"range", Lines(files().text(target->path)).range(target->begin, target->end)}};
}

/// Are the bytes that the check saw those of now? Places in others would be wrong.
bool OpenSite::is_current(const Sources& sources, FileId file) const {
    return files().text(sources.path(file)) == sources.text(file);
}

const Findings* OpenSite::current_findings(const std::string& path) {
    for (const bool again : {false, true}) {
        if (again) {
            auto found = is_site() ? ports_.check_one(tree_, path) : std::nullopt;
            if (!found) return nullptr;
            take(std::move(*found), path);
        }
        const auto found = findings_.find(path);
        if (found == findings_.end()) return nullptr;
        if (is_current(*found->second.sources, found->second.diagnostics.front().at.file)) return &found->second;
    }
    return nullptr;
}

Json OpenSite::code_actions(const std::string& path, const Json& params) {
    refresh();
    JsonArray actions;
    const JsonArray& only = params["context"]["only"].array();
    if (!only.empty() && std::ranges::find(only, Json("quickfix")) == only.end()) return actions;
    const Findings* findings = current_findings(path);
    if (findings == nullptr) return actions;
    const Lines lines(files().text(path));
    for (const Diagnostic& finding : findings->diagnostics)
        if (touches(lines.place(finding.at.begin), lines.place(finding.at.end), params["range"]))
            add_actions(finding, *findings->sources, actions);
    return actions;
}

void OpenSite::add_actions(const Diagnostic& finding, const Sources& sources, JsonArray& actions) const {
    const Lines lines(sources.text(finding.at.file));
    const auto current = [&](const Fix& fix) { return is_current(sources, fix.at.file); };
    if (!finding.fixes.empty() && std::ranges::all_of(finding.fixes, current))
        actions.push_back(action(title_of(finding.fixes, sources), std::ranges::all_of(finding.fixes, &Fix::safe),
                                 json_of(lines, finding), edit_of(sources, finding.fixes)));
    if (finding.severity != Severity::error)
        actions.push_back(action(concat("allow `", finding.code, "` here"), false, json_of(lines, finding),
                                 edit_of(sources, {allowance(finding, sources)})));
}

/// A WorkspaceEdit.
Json OpenSite::edit_of(const Sources& sources, const std::vector<Fix>& fixes) const {
    std::map<std::string, JsonArray> edits;
    for (const Fix& fix : fixes)
        edits[std::string(sources.path(fix.at.file))].push_back(JsonObject{
            {"range", Lines(sources.text(fix.at.file)).range(fix.at.begin, fix.at.end)}, {"newText", fix.replacement}});
    JsonObject changes;
    JsonArray versioned;
    for (auto& [path, list] : edits) {
        const auto document = documents_.find(path);
        const Json version = document == documents_.end() ? Json() : Json(document->second.version);
        if (versioned_edits_) {
            versioned.push_back(JsonObject{{"textDocument", JsonObject{{"uri", uri_of(path)}, {"version", version}}},
                                           {"edits", std::move(list)}});
        } else {
            changes.emplace_back(uri_of(path), std::move(list));
        }
    }
    return versioned_edits_ ? JsonObject{{"documentChanges", std::move(versioned)}}
                            : JsonObject{{"changes", std::move(changes)}};
}

/// The headers of a file, each with the lines below it.
Json OpenSite::symbols(const std::string& path, const Json&) {
    refresh();
    const std::string_view text = files().text(path);
    return outline(find_spot(path, text, 0).type, text);
}

}  // namespace nagaya::lsp
