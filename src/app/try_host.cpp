#include "app/try_host.hpp"

#include <poll.h>
#include <unistd.h>

#include "app/forward.hpp"
#include "app/forwarded_words.hpp"
#include "app/session.hpp"
#include "app/site_commit.hpp"
#include "app/stand_ins.hpp"
#include "base/text.hpp"
#include "lab/lab.hpp"

namespace nagaya::app {

namespace {

constexpr int exit_interrupted = 130;

Result<lab::Lab> open_lab(Console& console) {
    return lab::Lab::open([&console](std::string_view line) { console.err(concat("lab: ", line, "\n")); });
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

/// The site as it is to be tried; null after the user was told.
std::unique_ptr<Workspace> open_to_try(const TryOptions& options, std::string& host_name, Console& console, int& code) {
    code = exit_findings;
    auto opened = open_site(options.site, options.host, options.secrets);
    if (!opened) {
        code = tell(opened.error(), console);
        return nullptr;
    }
    std::unique_ptr<Workspace> workspace = *std::move(opened);
    HostOptions where;
    where.site = options.site;
    where.host = options.host;
    const model::Host* host = choose_host(*workspace, where, console);
    if (!host) {
        code = exit_usage;
        return nullptr;
    }
    host_name = host->name;
    if (options.real_secrets) {
        if (auto put = put_real_secrets(*workspace, host_name); !put) {
            code = tell(put.error(), console);
            return nullptr;
        }
    } else {
        for (const std::string& name : put_stand_ins(*workspace, host_name))
            console.err(concat("note: you cannot read `", visible(name),
                               "`, so its stand-in has one variable, called like the secret\n"));
    }
    check(*workspace);
    if (workspace->report.has_errors()) {
        console.err(render_text(workspace->sources, workspace->report, {.colour = console.err_colour}));
        return nullptr;
    }
    return workspace;
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

int try_on(Workspace& workspace, const std::string& host, const Address& address, Console& console) {
    workspace.tree[std::string(commit_file)].bytes = site_commit(workspace);
    ApplyOptions apply;
    apply.where.host = host;
    const int applied = forward(workspace, host, address, forwarded_words(apply), console);
    if (HandOn::interrupted()) return exit_interrupted;
    const int shown = show(address, console);
    return applied != exit_ok ? applied : shown;
}

}  // namespace

int try_host(const TryOptions& options, Console& console) {
    int code = exit_ok;
    std::string host;
    const std::unique_ptr<Workspace> workspace = open_to_try(options, host, console, code);
    if (!workspace) return code;
    const Address address = {.kind = Address::Kind::lab,
                             .name = options.name.empty() ? concat("try-", host) : options.name};
    HandOn::prepare();
    Result<lab::Lab> lab = open_lab(console);
    if (!lab) return tell(lab.error(), console);
    const PutAway put_away;
    if (auto gone = make_room(*lab, address.name, options); !gone) return tell(gone.error(), console);
    const Result<lab::Host> booted = lab->up(address.name, {});
    code = !booted ? tell(booted.error(), console) : HandOn::interrupted() ? exit_interrupted : exit_ok;
    if (code == exit_ok) {
        code = try_on(*workspace, host, address, console);
        if (!HandOn::interrupted())
            console.err(concat("lab host ", address.name, " has the address ", booted->address, "; `nagaya lab exec ",
                               address.name, " -- sh` looks inside\n"));
        if (!options.keep && console.err_is_terminal && isatty(STDIN_FILENO) != 0 && !HandOn::interrupted()) {
            console.err("Enter or Ctrl-C throws it away\n");
            wait_for_user();
        }
    }
    if (options.keep && !HandOn::interrupted()) {
        console.err(concat("it stays; `nagaya lab down ", address.name, "` throws it away\n"));
        return code;
    }
    if (auto gone = throw_away(*lab, address.name); !gone) return tell(gone.error(), console);
    return code;
}

}  // namespace nagaya::app
