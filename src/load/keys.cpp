#include "load/keys.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace nagaya::load {

namespace {

/// The part of `path` before its last dot, "" for a table at the top; the top itself has none.
std::string_view enclosing(std::string_view path) {
    const size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
}

std::string_view last_name(std::string_view path) { return path.substr(path.rfind('.') + 1); }

}  // namespace

const std::vector<TableRow>& tables() {
    static const std::vector<TableRow> all = [] {
        std::vector<TableRow> rows = site_tables();
        std::ranges::move(host_tables(), std::back_inserter(rows));
        std::ranges::move(service_tables(), std::back_inserter(rows));
        std::ranges::move(proxy_tables(), std::back_inserter(rows));
        std::ranges::move(certificate_tables(), std::back_inserter(rows));
        return rows;
    }();
    return all;
}

const TableRow* find_table(FileKind kind, std::string_view path) {
    for (const TableRow& table : tables()) {
        if (table.kind == kind && table.path == path) return &table;
    }
    return nullptr;
}

const KeyRow* find_key(const TableRow& table, std::string_view key) {
    const KeyRow* any = nullptr;
    for (const KeyRow& row : table.keys) {
        if (row.key == key) return &row;
        if (row.key == "*") any = &row;
    }
    return any;
}

std::vector<std::string> words_of(const TableRow& table) {
    std::vector<std::string> words;
    for (const KeyRow& row : table.keys) {
        if (row.key != "*") words.emplace_back(row.key);
    }
    for (const TableRow& inner : tables()) {
        if (inner.kind == table.kind && !inner.path.empty() && enclosing(inner.path) == table.path) {
            words.emplace_back(last_name(inner.path));
        }
    }
    return words;
}

std::string_view file_name(FileKind kind) {
    switch (kind) {
        case FileKind::site: return "nagaya.toml";
        case FileKind::host: return "hosts/NAME.toml";
        case FileKind::service: return "services/NAME/service.toml";
    }
    return "";
}

std::string_view name(FileKind kind) {
    switch (kind) {
        case FileKind::site: return "site";
        case FileKind::host: return "host";
        case FileKind::service: return "service";
    }
    return "";
}

std::vector<std::string> key_words(FileKind kind) {
    std::vector<std::string> words;
    for (const TableRow& table : tables()) {
        if (table.kind != kind) continue;
        if (!table.path.empty()) words.emplace_back(table.path);
        for (const KeyRow& row : table.keys) {
            if (row.key != "*") words.push_back(concat(table.path, table.path.empty() ? "" : ".", row.key));
        }
    }
    return words;
}

std::string print_fuzz_dictionary() {
    std::vector<std::string> words;
    for (const TableRow& table : tables()) {
        if (!table.path.empty()) {
            words.push_back(table.shape == TableShape::array ? concat("[[", table.path, "]]\\x0a")
                                                             : concat("[", table.path, "]\\x0a"));
        }
        for (const KeyRow& row : table.keys) {
            if (row.key != "*") words.push_back(concat(row.key, " = "));
            for (const std::string& word : row.type.words) words.push_back(concat("\\\"", word, "\\\""));
        }
    }
    std::ranges::sort(words);
    words.erase(std::ranges::unique(words).begin(), words.end());
    std::string out;
    for (const std::string& word : words) out += concat('"', word, "\"\n");
    return out;
}

}  // namespace nagaya::load
