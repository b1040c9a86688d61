#include "lab/debootstrap.hpp"

#include <cstdlib>

#include "base/text.hpp"
#include "host/process.hpp"

namespace nagaya::lab {

Result<std::string> find_mirror() {
    if (const char* wish = std::getenv("NAGAYA_LAB_MIRROR"); wish != nullptr && *wish != '\0') return std::string(wish);
    const host::Completed done =
        TRY(host::run_ok({.argv = {"apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)",
                                   "Identifier: Packages"}}));
    for (const std::string_view line : split(done.output, '\n')) {
        constexpr std::string_view wanted = "Debian|Debian|main|";
        if (line.starts_with(wanted)) return std::string(line.substr(wanted.size()));
    }
    return fail(ErrorKind::not_found,
                "apt has no Debian mirror with a fetched index; run `apt-get update`, or set NAGAYA_LAB_MIRROR to a "
                "mirror's URL");
}

Result<> bootstrap(const Bootstrap& wish, const std::function<void(std::string_view)>& on_line) {
    // A pid namespace whose init is killed with us: no dpkg lives on in a root that is being removed.
    std::vector<std::string> argv = {
        "setpriv", "--pdeathsig", "KILL", "unshare", "--pid", "--mount-proc", "--fork", "--kill-child",
        // What a killed mmdebstrap leaves lies beside what it was making, and goes with that.
        "env", concat("TMPDIR=", wish.target.substr(0, wish.target.rfind('/'))), "mmdebstrap", "--mode=root",
        concat("--variant=", wish.variant)};
    std::string include;
    for (const std::string_view package : wish.packages) include += concat(include.empty() ? "" : ",", package);
    if (!include.empty()) argv.push_back(concat("--include=", include));
    for (const std::string& option : wish.dpkg_options) argv.push_back(concat("--dpkgopt=", option));
    argv.insert(argv.end(), {std::string(wish.suite), wish.target, wish.mirror});
    const auto important = [&](std::string_view line) {
        if (line.starts_with("E: ") || line.starts_with("W: ")) on_line(line.substr(3));
        // Of what it does, the steps that take time.
        if (line.starts_with("I: ") && line.ends_with("...")) on_line(line.substr(3));
    };
    TRY(within(
        concat("making a Debian ", wish.suite, " root with mmdebstrap"),
        host::run_ok({.argv = std::move(argv), .environment = {}, .give_up = wish.give_up, .on_line = important})));
    return {};
}

}  // namespace nagaya::lab
