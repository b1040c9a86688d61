// docs/reference/keys.md, written from the table of keys.
#include "base/text.hpp"
#include "load/keys.hpp"

namespace nagaya::load {

namespace {

/// A cell of a Markdown table: no line breaks, and "|" does not end it.
std::string cell(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '|') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out;
}

std::string heading(const TableRow& table) {
    if (table.path.empty()) return "Top level";
    return table.shape == TableShape::array ? concat("`[[", table.path, "]]`") : concat("`[", table.path, "]`");
}

std::string key_cell(const KeyRow& row) {
    switch (row.key_form) {
        case KeyForm::fixed: return concat('`', row.key, '`');
        case KeyForm::variable: return "*NAME*";
        case KeyForm::unit: return "*unit*";
    }
    return "";
}

std::string default_cell(const KeyRow& row) {
    if (row.required) return "**required**";
    return row.fallback.empty() ? "–" : std::string(row.fallback);
}

std::string print_table(const TableRow& table) {
    std::string out = concat("### ", heading(table), "\n\n", table.doc, "\n\n");
    if (table.keys.empty()) return out;
    out += "| key | value | default | meaning | since |\n|---|---|---|---|---|\n";
    for (const KeyRow& row : table.keys) {
        out += concat("| ", key_cell(row), " | ", cell(describe(row.type)), " | ", cell(default_cell(row)), " | ",
                      cell(row.doc), " | ", row.since, " |\n");
    }
    out += "\n```toml\n";
    if (!table.path.empty())
        out += concat(table.shape == TableShape::array ? "[[" : "[", table.path,
                      table.shape == TableShape::array ? "]]\n" : "]\n");
    for (const KeyRow& row : table.keys) out += concat(row.example, '\n');
    return out + "```\n\n";
}

}  // namespace

std::string print_key_reference() {
    std::string out =
        "# Keys\n\n"
        "Every key of the three kinds of TOML file, made from the program's own table (`nagaya docs`). What the files "
        "are for "
        "stands in [the site](../site.md).\n\n";
    for (FileKind kind : {FileKind::site, FileKind::host, FileKind::service}) {
        out += concat("## `", file_name(kind), "`\n\n");
        for (const TableRow& table : tables()) {
            if (table.kind == kind) out += print_table(table);
        }
    }
    out.pop_back();  // one line break at the end
    return out;
}

}  // namespace nagaya::load
