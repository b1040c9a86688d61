#include "app/check.hpp"

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "lint/rule.hpp"
#include "load/keys.hpp"

namespace nagaya::app {

int check(const CheckOptions& options, Console& console) {
    auto workspace = open_site(options.site, "", options.secrets);
    if (!workspace) {
        return tell(workspace.error(), console);
    }
    Workspace& site = **workspace;
    check(site);
    if (options.format == Format::json) {
        console.out(render_json(site.sources, site.report));
    } else {
        console.out(render_text(site.sources, site.report, {.colour = console.out_colour}));
        if (!site.report.has_errors())
            console.out(concat(plural(site.site.services.size(), "service"), " on ",
                               plural(site.site.hosts.size(), "host"), ": no errors\n"));
    }
    return site.report.has_errors() ? exit_findings : exit_ok;
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

std::unique_ptr<Workspace> open_checked(const HostOptions& options, Console& console, int& exit_code) {
    auto workspace = open_site(options.site, options.host, options.secrets);
    if (!workspace) {
        exit_code = tell(workspace.error(), console);
        return nullptr;
    }
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
