#include "app/host_butane.hpp"

#include <utility>

#include "app/files_below.hpp"
#include "base/text.hpp"
#include "butane/butane.hpp"
#include "ignition/merge.hpp"

namespace nagaya::app {

namespace {

butane::Translated translate(Workspace& workspace, const std::string& path, const std::string& text, Report& report) {
    const FileId file = workspace.sources.add(path, text);
    const FilesBelow files(workspace.root);
    butane::Translated translated = butane::translate(workspace.sources, file, {.files = &files, .deployable = true});
    butane::add_findings(workspace.sources, translated, report);
    if (translated.machine_config)
        report.add({.code = "butane",
                    .message = "a host of a site is no node of OpenShift",
                    .at = {.file = file, .begin = 0, .end = 0},
                    .help = "say `variant: fcos`, or the variant of the system that the host runs"});
    return translated;
}

}  // namespace

void check_host_butane(Workspace& workspace) {
    const std::string directory = "hosts/";
    for (auto at = workspace.tree.lower_bound(directory);
         at != workspace.tree.end() && at->first.starts_with(directory); ++at)
        if (at->first.ends_with(".bu")) translate(workspace, at->first, at->second.bytes, workspace.report);
}

bool put_host_butane(const RenderedHost& rendered, ignition::Config& derived, Console& console) {
    Workspace& workspace = *rendered.workspace;
    const auto entry = workspace.tree.find(concat("hosts/", rendered.host->name, ".bu"));
    if (entry == workspace.tree.end()) return true;
    Report report;
    butane::Translated translated = translate(workspace, entry->first, entry->second.bytes, report);
    console.err(render_text(workspace.sources, report, {.colour = console.err_colour}));
    if (report.has_errors()) return false;
    derived = ignition::merge(std::move(derived), std::move(translated.config));
    return true;
}

}  // namespace nagaya::app
