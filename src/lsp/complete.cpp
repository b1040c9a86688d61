#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "lint/rule.hpp"
#include "lint/unit_keys.hpp"
#include "lsp/answers.hpp"
#include "lsp/compose_answers.hpp"
#include "lsp/documents.hpp"
#include "lsp/variables.hpp"

namespace nagaya::lsp {
namespace {

// CompletionItemKind.
constexpr int kind_property = 10;
constexpr int kind_value = 12;
constexpr int kind_module = 9;
constexpr int kind_file = 17;
constexpr int kind_variable = 6;
constexpr size_t most_items = 1000;

constexpr auto references = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"Volume", ".volume"},
    {"Network", ".network"},
    {"Pod", ".pod"},
    {"Image", ".image"},
    {"Image", ".build"},
    {"Mount", ".volume"},
});

class Items {
public:
    /// What is chosen replaces `range`: editors differ in what they take for a word.
    explicit Items(Json range) : range_(std::move(range)) {}

    /// `text` is what is written, where that is not the label.
    void add(std::string_view label, int kind, std::string_view detail = {}, std::string_view text = {}) {
        if (items_.size() >= most_items || !seen_.emplace(label).second) return;
        JsonObject item{{"label", label}, {"kind", kind}};
        if (!detail.empty()) item.emplace_back("detail", detail);
        item.emplace_back("textEdit", JsonObject{{"range", range_}, {"newText", text.empty() ? label : text}});
        items_.push_back(std::move(item));
    }
    JsonArray take() { return std::move(items_); }

private:
    Json range_;
    JsonArray items_;
    std::set<std::string, std::less<>> seen_;
};

/// Calls each(name) for every file right below `directory`.
template <class Each>
void each_file(const Files& files, const std::string& directory, const Each& each) {
    for (auto at = files.tree.lower_bound(directory); at != files.tree.end() && at->first.starts_with(directory);
         ++at) {
        const std::string_view name = std::string_view(at->first).substr(directory.size());
        if (!name.contains('/')) each(name);
    }
}

/// Calls each(name) for every service, host or image: the first components below `directory`.
template <class Each>
void each_directory(const Files& files, const std::string& directory, const Each& each) {
    for (auto at = files.tree.lower_bound(directory); at != files.tree.end() && at->first.starts_with(directory);) {
        const std::string_view rest = std::string_view(at->first).substr(directory.size());
        const std::string_view name = rest.substr(0, rest.find('/'));
        if (name.size() < rest.size()) each(name);
        at = files.tree.lower_bound(concat(directory, name, "0"));  // "0" follows "/"
    }
}

void add_sections(const Spot& spot, Items& items) {
    const std::string_view own = lint::section_of(spot.unit);
    if (!own.empty()) items.add(own, kind_module);
    for (const std::string_view name : {"Unit", "Service", "Install"}) items.add(name, kind_module);
    if (!own.empty()) items.add("Quadlet", kind_module);
    if (const auto section = lint::own_section_of(spot.unit_name); !section.empty()) items.add(section, kind_module);
}

void add_keys(const Files& files, const Spot& spot, Items& items) {
    // Where "=" stands already, only the name is written.
    const std::string_view equals = spot.line.contains('=') ? "" : "=";
    for (const lint::QuadletKey& key : lint::quadlet_section(spot.section)) {
        if (key.since > files.podman) continue;
        items.add(key.key, kind_property, concat(key.meaning, " (since podman ", quadlet::print(key.since), ")"),
                  concat(key.key, equals));
    }
    for (const std::string& key : lint::unit_keys_of(spot.section)) {
        const Directive* known = find_directive(spot.section, key);
        items.add(key, kind_property, known == nullptr ? "" : known->meaning, concat(key, equals));
    }
}

void add_unit_names(const Files& files, const Spot& spot, Items& items) {
    each_file(files, service_directory(spot.service), [&](std::string_view name) {
        if (lint::kind_of(name) != lint::UnitKind::plain) items.add(lint::generated_name(name), kind_file, name);
    });
    for (const std::string_view place : {"units/user/", "units/root/"})
        each_file(files, concat(service_directory(spot.service), place),
                  [&](std::string_view name) { items.add(name, kind_file); });
    for (const std::string_view target : {"network-online.target", "default.target"}) items.add(target, kind_value);
}

void add_variables(const Files& files, std::string_view service, Items& items) {
    for (const Variable& one : variables_of(files, service))
        items.add(concat("@@", one.name, "@@"), kind_variable, one.meaning);
}

/// The words of the form itself, and those that a named form within it tells of when a value is none of them.
void add_words(const lint::ValueForm& form, Items& items) {
    for (const std::string& word : form.words()) items.add(word, kind_value);
    if (const auto misfit = form.check("?"))
        for (const std::string& word : misfit->words) items.add(word, kind_value);
}

void add_unit_values(const Files& files, const Spot& spot, Items& items) {
    if (const lint::QuadletKey* key = lint::find_quadlet_key(spot.section, spot.key)) {
        if (key->kind == lint::ValueKind::boolean)
            for (const std::string_view word : {"true", "false"}) items.add(word, kind_value);
        add_words(lint::ValueForm(key->values), items);
    }
    if (const Directive* known = find_directive(spot.section, spot.key))
        for (const std::string_view word : split_words(known->examples)) items.add(word, kind_value);
    if (const lint::ValueForm* form = lint::find_unit_key(spot.section, spot.key)) add_words(*form, items);
    for (const auto& [key, end] : references)
        if (spot.key == key)
            each_file(files, service_directory(spot.service), [&, end = end](std::string_view name) {
                if (name.ends_with(end)) items.add(name, kind_file);
            });
    if (spot.key == "Image")
        each_directory(files, "images/", [&](std::string_view name) {
            items.add(concat("localhost/", name), kind_file, "built by the site");
        });
    if (spot.section == "Unit" || spot.section == "Timer" || spot.section == "Socket" || spot.section == "Path")
        add_unit_names(files, spot, items);
    add_variables(files, spot.service, items);
}

/// Does a string of TOML that the line opens go on at its end? No quote of the other kind ends it, nor one that is escaped.
bool in_toml_string(std::string_view line) {
    char quote = '\0';
    for (size_t i = 0; i < line.size(); ++i) {
        if (quote == '\0' && line[i] == '#') return false;
        if (quote == '"' && line[i] == '\\') {
            ++i;
        } else if (quote == '\0' && (line[i] == '"' || line[i] == '\'')) {
            quote = line[i];
        } else if (line[i] == quote) {
            quote = '\0';
        }
    }
    return quote != '\0';
}

void add_toml_values(const Files& files, const Spot& spot, Items& items) {
    const load::TableRow* row = load::find_table(spot.kind, spot.section);
    const load::KeyRow* key = row != nullptr ? load::find_key(*row, spot.key) : nullptr;
    const std::string_view quote = in_toml_string(spot.line.substr(0, spot.column)) ? "" : "\"";
    const auto add = [&](std::string_view word, int kind, std::string_view detail = {}) {
        items.add(word, kind, detail, concat(quote, word, quote));
    };
    if (key != nullptr) {
        for (const std::string& word : key->type.words) add(word, kind_value);
        if (key->type.form == load::ValueForm::boolean)
            for (const std::string_view word : {"true", "false"}) items.add(word, kind_value);
    }
    if (spot.key == "services" || spot.key == "reach")
        each_directory(files, "services/", [&](std::string_view name) { add(name, kind_file); });
    if (spot.key == "rule")
        for (const lint::Rule& rule : lint::rules()) add(rule.info.code, kind_value, rule.info.summary);
    if (!spot.service.empty() && (spot.key == "unit" || spot.key == "socket" || spot.key == "reload"))
        each_file(files, service_directory(spot.service), [&](std::string_view name) {
            if (lint::kind_of(name) == lint::UnitKind::container) add(name, kind_file);
        });
}

void add_toml(const Files& files, const Spot& spot, Items& items) {
    if (spot.in_value) return add_toml_values(files, spot, items);
    if (spot.in_header) {
        for (const load::TableRow& row : load::tables())
            if (row.kind == spot.kind && !row.path.empty()) items.add(row.path, kind_module, row.doc);
        return;
    }
    if (const load::TableRow* row = load::find_table(spot.kind, spot.section))
        for (const load::KeyRow& key : row->keys)
            if (key.key != "*")
                items.add(key.key, kind_property, key.doc, concat(key.key, spot.line.contains('=') ? "" : " = "));
}

}  // namespace

std::string_view Files::text(std::string_view path) const {
    const auto found = tree.find(std::string(path));
    return found == tree.end() ? std::string_view() : std::string_view(found->second.bytes);
}

JsonArray complete(const Files& files, const Spot& spot) {
    const size_t offset = spot.line_begin + spot.column;
    Items items(Lines(files.text(spot.path), files.encoding).range(spot.word_begin, offset));
    const bool header = spot.in_header;
    if (spot.type == FileType::toml) {
        add_toml(files, spot, items);
    } else if (spot.type == FileType::unit && header) {
        add_sections(spot, items);
    } else if (spot.type == FileType::unit && spot.in_value) {
        add_unit_values(files, spot, items);
    } else if (spot.type == FileType::unit) {
        add_keys(files, spot, items);
    } else if (spot.type == FileType::compose && !spot.line.substr(0, spot.column).contains("@@")) {
        for (const ComposeWord& one : compose_words(files, spot))
            items.add(one.label, one.is_key ? kind_property : kind_value, one.detail, one.text);
    } else if (!spot.service.empty() && spot.line.substr(0, spot.column).contains("@@")) {
        add_variables(files, spot.service, items);
    }
    return items.take();
}

}  // namespace nagaya::lsp
