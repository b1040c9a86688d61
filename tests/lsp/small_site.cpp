#include "small_site.hpp"

#include <gtest/gtest.h>

#include <array>

#include "base/text.hpp"

namespace nagaya::lsp {
namespace {

struct Word {
    std::string_view word;
    std::string_view code;
};
constexpr auto words = std::to_array<Word>(
    {{"BAD", "bad"}, {"SAD", "sad"}, {"PAIR", "pair"}, {"OLD", "deprecated-quadlet-key"}, {"NOT", "unused-allowance"}});

void find_words(const Sources& sources, FileId file, FileId other, std::vector<Diagnostic>& found) {
    const std::string_view text = sources.text(file);
    for (const auto& [word, code] : words) {
        for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
            const Span span{
                .file = file, .begin = static_cast<uint32_t>(at), .end = static_cast<uint32_t>(at + word.size())};
            Diagnostic one{.code = code, .message = "is bad", .at = span, .help = "a page of reasons"};
            if (word == "SAD") one.severity = Severity::note;
            if (word == "BAD" || word == "PAIR")
                one.fixes = {{.at = span, .replacement = "good", .safe = word == "BAD"}};
            if (word == "PAIR") {
                const Span top{.file = other, .begin = 0, .end = 0};
                one.fixes.push_back({.at = top, .replacement = "# pair\n", .safe = true});
                one.labels.push_back({.at = top, .message = "goes here"});
            }
            found.push_back(std::move(one));
        }
    }
}

Findings check(const model::Tree& tree) {
    auto sources = std::make_shared<Sources>();
    std::vector<FileId> files;
    for (const auto& [path, file] : tree) files.push_back(sources->add(path, file.bytes));
    Findings findings;
    for (const FileId file : files) find_words(*sources, file, files.front(), findings.diagnostics);
    findings.sources = sources;
    return findings;
}

/// The text without its "|", and where that stood.
std::pair<std::string, Place> without_bar(std::string_view text) {
    const size_t bar = text.find('|');
    std::string plain(text);
    plain.erase(bar, 1);
    return {plain, Lines(plain).place(bar)};
}

}  // namespace

Json uri_params(std::string_view path) { return JsonObject{{"textDocument", JsonObject{{"uri", uri_of_path(path)}}}}; }

Ports Editor::ports() {
    const auto open = [this](const std::string& root) -> SitePorts {
        return {.read = [this, root]() -> Result<model::Tree> {
                    ++disk_.readings;
                    if (!disk_.reading_fails.empty()) return fail(ErrorKind::io, disk_.reading_fails);
                    model::Tree tree;
                    if (!disk_.files.contains(root + "/nagaya.toml")) return tree;
                    for (const auto& [path, text] : disk_.files)
                        if (path.starts_with(root + "/")) tree[path.substr(root.size() + 1)].bytes = text;
                    return tree;
                },
                .check_all = [this](const model::Tree& tree, const std::set<std::string>&) -> Result<Findings> {
                    ++disk_.checks;
                    if (!disk_.check_fails.empty()) return fail(ErrorKind::io, disk_.check_fails);
                    return check(tree);
                },
                .check_one = [this](const model::Tree& tree, const std::string&) -> std::optional<Findings> {
                    ++disk_.quick;
                    return disk_.quick_checks ? std::optional(check(tree)) : std::nullopt;
                },
                .podman = [] { return lint::PodmanVersion{.major = 5, .minor = 4}; }};
    };
    const auto find_site = [this](const std::string& path) -> std::string {
        for (size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
             slash = path.rfind('/', slash - 1))
            if (disk_.files.contains(path.substr(0, slash) + "/nagaya.toml")) return path.substr(0, slash);
        return "";
    };
    // Directories called "loose" hold Quadlet files of no site.
    const auto find_loose = [](const std::string& path) -> std::string {
        const size_t at = path.rfind("/loose/");
        return at == std::string::npos || !path.ends_with(".container") ? "" : path.substr(0, at + 6);
    };
    const auto open_loose = [this, open](const std::string& root) {
        SitePorts loose = open(root);
        loose.loose_below = "services/quadlets/";
        loose.read = [this, root]() -> Result<model::Tree> {
            model::Tree tree;
            tree["nagaya.toml"].bytes = "BAD";
            for (const auto& [path, text] : disk_.files)
                if (path.starts_with(root + "/"))
                    tree["services/quadlets/" + path.substr(root.size() + 1)].bytes = text;
            return tree;
        };
        return loose;
    };
    return {.open = open,
            .find_site = find_site,
            .find_loose = find_loose,
            .open_loose = open_loose,
            .version = "1.2",
            .rule_pages = "https://example.org/rules"};
}

void Editor::take(const std::vector<Json>& out) {
    for (const Json& message : out) {
        const std::string_view method = message["method"].text();
        if (method == "textDocument/publishDiagnostics") {
            published[std::string(message["params"]["uri"].text())] = message["params"];
        } else if (method == "window/showMessage") {
            messages.emplace_back(message["params"]["message"].text());
        } else if (!method.empty()) {
            requests.push_back(message);
        } else {
            answers_.push_back(message);
        }
    }
}

Json Editor::request(std::string_view method, Json params) {
    answers_.clear();
    const Json message =
        JsonObject{{"jsonrpc", "2.0"}, {"id", ++ids_}, {"method", method}, {"params", std::move(params)}};
    take(server_.handle({&message, 1}));
    EXPECT_EQ(answers_.size(), 1u);
    if (answers_.size() != 1) return {};
    EXPECT_EQ(answers_[0]["id"].number(), ids_);
    return answers_[0]["result"];
}

int64_t Editor::code(std::string_view method, Json params) {
    (void)request(method, std::move(params));
    return answers_.empty() ? 0 : answers_[0]["error"]["code"].number();
}

void Editor::notify(std::string_view method, Json params) {
    const Json message = JsonObject{{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
    take(server_.handle({&message, 1}));
}

void Editor::start(JsonObject more) {
    if (more.empty()) more.emplace_back("rootUri", "file:///s");
    (void)request("initialize", std::move(more));
    notify("initialized", JsonObject{});
    pause();
}

void Editor::open(std::string_view path, std::string_view text, int version) {
    versions_[std::string(path)] = version;
    notify("textDocument/didOpen",
           JsonObject{{"textDocument", JsonObject{{"uri", uri_of_path(path)}, {"version", version}, {"text", text}}}});
}

void Editor::change(std::string_view path, std::string_view text, int version) {
    notify("textDocument/didChange",
           JsonObject{{"textDocument", JsonObject{{"uri", uri_of_path(path)}, {"version", version}}},
                      {"contentChanges", JsonArray{JsonObject{{"text", text}}}}});
}

void Editor::pause() {
    if (server_.has_work()) take(server_.work());
}

std::string Editor::shown(std::string_view path) const {
    const auto found = published.find(uri_of_path(path));
    if (found == published.end()) return "-";
    std::string out;
    for (const Json& one : found->second["diagnostics"].array())
        out += concat(out.empty() ? "" : " ", one["code"].text(), ":", one["range"]["start"]["line"].number(), ":",
                      one["range"]["start"]["character"].number());
    return out;
}

Json Editor::ask(std::string_view method, std::string_view path, std::string_view text_with_bar) {
    const auto [text, place] = without_bar(text_with_bar);
    open(path, text);
    return request(method,
                   JsonObject{{"textDocument", JsonObject{{"uri", uri_of_path(path)}}}, {"position", json_of(place)}});
}

std::vector<std::string> Editor::complete(std::string_view path, std::string_view text_with_bar) {
    std::vector<std::string> labels;
    const Json found = ask("textDocument/completion", path, text_with_bar);
    for (const Json& item : found.array()) labels.emplace_back(item["label"].text());
    return labels;
}

std::string Editor::definition(std::string_view path, std::string_view text_with_bar) {
    const Json found = ask("textDocument/definition", path, text_with_bar);
    if (found.object().empty()) return "";
    return concat(path_of_uri(found["uri"].text()).value_or("?"), ":", found["range"]["start"]["line"].number());
}

std::vector<std::string> Editor::actions(std::string_view path, int line) {
    const auto end_of = [&](int unit) { return JsonObject{{"line", line}, {"character", unit}}; };
    const Json found =
        request("textDocument/codeAction", JsonObject{{"textDocument", JsonObject{{"uri", uri_of_path(path)}}},
                                                      {"range", JsonObject{{"start", end_of(0)}, {"end", end_of(99)}}},
                                                      {"context", JsonObject{{"diagnostics", JsonArray{}}}}});
    std::vector<std::string> titles;
    for (const Json& one : found.array()) titles.emplace_back(one["title"].text());
    return titles;
}

}  // namespace nagaya::lsp
