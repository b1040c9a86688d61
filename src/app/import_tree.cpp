#include "app/import_tree.hpp"

#include "app/create.hpp"
#include "base/text.hpp"
#include "host/facts.hpp"
#include "host/own_directory.hpp"
#include "host/read_tree.hpp"
#include "load/makefile_tree.hpp"

namespace nagaya::app {

int import_makefile_tree(const ImportTreeOptions& options, Console& console) {
    const auto tree = host::read_tree(options.from);
    if (!tree) return tell(tree.error(), console);
    const auto place = host::absolute_path(options.to);
    if (!place) return tell(place.error(), console);
    const std::string host = options.host.empty() ? as_name(host::hostname(), "here") : options.host;
    const load::ImportedTree made = load::import_makefile_tree(*tree, as_name(split(*place, '/').back(), "home"), host);
    if (made.services.empty()) {
        console.err(concat("nagaya: no directory in `", visible(options.from),
                           "` looks like a service: one with a Makefile, home/, container/ or systemd/\n"));
        return exit_findings;
    }
    if (const int code = write_new_files(options.to, made.files, console, made.executables); code != exit_ok)
        return code;
    for (const auto& [path, why] : made.left_behind)
        console.err(concat("left behind: ", visible(path), ": ", visible(why), '\n'));
    console.out(concat("\n", plural(made.services.size(), "service"), " for host ", host, "\n\nnext:\n"));
    for (const auto step : {"check", "plan"})
        console.out(concat("  nagaya ", step, " --site ", visible(options.to), "\n"));
    return exit_ok;
}

}  // namespace nagaya::app
