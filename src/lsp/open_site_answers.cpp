// What a site answers about its files.
#include <algorithm>

#include "base/fixes.hpp"
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

constexpr std::string_view quick_fix = "quickfix";
constexpr std::string_view fix_all = "source.fixAll.nagaya";

/// Is this kind of action asked for? "source" means all that begin with "source." (CodeActionContext.only); no kinds mean all.
bool is_wanted(const JsonArray& only, std::string_view kind) {
    return only.empty() || std::ranges::any_of(only, [&](const Json& one) {
               const std::string_view asked = one.text();
               return asked.empty() || kind == asked || (kind.starts_with(asked) && kind[asked.size()] == '.');
           });
}

Json action(std::string title, bool preferred, Json diagnostic, Json edit) {
    return JsonObject{{"title", std::move(title)},
                      {"kind", quick_fix},
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
    return find_spot(path, text, lines_of(text).offset(place_from(params["position"])));
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
    return target ? location(*target) : Json();
}

Json OpenSite::location(const Target& target) const {
    return JsonObject{{"uri", uri_of(target.path)},
                      {"range", lines_of(files().text(target.path)).range(target.begin, target.end)}};
}

Json OpenSite::references(const std::string& path, const Json& params) {
    refresh();
    JsonArray places;
    const bool declaration = params["context"]["includeDeclaration"].flag();
    for (const Target& one : find_references(files(), spot_of(path, params), declaration))
        places.push_back(location(one));
    return places;
}

void OpenSite::add_named(std::string_view query, JsonArray& symbols) {
    refresh();
    constexpr int kind_file = 1;
    for (const NamedFile& one : find_named_files(files(), query)) {
        // The rest of a made-up site is nobody's.
        if (!one.path.starts_with(ports_.loose_below)) continue;
        symbols.push_back(JsonObject{{"name", one.name},
                                     {"kind", kind_file},
                                     {"location", location({.path = std::string(one.path)})},
                                     {"containerName", root_}});
    }
}

/// Are the bytes that the check saw those of now? Places in others would be wrong.
bool OpenSite::is_current(const Sources& sources, FileId file) const {
    return files().text(sources.path(file)) == sources.text(file);
}

const Findings* OpenSite::current_findings(const std::string& path) {
    for (const bool again : {unchecked_.contains(path), true}) {
        if (again && !check_one(path)) return nullptr;
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
    const Findings* findings = current_findings(path);
    if (findings == nullptr) return actions;
    Ranges ranges(*findings->sources, client_.encoding);
    const Lines& lines = ranges.lines(findings->diagnostics.front().at.file);
    if (is_wanted(only, quick_fix))
        for (const Diagnostic& finding : findings->diagnostics)
            if (touches(lines.place(finding.at.begin), lines.place(finding.at.end), params["range"]))
                add_actions(finding, ranges, actions);
    if (is_wanted(only, fix_all)) add_fix_all(*findings, only.empty() ? 2 : 1, actions);
    return actions;
}

/// One edit that takes every finding of the file whose fixes are safe and lie in it, if these are enough.
void OpenSite::add_fix_all(const Findings& findings, size_t least, JsonArray& actions) const {
    const FileId file = findings.diagnostics.front().at.file;
    std::vector<Diagnostic> fixable;
    for (const Diagnostic& one : findings.diagnostics)
        if (std::ranges::all_of(one.fixes, [&](const Fix& fix) { return fix.safe && fix.at.file == file; }))
            fixable.push_back(one);
    const Fixes fixed = apply_fixes(*findings.sources, fixable, FixScope::safe);
    if (fixed.cured < least) return;
    const std::string_view before = findings.sources->text(file);
    const std::string_view after = fixed.files.front().text;
    // Only what differs is replaced, so that the cursor stays where it was; whole characters.
    const auto is_inside = [](std::string_view text, size_t at) {
        return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
    };
    auto first = static_cast<size_t>(std::ranges::mismatch(before, after).in1 - before.begin());
    while (first > 0 && (is_inside(before, first) || is_inside(after, first))) --first;
    size_t tail = 0;
    const size_t most = std::min(before.size(), after.size()) - first;
    while (tail < most && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
    while (tail > 0 && is_inside(before, before.size() - tail)) --tail;
    const Fix whole{
        .at = {.file = file, .begin = static_cast<uint32_t>(first), .end = static_cast<uint32_t>(before.size() - tail)},
        .replacement = std::string(after.substr(first, after.size() - tail - first)),
        .safe = true};
    actions.push_back(JsonObject{{"title", concat("fix all that is safe: ", plural(fixed.cured, "finding"))},
                                 {"kind", fix_all},
                                 {"edit", edit_of(*findings.sources, {whole})}});
}

void OpenSite::add_actions(const Diagnostic& finding, Ranges& ranges, JsonArray& actions) const {
    const Sources& sources = ranges.sources();
    const auto current = [&](const Fix& fix) { return is_current(sources, fix.at.file); };
    if (!finding.fixes.empty() && std::ranges::all_of(finding.fixes, current))
        actions.push_back(action(title_of(finding.fixes, sources), std::ranges::all_of(finding.fixes, &Fix::safe),
                                 json_of(ranges, finding), edit_of(sources, finding.fixes)));
    if (finding.severity != Severity::error)
        actions.push_back(action(concat("allow `", finding.code, "` here"), false, json_of(ranges, finding),
                                 edit_of(sources, {allowance(finding, sources)})));
}

/// A WorkspaceEdit.
Json OpenSite::edit_of(const Sources& sources, const std::vector<Fix>& fixes) const {
    std::map<std::string, JsonArray> edits;
    Ranges ranges(sources, client_.encoding);
    for (const Fix& fix : fixes)
        edits[std::string(sources.path(fix.at.file))].push_back(
            JsonObject{{"range", ranges.range(fix.at)}, {"newText", fix.replacement}});
    JsonObject changes;
    JsonArray versioned;
    for (auto& [path, list] : edits) {
        const auto document = documents_.find(path);
        const Json version = document == documents_.end() ? Json() : Json(document->second.version);
        if (client_.versioned_edits) {
            versioned.push_back(JsonObject{{"textDocument", JsonObject{{"uri", uri_of(path)}, {"version", version}}},
                                           {"edits", std::move(list)}});
        } else {
            changes.emplace_back(uri_of(path), std::move(list));
        }
    }
    return client_.versioned_edits ? JsonObject{{"documentChanges", std::move(versioned)}}
                                   : JsonObject{{"changes", std::move(changes)}};
}

/// The headers of a file, each with the lines below it.
Json OpenSite::symbols(const std::string& path, const Json&) {
    refresh();
    const std::string_view text = files().text(path);
    return outline(find_spot(path, text, 0).type, lines_of(text), text);
}

}  // namespace nagaya::lsp
