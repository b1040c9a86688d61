#include "app/check.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "app/fix.hpp"
#include "app/host_butane.hpp"
#include "app/preview.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"
#include "lint/rule.hpp"
#include "load/keys.hpp"

namespace nagaya::app {

namespace {

/// The site's directory in front of its files, as code scanning and annotations want them: relative to where the program runs.
std::string directory_of(const Workspace& site) {
    if (!site.shown_below.empty() || site.root == "." || site.root.empty()) return "";
    return concat(site.root.starts_with("./") ? site.root.substr(2) : site.root, site.root.ends_with('/') ? "" : "/");
}

/// A path as the user gave it, relative to the site's root; "" for the root itself, and the path as it is when it lies elsewhere.
std::string in_site(const std::string& path, const std::string& root) {
    const auto whole = host::absolute_path(path);
    const auto top = host::absolute_path(root);
    if (!whole || !top) return path;
    if (*whole == *top) return "";
    return whole->starts_with(concat(*top, "/")) ? whole->substr(top->size() + 1) : path;
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
    if (!site.report.has_errors())
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

/// The directory that a path outside of sites is about.
std::string directory_around(const std::string& path) {
    if (host::is_directory(path)) return path;
    const size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, std::max<size_t>(slash, 1));
}

/// The options once for each directory whose Quadlet files are meant: pre-commit names files of several. One JSON or SARIF text cannot
/// hold several checks.
std::vector<CheckOptions> by_directory(const CheckOptions& options) {
    const bool people = options.format == FindingsFormat::text || options.format == FindingsFormat::github;
    if (!people || options.paths.size() < 2 || is_site(options.site)) return {options};
    std::map<std::string, std::vector<std::string>> groups;
    for (const std::string& path : options.paths) groups[directory_around(path)].push_back(path);
    std::vector<CheckOptions> out;
    for (auto& [directory, paths] : groups) {
        out.push_back(options);
        out.back().paths = std::move(paths);
    }
    return out;
}

/// The site that the options mean: the one at --site when there is one, else the Quadlet files of the only path.
Result<std::unique_ptr<Workspace>> open(const CheckOptions& options) {
    for (const std::string& path : options.paths)
        if (!host::exists(path)) return fail(ErrorKind::not_found, concat("there is no `", path, "`"));
    if (options.paths.empty() || is_site(options.site)) return open_site(options.site, "", options.secrets);
    if (options.paths.size() == 1 && is_site(options.paths[0])) return open_site(options.paths[0], "", options.secrets);
    const std::string directory = directory_around(options.paths.front());
    for (const std::string& path : options.paths)
        if (directory_around(path) != directory)
            return fail(ErrorKind::unsupported,
                        "the paths are in no site, and not in one directory: that needs `--format text` or `github`");
    return open_quadlets(directory, options.podman);
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

}  // namespace

bool is_wanted(const Workspace& site, const CheckOptions& options, const Diagnostic& finding) {
    if (options.paths.empty() || static_cast<size_t>(finding.at.file) >= site.sources.size()) return true;
    const std::string_view shown = site.sources.path(finding.at.file);
    return std::ranges::any_of(options.paths, [&](const std::string& path) {
        const std::string inside = site.shown_below.empty() ? in_site(path, site.root) : path;
        return inside.empty() || inside == "." || shown == inside ||
               (shown.starts_with(inside) && (inside.ends_with('/') || shown[inside.size()] == '/'));
    });
}

namespace {

/// `last`: the process ends with it.
int check_once(const CheckOptions& options, bool last, Console& console) {
    if (!options.podman.empty() && !release_for(options.podman, console)) return exit_usage;
    auto workspace = open(options);
    if (!workspace) {
        return tell(workspace.error(), console);
    }
    for (const std::string& left_out : (*workspace)->left_out) console.err(concat("nagaya: ", left_out, "\n"));
    check(**workspace);
    if (options.fix != FixMode::none)
        if (const auto fixed = fix(*workspace, options, console); !fixed) return tell(fixed.error(), console);
    Workspace& site = **workspace;
    // Taking a large site apart takes as long as a dozen rules, so what the process ends with is left as it is.
    [[maybe_unused]] static Workspace* kept = nullptr;
    if (last) kept = workspace->release();
    check_host_butane(site);
    if (!options.paths.empty())
        site.report.remove_if([&](const Diagnostic& finding) { return !is_wanted(site, options, finding); });
    console.out(findings_of(site, options, console));
    const size_t denied = site.report.errors() + (options.deny >= Severity::warning ? site.report.warnings() : 0) +
                          (options.deny >= Severity::note ? site.report.notes() : 0);
    return denied > 0 ? exit_findings : exit_ok;
}

}  // namespace

int check(const CheckOptions& options, Console& console) {
    int code = exit_ok;
    const std::vector<CheckOptions> all = by_directory(options);
    for (const CheckOptions& one : all) code = std::max(code, check_once(one, &one == &all.back(), console));
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
