#include <algorithm>

#include "app/secret.hpp"
#include "app/secret_file.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "syntax/age_file.hpp"

namespace nagaya::app {

namespace {

std::string_view word(model::SecretKind kind) {
    switch (kind) {
        case model::SecretKind::env: return "env";
        case model::SecretKind::file: return "file";
        case model::SecretKind::podman: return "podman";
        case model::SecretKind::root: return "root";
    }
    return "";
}

std::string_view word(model::SecretSource source) {
    switch (source) {
        case model::SecretSource::none: return "missing";
        case model::SecretSource::plain: return "plain";
        case model::SecretSource::age: return "age";
        case model::SecretSource::sops: return "sops";
    }
    return "";
}

/// Columns as wide as what stands in them.
std::string table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<size_t> widths;
    for (const auto& row : rows)
        for (size_t i = 0; i < row.size(); ++i) {
            if (widths.size() <= i) widths.push_back(0);
            widths[i] = std::max(widths[i], row[i].size());
        }
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (size_t i = 0; i < row.size(); ++i) {
            std::string cell = row[i];
            if (i + 1 < row.size()) cell.resize(widths[i] + 2, ' ');
            line += cell;
        }
        out += line + '\n';
    }
    return out;
}

/// For how many keys the file was encrypted; nothing when it is not there, or none of age's.
std::optional<size_t> keys_in(const model::Site& site, const std::string& path) {
    const auto file = site.secret_files.find(path);
    if (file == site.secret_files.end() || !file->second.age) return std::nullopt;
    const auto header = syntax::parse_age_header(file->second.bytes);
    return header ? std::optional(header->recipients.size()) : std::nullopt;
}

JsonArray readers_json(const std::vector<model::Reader>& readers) {
    JsonArray rows;
    for (const model::Reader& reader : readers) rows.push_back(JsonObject{{"who", reader.who}, {"key", reader.key}});
    return rows;
}

}  // namespace

int list_secrets(const SecretOptions& options, Console& console) {
    const auto workspace = open_for_secrets(options.site, console);
    if (!workspace) return exit_findings;
    std::vector<std::vector<std::string>> rows = {{"SERVICE", "SECRET", "AS", "FROM"}};
    JsonArray json;
    for (const auto& [name, service] : workspace->site.services) {
        for (const model::Secret& secret : service.secrets) {
            rows.push_back({name, secret.name.value, std::string(word(secret.kind)), std::string(word(secret.source))});
            json.push_back(JsonObject{{"service", name},
                                      {"name", secret.name.value},
                                      {"as", word(secret.kind)},
                                      {"from", word(secret.source)}});
        }
    }
    if (options.format == Format::json)
        console.out(print_json(JsonObject{{"version", 1}, {"secrets", std::move(json)}}, JsonStyle::indented) + "\n");
    else
        console.out(rows.size() == 1 ? "no service of the site lists a secret\n" : table(rows));
    return exit_ok;
}

int secret_recipients(const SecretOptions& options, Console& console) {
    const auto workspace = open_for_secrets(options.site, console);
    if (!workspace) return exit_findings;
    const model::Site& site = workspace->site;
    std::string text;
    JsonArray json;
    for (const auto& [path, file] : site.secret_files) {
        if (!file.age) continue;
        const std::string service = path.substr(0, path.find('/'));
        const std::vector<model::Reader> readers = model::readers_of(site, service);
        const std::optional<size_t> keys = keys_in(site, path);
        const bool stale = keys && *keys != readers.size();
        text += concat(visible(path), '\n');
        for (const model::Reader& reader : readers) text += concat("    ", reader.who, "  ", visible(reader.key), '\n');
        if (!keys) text += "    damaged: nobody can read it\n";
        if (stale)
            text += concat("    it was encrypted for ", plural(*keys, "key"), " instead: `nagaya secret rotate ",
                           visible(service), "`\n");
        json.push_back(JsonObject{{"secret", path},
                                  {"readers", readers_json(readers)},
                                  {"keys", keys ? Json(uint64_t{*keys}) : Json(nullptr)},
                                  {"stale", stale}});
    }
    if (options.format == Format::json)
        console.out(print_json(JsonObject{{"version", 1}, {"secrets", std::move(json)}}, JsonStyle::indented) + "\n");
    else
        console.out(text.empty() ? "the site has no encrypted secrets\n" : text);
    return exit_ok;
}

}  // namespace nagaya::app
