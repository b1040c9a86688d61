#include "base/text.hpp"
#include "lint/rule.hpp"
#include "lint/unit_keys.hpp"
#include "lsp/answers.hpp"
#include "lsp/compose_answers.hpp"
#include "lsp/variables.hpp"

namespace nagaya::lsp {
namespace {

Json markdown(std::string text) {
    return JsonObject{{"contents", JsonObject{{"kind", "markdown"}, {"value", std::move(text)}}}};
}

Json about_key(const lint::QuadletKey& key, lint::PodmanVersion podman) {
    std::string text = concat("**", key.key, "=** — ", key.meaning, "\n\nValue: ", key.values);
    if (key.option.starts_with('-')) text += concat("  \nBecomes `", key.option, "`");
    text += concat("  \nSince Podman ", quadlet::print(key.since));
    if (key.since > podman) text += concat("; the host has ", quadlet::print(podman));
    if (key.flag == lint::KeyFlag::required) text += "  \nRequired";
    if (key.flag == lint::KeyFlag::deprecated) text += "  \nDeprecated";
    return markdown(std::move(text));
}

Json about_row(const load::KeyRow& row, std::string_view key) {
    std::string text = concat("**", key, "** — ", row.doc, "\n\nValue: ", load::describe(row.type));
    if (row.required) text += "  \nRequired";
    if (!row.fallback.empty()) text += concat("  \nDefault: ", row.fallback);
    text += concat("  \nSince ", row.since, "\n\n```toml\n", row.example, "\n```");
    return markdown(std::move(text));
}

Json about_toml(const Spot& spot) {
    if (spot.in_header || trim(spot.line).starts_with('[')) {
        std::string_view name = trim(spot.line);
        while (name.starts_with('[')) name.remove_prefix(1);
        const load::TableRow* row = load::find_table(spot.kind, trim(name.substr(0, name.find(']'))));
        return row == nullptr ? Json() : markdown(concat("**[", row->path, "]** — ", row->doc));
    }
    if (spot.in_value) {
        const lint::Rule* rule = spot.key == "rule" ? lint::find_rule(spot.word) : nullptr;
        return rule == nullptr ? Json() : markdown(lint::print_rule_page(*rule));
    }
    const load::TableRow* table = load::find_table(spot.kind, spot.section);
    const load::KeyRow* row = table == nullptr ? nullptr : load::find_key(*table, spot.key);
    return row == nullptr ? Json() : about_row(*row, spot.key);
}

/// The line that gives it its value is shown too.
Json about_variable(const Variable& variable, const Files& files) {
    std::string text = concat("**@@", variable.name, "@@** — ", variable.meaning);
    if (variable.where) {
        const Target& where = *variable.where;
        text += concat("\n\nIn `", where.path, "`");
        if (where.end > where.begin) {
            const std::string_view rest = files.text(where.path).substr(where.begin);
            text += concat(": `", trim(rest.substr(0, rest.find('\n'))), "`");
        }
    }
    return markdown(std::move(text));
}

}  // namespace

Json hover(const Files& files, const Spot& spot) {
    if (trim(spot.line).starts_with('#') || trim(spot.line).starts_with(';')) {
        const lint::Rule* rule = spot.line.contains("nagaya: allow") ? lint::find_rule(spot.word) : nullptr;
        return rule == nullptr ? Json() : markdown(lint::print_rule_page(*rule));
    }
    if (const std::string_view name = variable_at(spot); !name.empty()) {
        const auto found = find_variable(files, spot.service, name);
        return found ? about_variable(*found, files) : Json();
    }
    if (spot.type == FileType::compose) {
        std::string text = about_compose_key(files, spot);
        return text.empty() ? Json() : markdown(std::move(text));
    }
    if (spot.type == FileType::toml) return about_toml(spot);
    if (spot.type != FileType::unit || spot.key.empty()) return {};
    if (const lint::QuadletKey* key = lint::find_quadlet_key(spot.section, spot.key))
        return about_key(*key, files.podman);
    const lint::ValueForm* form = lint::find_unit_key(spot.section, spot.key);
    if (form == nullptr) return {};
    const Directive* known = find_directive(spot.section, spot.key);
    return markdown(concat("**", spot.key, "=**", known == nullptr ? "" : concat(" — ", known->meaning),
                           "\n\nValue: ", form->text(), "  \nOf systemd; see `systemd.directives(7)`"));
}

}  // namespace nagaya::lsp
