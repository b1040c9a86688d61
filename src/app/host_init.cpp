#include "app/host_init.hpp"

#include <algorithm>

#include "app/deployed_units.hpp"
#include "app/host_checks.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/age.hpp"
#include "host/facts.hpp"
#include "host/installed_program.hpp"
#include "host/process.hpp"
#include "host/safe_files.hpp"

namespace nagaya::app {

namespace {

std::string_view word(CheckState state) {
    switch (state) {
        case CheckState::ok: return "ok";
        case CheckState::warning: return "warning";
        case CheckState::problem: return "problem";
    }
    return "";
}

std::string_view colour_of(CheckState state) {
    return state == CheckState::ok ? "32" : state == CheckState::warning ? "33" : "31";
}

std::string line(const HostCheck& check, bool colour) {
    std::string state(word(check.state));
    state.resize(9, ' ');
    std::string name = check.name;
    name.resize(std::max<size_t>(name.size() + 1, 11), ' ');
    std::string text = concat(colour ? concat("\x1b[", colour_of(check.state), "m", state, "\x1b[0m") : state, name,
                              visible(check.found), "\n");
    if (!check.fix.empty()) text += concat("         fix: ", check.fix, "\n");
    return text;
}

/// The public key that secrets are encrypted for; "" while there is none.
std::string public_key() {
    const auto key = host::host_public_key();
    return key && *key ? **key : std::string();
}

std::string json(const std::vector<HostCheck>& checks) {
    JsonArray array;
    for (const HostCheck& check : checks)
        array.push_back(JsonObject{{"name", check.name},
                                   {"state", word(check.state)},
                                   {"found", check.found},
                                   {"fix", check.fix},
                                   {"fixable", static_cast<bool>(check.cure)}});
    return print_json(JsonObject{{"version", 1}, {"checks", std::move(array)}, {"age", public_key()}},
                      JsonStyle::indented) +
           "\n";
}

HostCheck install_here() {
    HostCheck check{.name = "nagaya", .found = std::string(host::program_path)};
    if (const auto installed = host::install_program(); !installed) {
        check.state = CheckState::problem;
        check.found = installed.error().text();
        check.fix = "nagaya has to be root's, and /var/lib must be writable and not mounted noexec";
    }
    return check;
}

/// Does what was asked for about the checks; true when something was done, so that it is worth looking again.
bool cure(const std::vector<HostCheck>& checks, const HostInitOptions& options, Console& console, bool& failed) {
    bool done = false;
    std::vector<std::vector<std::string>> run;
    for (const HostCheck& check : checks) {
        if (check.state == CheckState::ok) continue;
        Result<void> cured;
        if (options.install_packages && !check.install.empty()) {
            if (std::ranges::find(run, check.install) != run.end()) continue;
            run.push_back(check.install);
            console.err(concat("running `", join(check.install, " "), "`\n"));
            const auto code = host::run_ok({.argv = check.install});
            if (!code) cured = std::unexpected(code.error());
        } else if (options.fix && check.cure) {
            console.err(concat("fixing: ", check.name, "\n"));
            cured = check.cure();
        } else {
            continue;
        }
        done = true;
        if (cured) continue;
        failed = true;
        console.err(concat("nagaya: ", check.name, ": ", safe_text(cured.error()), "\n"));
    }
    return done;
}

std::vector<HostCheck> look(const std::string& os, const HostCheck& program) {
    std::vector<HostCheck> checks = check_host(os);
    checks.push_back(program);
    checks.push_back(check_identity(os));
    return checks;
}

std::string summary(const std::vector<HostCheck>& checks, bool fix) {
    const auto count = [&](auto is) { return static_cast<size_t>(std::ranges::count_if(checks, is)); };
    const size_t problems = count([](const HostCheck& check) { return check.state == CheckState::problem; });
    const size_t warnings = count([](const HostCheck& check) { return check.state == CheckState::warning; });
    const size_t curable = count([](const HostCheck& check) { return check.state != CheckState::ok && check.cure; });
    if (problems + warnings == 0) return "this host is ready\n";
    std::string text = problems == 0 ? concat("this host is ready, with ", plural(warnings, "warning"), "\n")
                                     : concat(plural(problems, "problem"), ", ", plural(warnings, "warning"), "\n");
    if (curable > 0 && !fix) text += concat("help: --fix cures ", curable, " of them\n");
    return text;
}

std::vector<std::string> forwarded_words(const HostInitOptions& options) {
    std::vector<std::string> words = {"host", "init"};
    if (options.fix) words.emplace_back("--fix");
    if (options.install_packages) words.emplace_back("--install-packages");
    if (options.format == Format::json) words.insert(words.end(), {"--format", "json"});
    return words;
}

}  // namespace

int host_init(const HostInitOptions& options, Console& console) {
    const Routed routed = route(options.where, forwarded_words(options), console);
    if (!routed.here) return routed.exit_code;
    const auto release = host::read_file("/etc/os-release", 65536);
    const std::string os = os_of(release && *release ? (*release)->bytes : "");
    const HostCheck program = install_here();
    bool failed = program.state != CheckState::ok;
    std::vector<HostCheck> checks = look(os, program);
    if (cure(checks, options, console, failed)) checks = look(os, program);
    if (options.format == Format::json) {
        console.out(json(checks));
    } else {
        for (const HostCheck& check : checks) console.out(line(check, console.out_colour));
        console.out(summary(checks, options.fix));
        if (const std::string key = public_key(); !key.empty())
            console.out(concat("for this host's file in hosts/, so that secrets are encrypted for it:\n    age = \"",
                               visible(key), "\"\n"));
    }
    const bool fit =
        std::ranges::none_of(checks, [](const HostCheck& check) { return check.state == CheckState::problem; });
    return failed ? exit_failed : fit ? exit_ok : exit_findings;
}

}  // namespace nagaya::app
