#include "lint/check_example.hpp"

#include "base/text.hpp"
#include "lint/allowances.hpp"
#include "load/load.hpp"
#include "lower/lower.hpp"

namespace nagaya::lint {

std::vector<std::string> Checked::codes() const {
    std::vector<std::string> codes;
    for (const auto& finding : findings) codes.emplace_back(finding.code);
    return codes;
}

std::vector<Diagnostic> Checked::of(std::string_view code) const {
    std::vector<Diagnostic> found;
    for (const auto& finding : all)
        if (finding.code == code) found.push_back(finding);
    return found;
}

std::string Checked::marked(std::string_view code) const {
    const auto found = of(code);
    if (found.size() != 1) return concat("(", found.size(), " findings)");
    return std::string(sources.text(found.front().at));
}

void check_example(std::string_view example, Checked& checked) { check_files(parse_example(example), checked); }

void check_files(const Example& files, Checked& checked) {
    Report report;
    auto site = load::load_site(files.tree, files.secrets, "", checked.sources, report);
    load::complete_lock(site, report);
    check_site(site, checked.sources, report);
    for (const auto& [name, host] : site.hosts) lower::lower_host(site, host, checked.sources, report);
    apply_allowances(site, checked.sources, report);
    checked.findings = report.sorted(checked.sources, Severity::warning);
    checked.all = report.sorted(checked.sources);
    checked.text = render_text(checked.sources, report, {});
}

std::string site_with(std::string_view services, std::string_view rest) {
    return concat("== nagaya.toml\n[site]\nname = \"home\"\n\n== hosts/mouse.toml\nservices = [", services, "]\n\n",
                  rest);
}

std::string container(std::string_view service, std::string_view lines) {
    return concat("== services/", service, "/", service,
                  ".container\n[Container]\nImage=docker.io/library/nginx:1.27\n", lines,
                  "\n[Install]\nWantedBy=default.target\n\n");
}

}  // namespace nagaya::lint
