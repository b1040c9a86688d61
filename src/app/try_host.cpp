#include "app/try_host.hpp"

#include <poll.h>
#include <unistd.h>

#include "app/forward.hpp"
#include "app/forwarded_words.hpp"
#include "app/session.hpp"
#include "app/site_commit.hpp"
#include "app/stand_ins.hpp"
#include "app/try_ignition.hpp"
#include "base/text.hpp"
#include "emit/first_boot.hpp"
#include "lab/ignition.hpp"
#include "lab/lab.hpp"

namespace nagaya::app {

namespace {

Result<lab::Lab> open_lab(Console& console) {
    return lab::Lab::open([&console](std::string_view line) { console.err(concat("lab: ", line, "\n")); },
                          HandOn::interrupted);
}

/// What an earlier trial left goes, because only a fresh host tells what the site needs.
Result<void> throw_away(lab::Lab& lab, const std::string& name) {
    for (const lab::Host& host : TRY(lab.list()))
        if (host.name == name) TRY(lab.down(name, {.keep = false}));
    return {};
}

/// A host that somebody named may be something else than an earlier trial.
Result<void> make_room(lab::Lab& lab, const std::string& name, const TryOptions& options) {
    if (options.name.empty()) return throw_away(lab, name);
    for (const lab::Host& host : TRY(lab.list()))
        if (host.name == name)
            return fail(ErrorKind::denied, concat("a lab host `", name, "` is there already; `nagaya lab down ", name,
                                                  "` throws it away"));
    return {};
}

/// Stand-ins or the real ones, in the place of what a host just made could not read. False after the user was told.
bool put_secrets(Workspace& workspace, const std::string& host, const TryOptions& options, Console& console) {
    if (options.real_secrets) {
        const auto put = put_real_secrets(workspace, host);
        if (!put) static_cast<void>(tell(put.error(), console));
        return put.has_value();
    }
    for (const std::string& name : put_stand_ins(workspace, host))
        console.err(concat("note: you cannot read `", visible(name),
                           "`, so its stand-in has one variable, called like the secret\n"));
    return true;
}

/// The site as it is to be tried; the user was told why there is none.
RenderedHost open_to_try(const TryOptions& options, Console& console) {
    RenderedHost trial;
    auto opened = open_site(options.site, options.host, options.secrets);
    if (!opened) {
        trial.exit_code = tell(opened.error(), console);
        return trial;
    }
    trial.workspace = *std::move(opened);
    HostOptions where;
    where.site = options.site;
    where.host = options.host;
    trial.host = choose_host(*trial.workspace, where, console);
    if (!trial.host) {
        trial.exit_code = exit_usage;
        return trial;
    }
    const std::string name = trial.host->name;
    if (!put_secrets(*trial.workspace, name, options, console)) {
        trial.exit_code = exit_failed;
        return trial;
    }
    check(*trial.workspace);
    // The site was read anew.
    trial.host = trial.workspace->site.find_host(name);
    if (trial.workspace->report.has_errors() || !trial.host) {
        console.err(render_text(trial.workspace->sources, trial.workspace->report, {.colour = console.err_colour}));
        trial.exit_code = exit_findings;
    }
    return trial;
}

/// Until Enter, the end of the input, or a signal.
void wait_for_user() {
    pollfd input = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    constexpr int look_again_ms = 200;
    while (!HandOn::interrupted())
        if (poll(&input, 1, look_again_ms) > 0) return;
}

int show(const Address& address, Console& console) {
    const int code = forward_without_site(address, forwarded_words(StatusOptions{}), console);
    if (HandOn::interrupted()) return exit_interrupted;
    console.out("\n");
    // What is wrong with a port is told, and no reason to call the trial a failure: the lab host's own firewall is another.
    static_cast<void>(forward_without_site(address, forwarded_words(PortsOptions{}), console));
    return code;
}

int try_apply(Workspace& workspace, const std::string& host, const Address& address, Console& console) {
    workspace.tree[std::string(commit_file)].bytes = site_commit(workspace);
    ApplyOptions apply;
    apply.where.host = host;
    return forward(workspace, host, address, forwarded_words(apply), console);
}

/// What a unit of the host does, too, whose words nobody here sees. The host is up, as far as it came.
int await_first_start(const lab::Lab& lab, const std::string& name, const std::string& prefix, Console& console) {
    const Result<int> code = lab.exec(name, {concat(emit::program_directory, "/nagaya"), "first-start", prefix});
    return code ? *code : tell(code.error(), console);
}

/// Of a host whose boot came to its end, even if units of it failed.
Result<std::string> running_address(const lab::Lab& lab, const std::string& name) {
    for (const lab::Host& host : TRY(lab.list()))
        if (host.name == name && host.state == lab::HostState::running) return host.address;
    return fail(ErrorKind::not_found, "the host is not running");
}

/// Boots the host and brings the state to it; the exit code, 0 when everything runs.
int make_and_show(lab::Lab& lab, const RenderedHost& trial, const Address& address, const std::string& config,
                  const TryOptions& options, Console& console) {
    const Result<lab::Host> booted = lab.up(address.name, {.registry = true, .ignition = config});
    if (HandOn::interrupted()) return exit_interrupted;
    // What failed at the first boot of a host that is up is what shall be seen.
    const Result<std::string> reached =
        booted ? Result<std::string>(booted->address) : running_address(lab, address.name);
    if (!booted) static_cast<void>(tell(booted.error(), console));
    if (!reached || (!booted && config.empty())) return exit_failed;
    const int made = config.empty()
                         ? try_apply(*trial.workspace, trial.host->name, address, console)
                         : await_first_start(lab, address.name, trial.workspace->site.settings.prefix.value, console);
    if (HandOn::interrupted()) return exit_interrupted;
    const int shown = show(address, console);
    if (HandOn::interrupted()) return exit_interrupted;
    console.err(concat("lab host ", address.name, " has the address ", *reached, "; `nagaya lab exec ", address.name,
                       " -- sh` looks inside\n"));
    if (!options.keep && console.err_is_terminal && isatty(STDIN_FILENO) != 0) {
        console.err("Enter or Ctrl-C throws it away\n");
        wait_for_user();
    }
    return made != exit_ok ? made : booted ? shown : exit_failed;
}

}  // namespace

int try_host(const TryOptions& options, Console& console) {
    RenderedHost trial = open_to_try(options, console);
    if (trial.exit_code != exit_ok) return trial.exit_code;
    std::string config;
    if (options.from_ignition) {
        if (auto there = lab::check_ignition(); !there) return tell(there.error(), console);
        auto made = config_to_try(trial, console);
        if (!made) return tell(made.error(), console);
        if (!*made) return exit_findings;
        config = **std::move(made);
    }
    const Address address = {.kind = Address::Kind::lab,
                             .name = options.name.empty() ? concat("try-", trial.host->name) : options.name};
    HandOn::prepare();
    Result<lab::Lab> lab = open_lab(console);
    if (!lab) return tell(lab.error(), console);
    const PutAway put_away;
    if (auto gone = make_room(*lab, address.name, options); !gone) return tell(gone.error(), console);
    const int code = make_and_show(*lab, trial, address, config, options, console);
    if (options.keep && !HandOn::interrupted()) {
        console.err(concat("it stays; `nagaya lab down ", address.name, "` throws it away\n"));
        return code;
    }
    if (auto gone = throw_away(*lab, address.name); !gone) return tell(gone.error(), console);
    return code;
}

}  // namespace nagaya::app
