#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "lsp/answers.hpp"
#include "lsp/variables.hpp"

namespace nagaya::lsp {
namespace {

constexpr size_t most_references = 10'000;
/// Each place that looks like one is asked what it means, which reads the file above it.
constexpr size_t most_candidates_in_a_file = 1000;

std::string_view service_of(std::string_view path) {
    constexpr std::string_view services = "services/";
    if (!path.starts_with(services)) return {};
    const std::string_view rest = path.substr(services.size());
    return rest.substr(0, std::min(rest.find('/'), rest.size()));
}

/// What is declared at the place itself: a variable or a port in a TOML file, else the file.
Target declared_at(const Files& files, const Spot& spot) {
    const size_t offset = spot.line_begin + spot.column;
    for (const Variable& one : variables_of(files, spot.service))
        if (one.where && one.where->path == spot.path && offset >= one.where->begin && offset <= one.where->end)
            return *one.where;
    return {.path = std::string(spot.path)};
}

void add_variables(const Files& files, std::string_view service, const Target& target, std::set<std::string>& words) {
    for (const Variable& one : variables_of(files, service))
        if (one.where == target) words.insert(concat("@@", one.name, "@@"));
}

/// The words that may mean the target; whether one does, its place tells.
std::set<std::string> words_for(const Files& files, const Target& target) {
    std::set<std::string> words;
    add_variables(files, service_of(target.path), target, words);
    add_variables(files, "", target, words);
    if (target.end > target.begin) {
        words.emplace(files.text(target.path).substr(target.begin, target.end - target.begin));
        return words;
    }
    const std::string_view path = target.path;
    const std::string_view name = path.substr(path.rfind('/') + 1);
    words.emplace(name);
    if (lint::kind_of(name) != lint::UnitKind::plain) words.insert(lint::generated_name(name));
    if (const size_t at = name.find("@."); at != std::string_view::npos) words.emplace(name.substr(0, at + 1));
    if (name.ends_with(".age")) words.emplace(name.substr(0, name.size() - 4));
    if (name == "service.toml") words.emplace(service_of(path));
    if (name == "Containerfile") {
        const std::string_view directory = path.substr(0, path.rfind('/'));
        const std::string_view image = directory.substr(directory.rfind('/') + 1);
        words.insert(concat("localhost/", service_of(path).empty() ? image : service_of(path)));
    }
    if (const size_t at = path.find("/files/"); at != std::string_view::npos)
        words.insert(concat("@@FILES_PATH@@/", path.substr(at + 7)));
    return words;
}

/// In sentences for people, words mean nothing.
bool is_prose(const Spot& spot) {
    if (trim(spot.line).starts_with('#') || trim(spot.line).starts_with(';')) return true;
    return spot.type == FileType::toml && (spot.key == "description" || spot.key == "reason" || spot.key == "name");
}

void add_places(const Files& files, const std::string& path, std::string_view word, const Target& target,
                std::set<Target>& found) {
    const std::string_view text = files.text(path);
    const bool is_variable = word.starts_with("@@") && word.ends_with("@@");
    const size_t marks = is_variable ? 2 : 0;
    size_t candidates = 0;
    for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) {
        if (found.size() >= most_references || ++candidates > most_candidates_in_a_file) return;
        const Spot spot = find_spot(path, text, at + marks);
        if (!is_prose(spot) && find_definition(files, spot) == target)
            found.insert({.path = path, .begin = at + marks, .end = at + word.size() - marks});
    }
}

}  // namespace

std::vector<Target> find_references(const Files& files, const Spot& spot, bool with_declaration) {
    const Target target = find_definition(files, spot).value_or(declared_at(files, spot));
    std::set<Target> found;
    for (const std::string& word : words_for(files, target))
        if (word.size() > 1)
            for (const auto& [path, file] : files.tree) add_places(files, path, word, target, found);
    found.erase(target);
    std::vector<Target> places;
    if (with_declaration && files.tree.contains(target.path)) places.push_back(target);
    places.insert(places.end(), found.begin(), found.end());
    return places;
}

std::vector<NamedFile> find_named_files(const Files& files, std::string_view query) {
    constexpr size_t most = 1000;
    std::vector<NamedFile> found;
    const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    const auto fits = [&](std::string_view name) {
        return !std::ranges::search(name, query, [&](char a, char b) { return small(a) == small(b); }).empty() ||
               query.empty();
    };
    for (const auto& [path, file] : files.tree) {
        const std::string_view service = service_of(path);
        const std::string_view file_name = std::string_view(path).substr(path.rfind('/') + 1);
        std::string_view name;
        if (path.starts_with("hosts/") && file_name.ends_with(".toml")) {
            name = file_name.substr(0, file_name.size() - 5);
        } else if (path == concat("services/", service, "/service.toml")) {
            name = service;
        } else if (find_spot(path, "", 0).type == FileType::unit && !path.contains(".d/")) {
            name = file_name;
        } else if (path.starts_with("images/") && file_name == "Containerfile") {
            name = std::string_view(path).substr(7, path.size() - 7 - file_name.size() - 1);
        }
        if (name.empty() || !fits(name)) continue;
        found.push_back({.name = name, .path = path});
        if (found.size() == most) break;
    }
    return found;
}

}  // namespace nagaya::lsp
