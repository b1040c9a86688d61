// The file of this program, as it is sent to hosts.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya::remote {

/// Where copies of this program stand on hosts, root's and readable by all: nagaya-<key>.
constexpr std::string_view program_directory = "/var/lib/nagaya/bin";

/// An ELF file (elf(5)) cut behind the last byte that is loaded, without its section table: it runs as before, but debug
/// information and symbols are gone. What is no such ELF file comes back as it is. Pure.
std::string loadable_part(std::string file);

struct Program {
    std::string bytes;   ///< what is sent
    std::string digest;  ///< SHA-256 of it
    std::string key() const { return digest.substr(0, 16); }
};

/// This program's own file, read once per process.
Result<const Program*> own_program();

/// Where this program's own file is; "/proc/self/exe", which can be run too, when it was replaced or removed.
std::string own_path();

/// The key in the name of this program's own file, "" when it is not called nagaya-<key>.
std::string own_key();

/// The machine type of programs here, as uname(2) tells it ("x86_64").
std::string machine_type();

}  // namespace nagaya::remote
