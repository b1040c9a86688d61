// nagaya render …: a host's state as other tools want it.
#pragma once

#include <memory>
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
};

/// A checked site with the state of the host that is meant.
struct RenderedHost {
    std::unique_ptr<Workspace> workspace;
    const model::Host* host = nullptr;
    state::HostState state;
    int exit_code = exit_ok;  ///< not exit_ok: the user was told why there is no state
};

/// Reads and checks the site and lowers the host. Ids that are handed out for it are written into the lock: the host is going to
/// have them.
RenderedHost open_rendered(const HostOptions& where, Console& console);

/// The layout of the host, with its sealed secrets and, as `options` say, this program. What it cannot carry is told.
Result<emit::Layout> layout_of(const RenderedHost& rendered, const RenderOptions& options, Console& console);

/// nagaya render tree: a directory with the plain files and a manifest (docs/formats/tree.md). Refuses, with exit_findings, to
/// write over anything that it did not write itself.
int render_tree(const RenderOptions& options, Console& console);

struct IgnitionOptions {
    int minor = 4;  ///< of the spec's version 3
    bool compress = false;
    bool pretty = false;
};

/// nagaya render ignition: a config, to a file or standard output. exit_findings when the spec's version cannot say all of it.
int render_ignition(const RenderOptions& options, const IgnitionOptions& how, Console& console);

/// Who brings secrets to a NixOS host.
enum class NixosSecretsBy { none, agenix, sops };

/// nagaya render nixos: one module, to a file or standard output.
int render_nixos(const RenderOptions& options, NixosSecretsBy by, Console& console);

}  // namespace nagaya::app
