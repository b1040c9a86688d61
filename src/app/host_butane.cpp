#include "app/host_butane.hpp"

#include <utility>

#include "app/files_below.hpp"
#include "base/text.hpp"
#include "butane/butane.hpp"
#include "ignition/merge.hpp"

namespace nagaya::app {

bool put_host_butane(const RenderedHost& rendered, ignition::Config& derived, Console& console) {
    Workspace& workspace = *rendered.workspace;
    const std::string path = concat("hosts/", rendered.host->name, ".bu");
    const auto entry = workspace.tree.find(path);
    if (entry == workspace.tree.end()) return true;
    const FileId file = workspace.sources.add(path, entry->second.bytes);
    const FilesBelow files(workspace.root);
    butane::Translated translated = butane::translate(workspace.sources, file, {.files = &files, .deployable = true});
    Report report;
    butane::add_findings(workspace.sources, translated, report);
    if (translated.machine_config)
        report.add({.code = "butane",
                    .message = "a host of a site is no node of OpenShift",
                    .at = {.file = file, .begin = 0, .end = 0},
                    .help = "say `variant: fcos`, or the variant of the system that the host runs"});
    console.err(render_text(workspace.sources, report, {.colour = console.err_colour}));
    if (report.has_errors()) return false;
    derived = ignition::merge(std::move(derived), std::move(translated.config));
    return true;
}

}  // namespace nagaya::app
