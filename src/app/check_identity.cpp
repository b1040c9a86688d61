#include "app/host_checks.hpp"
#include "base/text.hpp"
#include "host/age.hpp"
#include "host/facts.hpp"
#include "host/packages.hpp"
#include "host/process.hpp"

namespace nagaya::app {

HostCheck check_identity(const std::string& os) {
    HostCheck check{.name = "secrets", .found = {}};
    if (!host::find_program("age") || !host::find_program("age-keygen")) {
        constexpr host::Package package{.debian = "age"};
        check.state = CheckState::warning;
        check.found = "`age` is not installed; secrets that are encrypted in the site cannot be read";
        check.fix = host::install_command(os, package);
        check.install = install_words(os, package.debian);
        return check;
    }
    if (const Result<void> made = host::make_host_identity(); !made) {
        check.state = CheckState::problem;
        check.found = made.error().text();
        return check;
    }
    const auto key = host::host_public_key();
    if (key && *key) {
        check.found = concat("encrypted for ", **key);
        return check;
    }
    check.state = CheckState::problem;
    check.found = key ? "there is no identity" : key.error().text();
    return check;
}

}  // namespace nagaya::app
