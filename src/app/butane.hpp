// `nagaya butane`: a Butane file into an Ignition config.
#pragma once

#include <string>

#include "app/check.hpp"
#include "app/console.hpp"

namespace nagaya::app {

struct ButaneOptions {
    std::string input;             ///< the file; "" for standard input
    std::string files_directory;   ///< what the file may embed from; "" for nothing
    std::string output;            ///< where the config goes; "" for standard output
    bool check = false;            ///< write nothing
    bool strict = false;           ///< anything found is a failure
    bool strict_ignition = false;  ///< also find what Butane lets pass and Ignition refuses
    bool pretty = false;
    bool raw = false;                                                       ///< openshift: no MachineConfig around it
    enum class Form { reference, raw, text, json } form = Form::reference;  ///< of what is found
    bool colour = false;
};

/// exit_ok, or exit_findings and no config.
int butane(const ButaneOptions& options, Console& console);

}  // namespace nagaya::app
