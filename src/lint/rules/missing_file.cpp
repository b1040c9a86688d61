#include <set>
#include <unordered_map>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"
#include "syntax/made_file.hpp"

namespace nagaya::lint {
namespace {

/// What a service will have below its install path, as paths relative to it: files, and every directory above one.
std::set<std::string> installed_paths(const model::Service& service) {
    std::set<std::string> paths = {""};
    const auto add = [&](std::string path) {
        for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
            paths.insert(path.substr(0, slash));
        paths.insert(std::move(path));
    };
    for (const auto& file : service.files) add(concat("files/", file.path));
    for (const auto& secret : service.secrets)
        add(concat(secret.kind == model::SecretKind::root ? "secrets/root/" : "secrets/", secret.name.value));
    if (service.issuer) {
        add("wanted/certificates.conf");
        paths.insert("secrets");  // what its timer watches: one without an ACME server has none
        if (service.issuer->ca) add("wanted/ca.pem");
    }
    if (service.reverse_proxy) add("proxy/services");
    if (service.image)
        for (const auto& file : service.image->files) add(concat("image/", file.path));
    return paths;
}

/// Removes "." and doubled or final slashes; nothing for a path that climbs or that systemd or a shell fills in.
std::optional<std::string> plain_path(std::string_view path) {
    if (path.find_first_of("%*?$~{}@") != std::string_view::npos) return std::nullopt;
    std::string plain;
    for (const auto piece : split(path, '/')) {
        if (piece == "..") return std::nullopt;
        if (piece.empty() || piece == ".") continue;
        plain += '/';
        plain += piece;
    }
    return plain;
}

class MissingFiles {
public:
    MissingFiles(const Context& context, const RuleInfo& info, Report& report)
        : context_(context),
          info_(info),
          report_(report),
          root_(context.site().settings.install_root.value),
          below_root_(concat(root_, '/')),
          secrets_(concat(model::volatile_secrets, '/', context.site().settings.prefix.value, '/')) {}

    void check_file(const model::Service& service, const syntax::UnitFile& file) {
        const Expansion expansion(context_.site(), nullptr, service);
        for (const auto& section : file.sections)
            for (const auto& entry : section.entries) check_entry(expansion, entry);
    }

private:
    void check_entry(const Expansion& expansion, const syntax::UnitEntry& entry) {
        if (!entry.value.contains('/') && !entry.value.contains("@@")) return;
        // Lowering has told that the sources of a build are on no host.
        if ((entry.key == "SetWorkingDirectory" || entry.key == "File") &&
            syntax::is_made_path(context_.sources().path(entry.value_at.file)))
            return;
        // Cheap first: most values have no path, and most paths are none of the site's.
        if (!may_lead_to_site(entry.value)) return;
        for (const auto& word : words_at(context_.sources(), entry.value_at, ":,=\"'")) {
            if (!may_lead_to_site(word.value)) continue;
            const auto text = expansion.expand(word.value);
            if (!text) continue;
            const auto slash =
                text->find('/');  // "-/path" is a path that may be missing on the host, "+/path" a program
            if (slash == std::string::npos || slash > 1) continue;
            const auto path = plain_path(std::string_view(*text).substr(slash));
            if (path && path->starts_with(root_) && path->size() > root_.size() && (*path)[root_.size()] == '/')
                check_path(path->substr(root_.size() + 1), word.at);
            if (path && path->starts_with(secrets_)) check_secret(path->substr(secrets_.size()), word.at);
        }
    }

    /// Has it the site's directories in it, as they are or in another spelling?
    bool may_lead_to_site(std::string_view text) const {
        return text.contains(below_root_) || text.contains(secrets_) || text.contains("@@") || text.contains("//") ||
               text.contains("/.");
    }

    /// Secrets stand elsewhere, but belong to a service as what is below its install path does.
    void check_secret(std::string_view path, Span at) {
        const auto slash = path.find('/');
        const auto below = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
        check_path(concat(path.substr(0, slash), "/secrets", below), at);
    }

    void check_path(std::string_view path, Span at) {
        const auto slash = path.find('/');
        const auto name = path.substr(0, slash);
        if (name == "images") return;  // contexts of shared images
        const auto* owner = context_.site().find_service(name);
        if (owner == nullptr) {
            Diagnostic finding{.code = info_.code,
                               .severity = info_.severity,
                               .message = concat("`", root_, "/", path, "` belongs to no service of the site"),
                               .at = at};
            finding.help = did_you_mean(name, names_of(context_.site().services));
            report_.add(std::move(finding));
            return;
        }
        const auto below = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
        const auto& paths = paths_of(*owner);
        if (!paths.contains(std::string(below))) report_.add(missing(*owner, below, paths, at));
    }

    Diagnostic missing(const model::Service& owner, std::string_view path, const std::set<std::string>& paths,
                       Span at) {
        Diagnostic finding{.code = info_.code,
                           .severity = info_.severity,
                           .message = concat("service `", owner.name, "` has no `", path, "`"),
                           .at = at};
        const auto meant = nearest(path, {paths.begin(), paths.end()});
        const auto written = context_.sources().text(at);
        if (meant && !meant->empty()) {
            finding.help = concat("did you mean `", *meant, "`?");
            // "@@FILES_PATH@@/x" ends in a piece of the path: only that piece is replaced.
            const auto tail = path.substr(path.find('/') + 1);
            const auto meant_tail = std::string_view(*meant).substr(meant->find('/') + 1);
            if (written.ends_with(tail) && meant->starts_with(path.substr(0, path.find('/') + 1)))
                finding.fixes.push_back(
                    {.at = {.file = at.file, .begin = at.end - static_cast<uint32_t>(tail.size()), .end = at.end},
                     .replacement = std::string(meant_tail)});
        } else if (path.starts_with("secrets/")) {
            finding.help = concat("add `", path.substr(8), "` to `[secrets]` in service.toml");
        } else {
            finding.help = concat("add services/", owner.name, "/", path);
        }
        return finding;
    }

    const std::set<std::string>& paths_of(const model::Service& service) {
        const auto [place, is_new] = paths_.try_emplace(&service);
        if (is_new) place->second = installed_paths(service);
        return place->second;
    }

    const Context& context_;
    const RuleInfo& info_;
    Report& report_;
    const std::string& root_;
    std::string below_root_;
    std::string secrets_;
    std::unordered_map<const model::Service*, std::set<std::string>> paths_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    MissingFiles rule(context, info, report);
    const auto check_unit = [&](const Unit& unit) {
        rule.check_file(*unit.service, *unit.file);
        for (const auto& drop_in : unit.drop_ins) rule.check_file(*unit.service, *drop_in.file);
    };
    for (const Unit& unit : context.units()) check_unit(unit);
    for (const Unit& unit : context.loose_drop_ins()) check_unit(unit);
}

}  // namespace

extern const Rule missing_file = {
    .info =
        {
            .code = "missing-file",
            .summary = "a unit names an installed file that the site does not have",
            .why =
                "Everything below `<install_root>/<service>` comes from the site: `@@FILES_PATH@@/x` from the "
                "service's\n"
                "`files/x`, `@@SECRETS_PATH@@/x.env` from `[secrets]`. A path there that no file of the site fills is\n"
                "missing on the host as well. Podman then refuses to start the container (`statfs …: no such file or\n"
                "directory`).",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/files/site.conf
server { listen 80; }

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=@@FILES_PATH@@/sites.conf:/etc/nginx/conf.d/default.conf:ro

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/files/site.conf
server { listen 80; }

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=@@FILES_PATH@@/site.conf:/etc/nginx/conf.d/default.conf:ro

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
