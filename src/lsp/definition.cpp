#include <algorithm>

#include "base/text.hpp"
#include "lsp/answers.hpp"
#include "lsp/compose_answers.hpp"
#include "lsp/variables.hpp"

namespace nagaya::lsp {
namespace {

std::optional<Target> file(const Files& files, const std::string& path) {
    if (!files.tree.contains(path)) return std::nullopt;
    return Target{.path = path};
}

/// "backup@.service" of "backup@daily.service"; "" of names without an instance.
std::string template_of(std::string_view name) {
    const size_t at = name.find('@');
    const size_t dot = name.rfind('.');
    if (at == std::string_view::npos || dot == std::string_view::npos || dot <= at + 1) return "";
    return concat(name.substr(0, at + 1), name.substr(dot));
}

/// Does the file of a service make or is it the unit called `name`?
bool is_unit(std::string_view file_name, std::string_view name) {
    return file_name == name ||
           (lint::kind_of(file_name) != lint::UnitKind::plain && lint::generated_name(file_name) == name);
}

/// Where the word stands in a line, or npos.
size_t find_word(std::string_view line, std::string_view word) {
    for (size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
        const auto is_end = [&](size_t byte) {
            return byte >= line.size() || std::string_view("\":, ").contains(line[byte]);
        };
        if ((at == 0 || is_end(at - 1)) && is_end(at + word.size())) return at;
    }
    return std::string_view::npos;
}

/// A secret of the service: the encrypted file, or where [secrets] of service.toml names it.
std::optional<Target> secret_called(const Files& files, std::string_view service, std::string_view name) {
    if (name.empty()) return std::nullopt;
    if (auto found = file(files, concat("secrets/", service, "/", name, ".age"))) return found;
    const std::string path = concat(service_directory(service), "service.toml");
    bool secrets = false;
    size_t begin = 0;
    for (const std::string_view line : split(files.text(path), '\n')) {
        if (trim(line).starts_with('[')) secrets = trim(line) == "[secrets]";
        if (const size_t at = secrets ? find_word(line, name) : std::string_view::npos; at != std::string_view::npos)
            return Target{.path = path, .begin = begin + at, .end = begin + at + name.size()};
        begin += line.size() + 1;
    }
    return std::nullopt;
}

/// The unit that a name means: a file of the service, or the one that systemd's name is made from; then of another service.
std::optional<Target> unit_called(const Files& files, std::string_view service, std::string_view name) {
    const std::string directory = service_directory(service);
    for (const std::string_view place : {"", "units/user/", "units/root/"})
        if (auto found = file(files, concat(directory, place, name))) return found;
    for (auto at = files.tree.lower_bound(directory); at != files.tree.end() && at->first.starts_with(directory);
         ++at) {
        const std::string_view candidate = std::string_view(at->first).substr(directory.size());
        if (!candidate.contains('/') && is_unit(candidate, name)) return Target{.path = at->first};
    }
    if (const std::string whole = template_of(name); !whole.empty()) return unit_called(files, service, whole);
    return std::nullopt;
}

std::optional<Target> unit_anywhere(const Files& files, std::string_view name) {
    for (const auto& [path, bytes] : files.tree) {
        if (!path.starts_with("services/")) continue;
        const std::string_view rest = std::string_view(path).substr(9);
        const size_t slash = rest.find('/');
        if (slash == std::string_view::npos) continue;
        const std::string_view candidate = rest.substr(rest.rfind('/') + 1);
        if (is_unit(candidate, name)) return Target{.path = path};
    }
    return std::nullopt;
}

/// The directory's service.toml, or its first file.
std::optional<Target> service_called(const Files& files, std::string_view name) {
    const std::string directory = service_directory(name);
    if (auto found = file(files, directory + "service.toml")) return found;
    const auto first = files.tree.lower_bound(directory);
    if (first == files.tree.end() || !first->first.starts_with(directory)) return std::nullopt;
    return Target{.path = first->first};
}

std::optional<Target> definition_of_variable(const Files& files, const Spot& spot, std::string_view name) {
    const auto found = find_variable(files, spot.service, name);
    return found ? found->where : std::nullopt;
}

/// What stands behind `directory` in the word.
std::optional<std::string_view> below(std::string_view word, std::string_view directory) {
    const size_t at = word.find(directory);
    if (at == std::string_view::npos) return std::nullopt;
    return word.substr(at + directory.size());
}

}  // namespace

std::optional<Target> find_definition(const Files& files, const Spot& spot) {
    const std::string_view service = spot.service;
    if (!service.empty()) {
        if (const auto name = below(spot.word, "@@FILES_PATH@@/"))
            if (auto found = file(files, concat(service_directory(service), "files/", *name))) return found;
        if (const auto name = below(spot.word, "@@SECRETS_PATH@@/"))
            if (auto found = secret_called(files, service, *name)) return found;
        const bool is_secret = spot.type == FileType::unit ? spot.key == "Secret" : spot.section == "secrets";
        if (is_secret && spot.in_value)
            if (auto found = secret_called(files, service, spot.word)) return found;
    }
    if (const std::string_view name = variable_at(spot); !name.empty())
        return definition_of_variable(files, spot, name);
    if (spot.type == FileType::compose) return compose_definition(files, spot);
    const std::string_view word = spot.word;
    if (word.empty()) return std::nullopt;
    if (spot.type == FileType::unit) {
        if (word.starts_with("localhost/")) {
            const std::string_view image = word.substr(10);
            if (auto found = file(files, concat("images/", image, "/Containerfile"))) return found;
            return file(files, concat(service_directory(image), "image/Containerfile"));
        }
        if (auto found = unit_called(files, spot.service, word)) return found;
        return word.contains('.') ? unit_anywhere(files, word) : std::nullopt;
    }
    if (spot.type != FileType::toml) return std::nullopt;
    if (!spot.service.empty())
        if (auto found = unit_called(files, spot.service, word)) return found;
    return service_called(files, word);
}

}  // namespace nagaya::lsp
