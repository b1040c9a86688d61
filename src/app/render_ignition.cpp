// nagaya render ignition.
#include "app/host_butane.hpp"
#include "app/render.hpp"
#include "base/text.hpp"
#include "emit/ignition.hpp"
#include "host/safe_files.hpp"
#include "ignition/print.hpp"
#include "ignition/validate.hpp"
#include "ignition/version.hpp"

namespace nagaya::app {

namespace {

/// Does the version know all of the config? If not, the user was told what it does not.
bool fits(const ignition::Config& config, ignition::Version version, Console& console) {
    const std::vector<ignition::TooNew> all = ignition::not_in(config, version);
    for (const ignition::TooNew& one : all)
        console.err(concat("nagaya: ", one.what, " at ", visible(ignition::print_path(one.path)), " needs spec ",
                           ignition::version_text(one.since), '\n'));
    if (!all.empty())
        console.err(concat("help: say `--spec 3.", ignition::lowest_version(config).minor, "` or more\n"));
    return all.empty();
}

bool is_valid(const ignition::Config& config, ignition::Version version, Console& console) {
    ignition::Findings findings;
    ignition::validate(config, version, findings);
    ignition::find_duplicates(config, findings);
    for (const ignition::Finding& finding : findings)
        console.err(concat(finding.severity == Severity::error ? "nagaya: " : "warning: ",
                           visible(ignition::print_path(finding.path)), ": ", visible(finding.message), '\n'));
    return !ignition::has_errors(findings);
}

}  // namespace

std::optional<std::string> ignition_text(const RenderedHost& rendered, const emit::Layout& layout,
                                         const IgnitionOptions& how, Console& console) {
    ignition::Config config = emit::emit_ignition(
        layout, {.compress = how.compress ? ignition::Compress::when_smaller : ignition::Compress::never,
                 .special_bits = how.minor && *how.minor >= 6});
    if (!put_host_butane(rendered, config, console)) return std::nullopt;
    const ignition::Version version = how.minor ? ignition::Version{*how.minor} : ignition::lowest_version(config);
    config.ignition.version = ignition::version_text(version);
    if (!fits(config, version, console) || !is_valid(config, version, console)) return std::nullopt;
    return ignition::print(config, how.pretty ? ignition::Layout::pretty : ignition::Layout::compact);
}

int render_ignition(const RenderOptions& options, const IgnitionOptions& how, Console& console) {
    if (options.program != "carry" && options.program != "none" && !options.program.starts_with("https://")) {
        console.err(
            concat("nagaya: --program is `carry`, `none` or an https URL, not `", visible(options.program), "`\n"));
        return exit_usage;
    }
    const RenderedHost rendered = open_rendered(options.where, console);
    if (rendered.exit_code != exit_ok) return rendered.exit_code;
    const auto layout = layout_of(rendered, options, console);
    if (!layout) return tell(layout.error(), console);
    const std::optional<std::string> text = ignition_text(rendered, *layout, how, console);
    if (!text) return exit_findings;
    if (options.out.empty()) {
        console.out(*text);
        return exit_ok;
    }
    // With the key of the host in it, it is a secret.
    const auto written = options.host_key.empty() ? host::replace_file(options.out, *text)
                                                  : host::replace_file(options.out, *text, 0600);
    return written ? exit_ok : tell(written.error(), console);
}

}  // namespace nagaya::app
