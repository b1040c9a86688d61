// Butane files (https://coreos.github.io/butane) into Ignition configs, as the reference tool does it.
#pragma once

#include <optional>
#include <string>

#include "base/source.hpp"
#include "butane/local_files.hpp"
#include "butane/report.hpp"
#include "ignition/config.hpp"
#include "ignition/print.hpp"

namespace nagaya::butane {

struct Options {
    const LocalFiles* files = nullptr;  ///< the files directory, if there is one
    bool raw = false;                   ///< openshift: the bare Ignition config
    bool deployable = false;            ///< also find what the reference lets pass and Ignition refuses on the machine
};

/// openshift's wrapping of an Ignition config.
struct MachineConfig {
    std::string name;
    std::vector<std::pair<std::string, std::string>> labels;
    std::vector<std::string> kernel_arguments;
    std::vector<std::string> extensions;
    std::optional<bool> fips;
    std::optional<std::string> kernel_type;
};

struct Translated {
    syntax::YamlStream document;  ///< the file as YAML: what paths of `entries` are views of
    Entries entries;              ///< all that there is to say, in the reference's order, also when all went well
    std::string failure;          ///< why there is no config, in the reference's words; "" when there is one
    Span failure_at;              ///< where; empty at the file's begin when that is nowhere in particular
    Entries unreadable;           ///< the mistakes that `failure` lists when the file is no YAML, or is of wrong types
    ignition::Config config;
    std::optional<MachineConfig> machine_config;
};

/// Translates the first document of `file`. Nothing but `options.files` is read; time and memory are bounded.
Translated translate(const Sources& sources, FileId file, const Options& options = {});

/// All that was found, as our own findings (code "butane"); an error exactly when there is no config.
void add_findings(const Sources& sources, const Translated& translated, Report& report);

/// What the reference writes: JSON, or YAML for openshift.
std::string print(const Translated& translated, ignition::Layout layout);

}  // namespace nagaya::butane
