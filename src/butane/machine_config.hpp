// openshift's MachineConfig, which is YAML.
#pragma once

#include <string>

#include "butane/butane.hpp"
#include "butane/report.hpp"
#include "butane/schema.hpp"

namespace nagaya::butane {

MachineConfig machine_config(const Config& file);

/// The wrapped config: keys sorted, two blanks a level, with a line break at the end.
std::string print_machine_config(const MachineConfig& wrapping, const ignition::Config& config);

/// Fields that a bare Ignition config has no place for, as warnings.
void warn_of_ignored_fields(const OpenShift& openshift, Entries& entries);

/// Kernel arguments and extensions that stand twice.
void find_repeated_arguments(const OpenShift& openshift, Entries& entries);

}  // namespace nagaya::butane
