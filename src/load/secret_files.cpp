// Where the secrets of services come from. Their text goes into the model and nowhere else: never into a message.
#include <set>

#include "base/text.hpp"
#include "load/load.hpp"
#include "load/names.hpp"
#include "load/reading.hpp"
#include "syntax/env_file.hpp"

namespace nagaya::load {

namespace {

struct SopsSuffix {
    std::string_view suffix;
    std::string_view type;
};

/// What sops itself takes from the end of a name.
constexpr SopsSuffix sops_suffixes[] = {{".sops.env", "dotenv"}, {".sops.yaml", "yaml"},  {".sops.yml", "yaml"},
                                        {".sops.json", "json"},  {".sops.bin", "binary"}, {".sops", "binary"}};

/// Checks an env file without ever letting its text into a message: it is read in Sources of its own, which go with it.
void check_env_file(const std::string& text, const model::Secret& secret, std::string_view help, Report& report) {
    Sources apart;
    Report findings;
    const FileId file = apart.add(secret.name.value, text);
    syntax::parse_env_file(apart, file, findings);
    for (const Diagnostic& finding : findings.sorted(apart)) {
        const Position position = apart.position(file, finding.at.begin);
        report.add({.code = "env-syntax",
                    .message = concat("line ", position.line, " of ", in_backticks(secret.name.value),
                                      " is not NAME=value, or names a variable again"),
                    .at = secret.name.at,
                    .help = std::string(help)});
    }
}

void take(model::Secret& secret, std::string text, std::string_view problem, std::string_view help, Report& report) {
    if (problem.empty() && text.size() > model::largest_secret) problem = "is larger than 512 KiB";
    if (problem.empty() && is_env_file(secret.kind) && !is_text(text)) problem = "is not text";
    if (!problem.empty()) {
        report.add({.code = "unreadable-file",
                    .message = concat("secret ", in_backticks(secret.name.value), " ", problem),
                    .at = secret.name.at,
                    .help = std::string(help)});
        return;
    }
    if (is_env_file(secret.kind)) check_env_file(text, secret, help, report);
    secret.text = std::move(text);
}

/// A secret of one name is one file on the host, however it is handed on.
void drop_repeated(Reading& reading, model::Service& service) {
    std::set<std::pair<bool, std::string>> seen;
    std::erase_if(service.secrets, [&](const model::Secret& secret) {
        if (seen.emplace(secret.kind == model::SecretKind::root, secret.name.value).second) return false;
        reading.report.add({.code = "duplicate-secret",
                            .message = concat("the secret ", in_backticks(secret.name.value), " is listed twice"),
                            .at = secret.name.at,
                            .help = "keep one of them: a secret reaches the containers in one way"});
        return true;
    });
}

}  // namespace

void take_decrypted(model::Secret& secret, std::string text, std::string_view service, Report& report) {
    take(secret, std::move(text), "",
         concat("correct it with `nagaya secret edit ", service, ' ', secret.name.value, '`'), report);
}

model::SecretFiles read_secret_files(Reading& reading) {
    model::SecretFiles files;
    const std::string_view directory = model::secrets_directory;
    for (auto at = reading.tree.lower_bound(std::string(directory));
         at != reading.tree.end() && at->first.starts_with(directory); ++at) {
        std::string_view name = std::string_view(at->first).substr(directory.size());
        if (is_note(name) || is_note(name.substr(name.rfind('/') + 1))) continue;
        const bool age = name.ends_with(model::age_suffix);
        if (age) name.remove_suffix(model::age_suffix.size());
        std::string_view sops;
        for (const SopsSuffix& known : sops_suffixes) {
            if (!sops.empty() || age || !name.ends_with(known.suffix)) continue;
            name.remove_suffix(known.suffix.size());
            sops = known.type;
        }
        const bool encrypted = age || !sops.empty();
        const Span place = start_of(reading.sources.add(visible(at->first), {}));
        model::SecretFile& file = files[std::string(name)];
        if (file.age) continue;  // the one of age goes before
        file = {
            .age = age, .sops = std::string(sops), .bytes = encrypted ? at->second.bytes : std::string(), .at = place};
        if (encrypted && !at->second.problem.empty())
            reading.report.add({.code = "unreadable-file",
                                .message = concat(in_backticks(at->first), " ", at->second.problem),
                                .at = place});
    }
    return files;
}

void read_secrets(Reading& reading, model::Service& service) {
    drop_repeated(reading, service);
    for (model::Secret& secret : service.secrets) {
        const std::string path = concat(service.name, '/', secret.name.value);
        const auto encrypted = reading.secret_files.find(path);
        if (encrypted != reading.secret_files.end() && (encrypted->second.age || !encrypted->second.sops.empty())) {
            secret.source = encrypted->second.age ? model::SecretSource::age : model::SecretSource::sops;
            continue;
        }
        const auto found = reading.secrets.find(path);
        if (found == reading.secrets.end()) continue;
        secret.source = model::SecretSource::plain;
        take(secret, found->second.bytes, found->second.problem, concat("correct it in ", reading.secrets_dir),
             reading.report);
    }
}

}  // namespace nagaya::load
