// nagaya render …: a host's state as other tools want it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/check.hpp"
#include "app/console.hpp"
#include "app/target.hpp"
#include "app/workspace.hpp"
#include "emit/layout.hpp"

namespace nagaya::app {

/// What every render can be told.
struct RenderOptions {
    HostOptions where;
    std::string out;  ///< a file or directory; "" = standard output, where that is possible
    /// --program: "carry" puts this program into the output, "none" leaves it out; an https URL: from where the host gets it.
    std::string program = "carry";
    std::string host_key =
        {};  ///< --host-key: a file with the age identity that the host gets; "" = none in the output
};

/// A checked site with the state of the host that is meant.
struct RenderedHost {
    std::unique_ptr<Workspace> workspace;
    const model::Host* host = nullptr;
    state::HostState state;
    int exit_code = exit_ok;  ///< not exit_ok: the user was told why there is no state
};

/// Reads and checks the site and lowers the host. Ids that are handed out for it are written into the lock: the host is going to
/// have them. Secrets that only a host can open are in its state without their text; those of sops if `sops_too`.
RenderedHost open_rendered(const HostOptions& where, Console& console, bool sops_too = false);

/// The layout of the host with what `how` adds to it. What it cannot carry is told.
emit::Layout layout_with(const RenderedHost& rendered, const emit::LayoutOptions& how, Console& console);

/// The same with its sealed secrets and, as `options` say, its key and this program.
Result<emit::Layout> layout_of(const RenderedHost& rendered, const RenderOptions& options, Console& console);

/// This program for a host: in the output, or fetched from an https URL.
Result<emit::Program> program_for_host(const std::string& from = "carry");

/// nagaya render tree: a directory with the plain files and a manifest (docs/formats/tree.md). Refuses, with exit_findings, to
/// write over anything that it did not write itself.
int render_tree(const RenderOptions& options, Console& console);

struct IgnitionOptions {
    std::optional<int> minor = 4;  ///< of the spec's version 3; nothing: the lowest that can say all of it
    bool compress = false;
    bool pretty = false;
};

/// The config of a layout, with the host's own Butane file over it; nothing after the user was told why not.
std::optional<std::string> ignition_text(const RenderedHost& rendered, const emit::Layout& layout,
                                         const IgnitionOptions& how, Console& console);

/// nagaya render ignition: a config, to a file or standard output. exit_findings when the spec's version cannot say all of it.
int render_ignition(const RenderOptions& options, const IgnitionOptions& how, Console& console);

/// Who brings secrets to a NixOS host.
enum class NixosSecretsBy { none, agenix, sops };

/// nagaya render nixos: one module, to a file or standard output.
int render_nixos(const RenderOptions& options, NixosSecretsBy by, Console& console);

}  // namespace nagaya::app
