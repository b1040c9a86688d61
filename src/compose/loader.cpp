#include "compose/loader.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "compose/canonical.hpp"
#include "compose/check_shape.hpp"
#include "compose/merge.hpp"
#include "compose/scalars.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

constexpr syntax::YamlLimits limits{.bytes = 16 << 20, .depth = 150, .nodes = 2'500'000, .documents = 100};

/// The text of a file in UTF-16 that begins with its mark; nothing for another. What is no character becomes U+FFFD.
std::optional<std::string> utf8_of_utf16(std::string_view bytes) {
    if (!bytes.starts_with("\xff\xfe") && !bytes.starts_with("\xfe\xff")) return std::nullopt;
    const size_t high = bytes.starts_with("\xfe") ? 0 : 1;
    const auto unit = [&](size_t at) -> char32_t {
        if (at + 1 >= bytes.size()) return 0xfffd;
        return static_cast<char32_t>(static_cast<unsigned char>(bytes[at + high]) << 8 |
                                     static_cast<unsigned char>(bytes[at + 1 - high]));
    };
    std::string out;
    for (size_t at = 2; at < bytes.size(); at += 2) {
        char32_t point = unit(at);
        const char32_t next = unit(at + 2);
        if (point >= 0xd800 && point < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
            point = 0x10000 + ((point - 0xd800) << 10) + (next - 0xdc00);
            at += 2;
        } else if (point >= 0xd800 && point < 0xe000) {
            point = 0xfffd;
        }
        append_utf8(out, point);
    }
    return out;
}

}  // namespace

void Loader::error(std::string_view code, Span at, std::string message, std::string help) {
    report_.add({.code = code, .message = std::move(message), .at = at, .help = std::move(help)});
}

bool is_remote(std::string_view path) {
    for (const auto start : {"https://", "http://", "git://", "ssh://", "git@", "github.com/", "oci://"})
        if (path.starts_with(start)) return true;
    return false;
}

const syntax::YamlStream* Loader::tree(const std::string& path, const Span* asked) {
    if (const auto known = trees_.find(path); known != trees_.end()) return known->second;
    const auto read = files_.read(path);
    if (!read.file) {
        report_.add({.code = "compose-file",
                     .message = concat("`", visible(files_.shown(path)), "` cannot be read: ", read.error),
                     .at = asked != nullptr ? *asked : Span{.file = sources_.add(files_.shown(path), "")}});
        return trees_[path] = nullptr;
    }
    FileId file = *read.file;
    if (auto text = utf8_of_utf16(sources_.text(file))) file = sources_.add(files_.shown(path), std::move(*text));
    auto parsed = syntax::parse_yaml(sources_, file, report_, limits);
    if (!parsed) return trees_[path] = nullptr;
    return trees_[path] = &project_.trees.emplace_back(std::move(*parsed));
}

void Loader::read_trees() {
    for (const auto& path : options_.files) {
        const auto* found = tree(path, nullptr);
        if (found == nullptr) continue;
        for (const auto* root : found->documents()) {
            if (!root->is_mapping()) continue;
            const auto* name = syntax::find(*root, "name");
            if (name == nullptr) continue;
            const auto& resolved = syntax::resolved(*name);
            if (resolved.is_scalar() && !resolved.text.empty()) named_ = resolved.text;
        }
    }
}

Value Loader::load() {
    const Scope scope{.directory = options_.directory, .environment = &project_.environment, .included = {}};
    if (options_.given == nullptr) return load_files(options_.files, scope, nullptr);
    Value file = Value::of_mapping(options_.given->at);
    load_document({.root = *options_.given, .resets = {}}, options_.directory, scope, file);
    complete(file, scope, options_.resolve_paths);
    return file;
}

Value Loader::load_files(const std::vector<std::string>& paths, const Scope& scope, const Span* asked) {
    Value file = Value::of_mapping({});
    for (const auto& path : paths) load_file(path, scope, asked, file);
    complete(file, scope, options_.resolve_paths || asked != nullptr);
    return file;
}

void Loader::complete(Value& file, const Scope& scope, bool with_paths) {
    set_defaults(file, project_.texts);
    check_values(file, report_);
    if (with_paths) resolve_paths(file, scope.directory, options_.home, project_.texts, report_);
    resolve_environment(file, *scope.environment, project_.texts);
}

void Loader::load_file(const std::string& path, const Scope& scope, const Span* asked, Value& file) {
    const auto* found = tree(path, asked);
    if (found == nullptr) return;
    for (const auto* root : found->documents()) {
        auto document = decode_yaml(*root, project_.texts, report_, values_left_);
        if (!document) return;
        if (!document->root.is_mapping()) {
            error("compose-schema", root->at,
                  concat("the file is a ", kind_name(document->root.kind), ", not a mapping"),
                  "a Compose file has `services:` at its top");
            continue;
        }
        if (file.entries.empty()) file.at = document->root.at;
        load_document(std::move(*document), path, scope, file);
    }
}

void Loader::load_document(Document document, const std::string& path, const Scope& scope, Value& file) {
    Value& root = document.root;
    interpolate_document(root, scope);
    extend_all(root, path, scope, document.resets);
    apply_resets(file, document.resets);
    Scope inner = scope;
    inner.included.push_back(path);
    include_all(root, inner);
    merge_file(file, std::move(root), project_.texts, report_);
    drop_repeats(file, report_);
    check_shape(file, report_);
    drop_version(file);
    make_canonical(file, !options_.interpolate, project_.texts, report_);
    drop_repeats(file, report_);
}

void Loader::interpolate_document(Value& root, const Scope& scope) {
    if (!options_.interpolate) return;
    const Lookup lookup = [&](std::string_view name) -> std::optional<std::string_view> {
        const auto found = scope.environment->find(name);
        return found != scope.environment->end() ? std::optional<std::string_view>(found->second) : std::nullopt;
    };
    const auto unset = [&](std::string_view name, Span at) {
        if (!unset_.emplace(name).second) return;
        report_.add({.code = "compose-unset-variable",
                     .severity = Severity::warning,
                     .message = concat("the variable `", name, "` is not set: it counts as empty"),
                     .at = at,
                     .help = concat("set it in `.env`, or give it a default: `${", name, ":-…}`")});
    };
    const auto loose = [&](std::string_view word, Span at) {
        const bool yes = parse_boolean(word).value_or(false);
        report_.add({.code = "compose-boolean",
                     .severity = Severity::warning,
                     .message = concat("`", word, "` is a text in YAML 1.2: it is taken for ", yes ? "true" : "false"),
                     .at = at,
                     .help = yes ? "write `true`" : "write `false`"});
    };
    interpolate(root, {.lookup = lookup, .unset = unset, .loose = loose, .bytes_left = bytes_left_}, project_.texts,
                report_);
}

void Loader::drop_version(Value& file) {
    const auto version = std::ranges::find(file.entries, "version", &Entry::key);
    if (version == file.entries.end()) return;
    report_.add({.code = "compose-obsolete-version",
                 .severity = Severity::note,
                 .message = "`version` says nothing any more",
                 .at = version->key_at,
                 .help = "remove it"});
    file.entries.erase(version);
}

}  // namespace nagaya::compose
