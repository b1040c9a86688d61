#include "app/check.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "app/fix.hpp"
#include "app/host_butane.hpp"
#include "app/loose_compose.hpp"
#include "app/loose_quadlets.hpp"
#include "app/meant_files.hpp"
#include "app/preview.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"
#include "lint/rule.hpp"
#include "lint/unit.hpp"
#include "load/compose_file.hpp"
#include "load/keys.hpp"
#include "load/unit_types.hpp"
#include "quadlet/search.hpp"

namespace nagaya::app {

namespace {

/// The site's directory in front of its files, as code scanning and annotations want them: relative to where the program runs.
std::string directory_of(const Workspace& site) {
    if (site.is_loose() || site.loose_compose || site.root == "." || site.root.empty()) return "";
    return concat(site.root.starts_with("./") ? site.root.substr(2) : site.root, site.root.ends_with('/') ? "" : "/");
}

Severity least_of(const CheckOptions& options) {
    if (options.least) return *options.least;
    const bool people = options.format == FindingsFormat::text || options.format == FindingsFormat::github;
    return people ? Severity::warning : Severity::note;
}

std::string text_of(const Workspace& site, const CheckOptions& options, const Console& console) {
    const Severity least = least_of(options);
    std::string out = render_text(
        site.sources, site.report,
        {.colour = console.out_colour, .least = least, .rule_pages = console.out_links ? console.rule_pages : ""});
    if (!site.report.has_errors() && site.loose_compose)
        out += concat(visible(site.root), ": no errors\n");
    else if (!site.report.has_errors() && site.is_loose() && site.site.services.empty())
        out += "nothing was checked\n";
    else if (!site.report.has_errors())
        out += concat(plural(site.site.services.size(), "service"), " on ", plural(site.site.hosts.size(), "host"),
                      ": no errors\n");
    if (console.out_colour && least < Severity::note && site.report.notes() > 0)
        out += concat(plural(site.report.notes(), "note"), " not shown: `nagaya check --severity note`\n");
    return out;
}

std::string findings_of(const Workspace& site, const CheckOptions& options, const Console& console) {
    const ExchangeOptions exchange{.directory = directory_of(site),
                                   .rule_pages = console.rule_pages,
                                   .version = NAGAYA_VERSION,
                                   .least = least_of(options)};
    switch (options.format) {
        case FindingsFormat::text: return text_of(site, options, console);
        case FindingsFormat::json: return render_json(site.sources, site.report, exchange.least);
        case FindingsFormat::github: return render_github(site.sources, site.report, exchange);
        case FindingsFormat::sarif: break;
    }
    std::vector<RuleText> texts;
    for (const lint::Rule& rule : lint::rules())
        texts.push_back({.code = rule.info.code,
                         .summary = rule.info.summary,
                         .why = rule.info.why,
                         .severity = rule.info.severity});
    return render_sarif(site.sources, site.report, texts, exchange);
}

/// What is checked in one go: a site, the Quadlet files of a directory, or a Compose file.
struct Subject {
    enum class Kind { quadlets, compose, site } kind = Kind::site;
    std::string root;  ///< of a Compose file its path

    auto operator<=>(const Subject&) const = default;
};

/// The site that a path lies in, the nearest when there are several; its root is the beginning of `path` where that is possible.
std::optional<std::string> site_around(const std::string& path) {
    std::string above = path;
    while (!is_site(above) && above != "/" && above != "." && above != ".." && !above.ends_with("/.."))
        above = std::string(parent_of(above));
    if (is_site(above)) return above;
    above = host::absolute_path(path).value_or("/");
    while (!is_site(above) && above != "/") above = std::string(parent_of(above));
    return is_site(above) ? std::optional(above) : std::nullopt;
}

Subject subject_of(const std::string& path, const CheckOptions& options) {
    auto site = site_around(path);
    if (!site || !load::is_of_site(in_site(path, *site), host::is_directory(path)))
        return load::is_compose_name(path.substr(path.rfind('/') + 1)) && !host::is_directory(path)
                   ? Subject{.kind = Subject::Kind::compose, .root = path}
                   : Subject{.kind = Subject::Kind::quadlets, .root = loose_directory(path)};
    const auto found = host::absolute_path(*site);
    const auto named = host::absolute_path(options.site);
    if (found && named && *found == *named) site = options.site;
    return {.root = *std::move(site)};
}

/// The paths by what they are about: pre-commit names files of several directories.
Result<std::map<Subject, std::vector<std::string>>> by_subject(const CheckOptions& options) {
    std::map<Subject, std::vector<std::string>> groups;
    for (const std::string& path : options.paths) {
        if (!host::exists(path)) return fail(ErrorKind::not_found, concat("there is no `", path, "`"));
        groups[subject_of(path, options)].push_back(path);
    }
    if (options.paths.empty()) groups[{.root = options.site}];
    const bool people = options.format == FindingsFormat::text || options.format == FindingsFormat::github;
    if (!people && groups.size() > 1)
        return fail(ErrorKind::unsupported,
                    "the paths are not in one site or directory: that needs `--format text` or `github`");
    return groups;
}

Result<std::unique_ptr<Workspace>> open(const Subject& subject, const CheckOptions& options) {
    switch (subject.kind) {
        case Subject::Kind::compose: return open_loose_compose(subject.root);
        case Subject::Kind::quadlets: return open_quadlets(subject.root, options.podman);
        case Subject::Kind::site: break;
    }
    return open_site(subject.root, "", options.secrets);
}

/// Does the user say yes? Only where both ends are a terminal.
bool asks_and_hears_yes(Console& console) {
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return false;
    console.out("write these changes? [y/N] ");
    const int answer = std::getchar();
    return answer == 'y' || answer == 'Y';
}

/// Shows the fixes and writes them, as the options say; the site is then as it would be with them.
Result<void> fix(std::unique_ptr<Workspace>& site, const CheckOptions& options, Console& console) {
    const bool machine = options.format != FindingsFormat::text;
    const auto& tell = machine ? console.err : console.out;
    auto before = TRY(open_again(*site, site->tree, options.secrets));
    Mended mended = TRY(mend(std::move(site), options));
    if (mended.files.empty()) {
        tell(concat(mended.refused > 0  ? "nothing to fix without making it worse"
                    : mended.unsafe > 0 ? "nothing to fix safely"
                                        : "nothing to fix",
                    mended.unsafe > 0 ? concat("; `--unsafe-fixes` would fix ", plural(mended.unsafe, "finding")) : "",
                    "\n"));
        site = std::move(mended.workspace);
        return {};
    }
    tell(print_diff(mended));
    const bool write = options.fix == FixMode::written || (options.fix == FixMode::ask && asks_and_hears_yes(console));
    if (!write) {
        tell(concat(plural(mended.cured, "finding"), " would be fixed in ", plural(mended.files.size(), "file"),
                    options.fix == FixMode::show ? "" : "; `--yes` writes them", "\n"));
        check(*before);
        site = std::move(before);
        return {};
    }
    TRY(write_mended(mended));
    tell(concat("fixed ", plural(mended.cured, "finding"), " in ", plural(mended.files.size(), "file"), "\n"));
    site = std::move(mended.workspace);
    return {};
}

/// Outside of sites nothing but Quadlet files and their drop-ins is read, and who names another file should know.
void tell_unread(const Workspace& quadlets, const std::vector<std::string>& paths, Console& console) {
    for (const std::string& path : paths) {
        const auto clean = quadlet::clean_path(path);
        const auto is_it = [&](std::string_view other) { return quadlet::clean_path(other) == clean; };
        bool known = host::is_directory(path) ||
                     std::ranges::any_of(quadlets.left_out, [&](const auto& left) { return is_it(left.first); });
        for (size_t i = 0; i < quadlets.sources.size() && !known; ++i)
            known = is_it(quadlets.sources.path(static_cast<FileId>(i)));
        if (!known) console.err(concat("nagaya: `", visible(path), "` was not checked: it is no Quadlet file\n"));
    }
}

/// `last`: the process ends with it.
int check_once(const Subject& subject, const CheckOptions& options, bool last, Console& console) {
    auto workspace = open(subject, options);
    if (!workspace) return tell(workspace.error(), console);
    for (const MeantFiles meant(**workspace, options.paths); const auto& [path, why] : (*workspace)->left_out)
        if (meant.has(path)) console.err(concat("nagaya: `", visible(path), "` was not checked: ", why, "\n"));
    if (subject.kind == Subject::Kind::quadlets) tell_unread(**workspace, options.paths, console);
    const bool compose = (*workspace)->loose_compose;
    if (!compose) check(**workspace);
    if (options.fix != FixMode::none && !compose)
        if (const auto fixed = fix(*workspace, options, console); !fixed) return tell(fixed.error(), console);
    Workspace& site = **workspace;
    // Taking a large site apart takes as long as a dozen rules, so what the process ends with is left as it is.
    static Workspace* kept = nullptr;
    if (last) delete std::exchange(kept, workspace->release());
    check_host_butane(site);
    if (const MeantFiles wanted(site, options.paths); !compose && !wanted.all())
        site.report.remove_if([&](const Diagnostic& finding) { return !wanted.has(finding); });
    site.report.keep_at_most(Report::limit);
    console.out(findings_of(site, options, console));
    const size_t denied = site.report.errors() + (options.deny >= Severity::warning ? site.report.warnings() : 0) +
                          (options.deny >= Severity::note ? site.report.notes() : 0);
    return denied > 0 ? exit_findings : exit_ok;
}

}  // namespace

int check(const CheckOptions& options, Console& console) {
    if (!options.podman.empty() && !release_for(options.podman, console)) return exit_usage;
    const auto groups = by_subject(options);
    if (!groups) return tell(groups.error(), console);
    int code = exit_ok;
    CheckOptions one = options;
    for (const auto& [subject, paths] : *groups) {
        one.paths = paths;
        code = std::max(code, check_once(subject, one, subject == groups->rbegin()->first, console));
    }
    return code;
}

int explain(const std::string& code, Console& console) {
    if (code.empty()) {
        for (const lint::Rule& rule : lint::rules()) {
            std::string shown(rule.info.code);
            shown.resize(std::max<size_t>(shown.size() + 1, 30), ' ');
            console.out(concat(shown, rule.info.summary, "\n"));
        }
        return exit_ok;
    }
    if (const lint::Rule* rule = lint::find_rule(code)) {
        console.out(lint::print_rule_page(*rule));
        return exit_ok;
    }
    std::vector<std::string> codes;
    for (const lint::Rule& rule : lint::rules()) codes.emplace_back(rule.info.code);
    std::string hint = did_you_mean(code, codes);
    console.err(concat("nagaya: there is no rule `", visible(code), "`", hint.empty() ? "" : "; ", hint,
                       "\nhelp: `nagaya explain` lists the rules\n"));
    return exit_usage;
}

int schema(const std::string& kind, Console& console) {
    for (load::FileKind known : {load::FileKind::site, load::FileKind::host, load::FileKind::service}) {
        if (load::name(known) != kind) continue;
        console.out(load::print_json_schema(known));
        return exit_ok;
    }
    console.err(concat("nagaya: no schema for `", visible(kind), "`\nhelp: site, host or service\n"));
    return exit_usage;
}

namespace {

/// A host has nothing to do with the encrypted files of services that it does not run: a damaged one is `check`'s to tell.
void keep_own_secret_files(Workspace& workspace, std::string_view name) {
    const model::Host* host = find_host(workspace.site, name);
    if (!host || (name.empty() && workspace.site.hosts.size() > 1)) return;
    std::erase_if(workspace.site.secret_files, [&](const auto& file) {
        const std::string_view service = std::string_view(file.first).substr(0, file.first.find('/'));
        return std::ranges::none_of(host->services, [&](const auto& listed) { return listed.value == service; });
    });
}

}  // namespace

std::unique_ptr<Workspace> open_checked(const HostOptions& options, Console& console, int& exit_code) {
    auto workspace = open_site(options.site, options.host, options.secrets);
    if (!workspace) {
        exit_code = tell(workspace.error(), console);
        return nullptr;
    }
    keep_own_secret_files(**workspace, options.host);
    check(**workspace);
    const Workspace& site = **workspace;
    if (site.report.has_errors()) {
        console.err(render_text(site.sources, site.report, {.colour = console.err_colour}));
        console.err("nothing was changed\n");
        exit_code = exit_findings;
        return nullptr;
    }
    return std::move(*workspace);
}

}  // namespace nagaya::app
