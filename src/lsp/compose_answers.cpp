#include "lsp/compose_answers.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "compose/table.hpp"
#include "lsp/compose_keys.hpp"
#include "lsp/compose_place.hpp"

namespace nagaya::lsp {
namespace {

using compose::Field;
using compose::Shape;

/// What is at the end of the path, and the record and key that led there last.
struct Found {
    const Shape* shape = nullptr;
    const compose::Record* record = nullptr;
    const Field* field = nullptr;

    void enter(std::string_view step) {
        const Shape* at = shape;
        shape = nullptr;
        if (at == nullptr) return;
        if (step == "-") {
            shape = at->element;
        } else if (at->record != nullptr) {
            record = at->record;
            field = record->find(step);
            if (field != nullptr) shape = &field->shape;
        } else {
            shape = at->value;
        }
    }
};

const Shape& file_shape() {
    static const Shape shape = [] {
        Shape made;
        made.mapping = true;
        made.record = &compose::record("file");
        return made;
    }();
    return shape;
}

Found find_shape(const std::vector<std::string_view>& path) {
    Found found{.shape = &file_shape()};
    for (const std::string_view step : path) found.enter(step);
    return found;
}

/// The place's path, with the key whose value it is in.
std::vector<std::string_view> value_path(const ComposePlace& place) {
    std::vector<std::string_view> path = place.path;
    if (place.in_value) path.push_back(place.key);
    return path;
}

/// The key of the top whose names may stand at the path: "volumes" for services.web.volumes[], "" for anything else.
std::string_view named_section(const std::vector<std::string_view>& path) {
    if (path.size() < 3 || path[0] != "services") return {};
    const std::string_view field = path[2];
    const std::string_view last = path.back();
    const bool is_first = path.size() == 3 || (path.size() == 4 && last == "-");
    for (const std::string_view same : {"networks", "secrets", "configs"})
        if (field == same) return is_first || last == "source" ? same : std::string_view();
    if (field == "volumes") return is_first || last == "source" ? field : std::string_view();
    for (const std::string_view of_services :
         {"depends_on", "links", "volumes_from", "extends", "network_mode", "pid", "ipc"})
        if (field == of_services && (is_first || last == "service")) return "services";
    return {};
}

std::string kinds_of(const Shape& shape) {
    std::vector<std::string> kinds;
    const auto add = [&](bool has, std::string_view kind) {
        if (has) kinds.emplace_back(kind);
    };
    add(shape.boolean, "true or false");
    add(shape.number || shape.integer, "number");
    if (shape.words.empty()) add(shape.text, "text");
    for (const std::string_view word : shape.words) kinds.push_back(concat("`", word, "`"));
    add(shape.list, shape.element != nullptr && shape.element->record != nullptr ? "list of mappings" : "list");
    add(shape.mapping, "mapping");
    return join(kinds, ", ");
}

/// Is more than a scalar what stands there usually?
bool is_nested(const Shape& shape) { return shape.list || shape.mapping; }

void add_keys(const Shape& shape, const Spot& spot, std::vector<ComposeWord>& words) {
    if (shape.record == nullptr) return;
    const bool has_colon = spot.line.contains(':');
    for (const Field& field : shape.record->fields) {
        const std::string_view meaning = compose_meaning(shape.record->name, field.name);
        words.push_back({.label = std::string(field.name),
                         .is_key = true,
                         .detail = meaning.empty() ? kinds_of(field.shape) : std::string(meaning),
                         .text = concat(field.name, has_colon                ? ""
                                                    : is_nested(field.shape) ? ":"
                                                                             : ": ")});
    }
}

void add_images(const Files& files, std::vector<ComposeWord>& words) {
    constexpr std::string_view directory = "images/";
    constexpr std::string_view file = "/Containerfile";
    for (auto at = files.tree.lower_bound(std::string(directory));
         at != files.tree.end() && at->first.starts_with(directory); ++at) {
        std::string_view name = std::string_view(at->first).substr(directory.size());
        if (!name.ends_with(file)) continue;
        name.remove_suffix(file.size());
        if (!name.contains('/')) words.push_back({.label = concat("localhost/", name), .detail = "built by the site"});
    }
}

/// Names of the variables in `.env` beside the file, behind "${".
bool add_environment(const Files& files, const Spot& spot, std::vector<ComposeWord>& words) {
    const std::string_view before = spot.line.substr(0, spot.column);
    const size_t open = before.rfind("${");
    if (open == std::string_view::npos || before.find('}', open) != std::string_view::npos) return false;
    for (const std::string_view line : split(files.text(concat(service_directory(spot.service), ".env")), '\n'))
        if (const size_t equals = line.find('='); equals != std::string_view::npos && !trim(line).starts_with('#'))
            words.push_back({.label = std::string(trim(line.substr(0, equals))), .detail = "of .env"});
    return true;
}

void add_names(const Files& files, const Spot& spot, const std::vector<std::string_view>& path,
               std::vector<ComposeWord>& words) {
    const std::string_view section = named_section(path);
    if (section.empty()) return;
    const bool is_mode = path[2].ends_with("_mode") || path[2] == "pid" || path[2] == "ipc";
    for (const std::string_view name : names_below(files.text(spot.path), section))
        if (section != "services" || name != path[1])
            words.push_back(
                {.label = is_mode ? concat("service:", name) : std::string(name), .detail = concat("of ", section)});
}

void add_values(const Files& files, const Spot& spot, const std::vector<std::string_view>& path,
                std::vector<ComposeWord>& words) {
    const Found found = find_shape(path);
    if (found.shape != nullptr) {
        for (const std::string_view word : found.shape->words) words.push_back({.label = std::string(word)});
        if (found.shape->boolean)
            for (const std::string_view word : {"true", "false"}) words.push_back({.label = std::string(word)});
    }
    if (found.record != nullptr && found.field != nullptr)
        for (const std::string_view word : split_words(compose_examples(found.record->name, found.field->name)))
            words.push_back({.label = std::string(word)});
    if (path.size() == 3 && path[0] == "services" && path[2] == "image") add_images(files, words);
    add_names(files, spot, path, words);
}

}  // namespace

std::vector<ComposeWord> compose_words(const Files& files, const Spot& spot) {
    std::vector<ComposeWord> words;
    if (trim(spot.line.substr(0, spot.column)).starts_with('#') || add_environment(files, spot, words)) return words;
    const ComposePlace place = find_compose_place(files.text(spot.path), spot.line_begin + spot.column);
    std::vector<std::string_view> path = value_path(place);
    if (place.in_value) {
        if (place.in_flow) path.emplace_back("-");
        add_values(files, spot, path, words);
        return words;
    }
    const Found found = find_shape(path);
    if (found.shape == nullptr) return words;
    add_keys(*found.shape, spot, words);
    // Elements of a list, and keys that are names: those of a mapping by service, network …
    if (!path.empty() && (path.back() == "-" || (found.shape->mapping && found.shape->record == nullptr)))
        add_values(files, spot, path, words);
    return words;
}

std::string about_compose_key(const Files& files, const Spot& spot) {
    const ComposePlace place = find_compose_place(files.text(spot.path), spot.line_begin + spot.column);
    std::vector<std::string_view> path = place.path;
    const Found outer = find_shape(path);
    path.push_back(place.key);
    const Found found = find_shape(path);
    if (outer.shape == nullptr || outer.shape->record == nullptr || found.field == nullptr) return {};
    const std::string_view meaning = compose_meaning(outer.shape->record->name, found.field->name);
    std::string text = concat("**", found.field->name, "**", meaning.empty() ? "" : " — ", meaning,
                              "\n\nValue: ", kinds_of(found.field->shape));
    if (found.field->required) text += "  \nRequired";
    if (found.field->shape.record != nullptr) {
        std::vector<std::string> keys;
        for (const Field& one : found.field->shape.record->fields) keys.push_back(concat("`", one.name, "`"));
        text += concat("  \nKeys: ", join(keys, ", "));
    }
    return text;
}

std::optional<Target> compose_definition(const Files& files, const Spot& spot) {
    const std::string_view text = files.text(spot.path);
    if (spot.word.starts_with("localhost/")) {
        Target image{.path = concat("images/", spot.word.substr(10), "/Containerfile")};
        return files.tree.contains(image.path) ? std::optional(std::move(image)) : std::nullopt;
    }
    const ComposePlace place = find_compose_place(text, spot.line_begin + spot.column);
    std::vector<std::string_view> path = value_path(place);
    // A name at the top is its own definition.
    std::string_view section = !place.in_value && path.size() == 1 ? path[0] : named_section(path);
    if (section.empty() || spot.word.empty()) return std::nullopt;
    for (const std::string_view name : names_below(text, section)) {
        if (name != spot.word && !(section == "volumes" && spot.word.starts_with(concat(name, "/")))) continue;
        const auto begin = static_cast<size_t>(name.data() - text.data());
        return Target{.path = std::string(spot.path), .begin = begin, .end = begin + name.size()};
    }
    return std::nullopt;
}

}  // namespace nagaya::lsp
