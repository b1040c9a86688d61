// How programs are started on a host: over ssh, through the door of a lab host, or on this machine.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "host/process.hpp"

namespace nagaya::remote {

struct Transport {
    /// The host in messages: "host web1", "lab host try".
    std::string name;
    /// How a person gets there by hand, for help texts: "ssh root@web1"; "" when nobody needs to.
    std::string by_hand = {};
    /// The command here whose streams are those of `script` run by sh(1) on the host. A script is one line without single
    /// quotes; `bulk` asks for a connection that carries much.
    std::function<Result<host::Command>(const std::string& script, bool bulk)> shell = {};
    /// A command that is the agent itself, where nothing needs to be copied and nobody to be asked; else empty.
    host::Command agent = {};
};

/// This machine itself, through an agent in a process of its own.
Transport this_machine();

// ---- the scripts (fixed words; nothing in them comes from the user) ----

/// Exit codes of the scripts, apart from those of sudo, sh and ssh.
enum ScriptExit : int {
    exit_no_root = 93,
    exit_not_there = 94,
    exit_not_written = 96,
    exit_wrong_digest = 97,
    exit_not_executable = 98,
};

/// Becomes the agent of the program with this key; exit_not_there, with the line "nagaya-needs <machine type>", without it.
std::string agent_script(std::string_view key);

/// Puts standard input, a program with this digest, where agent_script finds it: first under another name, then whole. Older
/// copies stay until an apply on the host sweeps them (host/installed_program.hpp).
std::string install_script(std::string_view digest);

}  // namespace nagaya::remote
