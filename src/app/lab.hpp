// nagaya lab …
#pragma once

#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/console.hpp"

namespace nagaya::app {

struct LabImageOptions {
    bool prune = false;
    Format format = Format::text;
};
int lab_image(const LabImageOptions& options, Console& console);

struct LabUpOptions {
    std::vector<std::string> names;
    bool registry = true;
};
int lab_up(const LabUpOptions& options, Console& console);

int lab_list(Format format, Console& console);
/// The command's exit code.
int lab_exec(const std::string& name, const std::vector<std::string>& command, Console& console);
int lab_put(const std::string& name, const std::string& source, const std::string& destination, Console& console);
int lab_ssh(const std::string& name, const std::vector<std::string>& command, Console& console);

struct LabDownOptions {
    std::vector<std::string> names;
    bool keep = false;
    bool all = false;
};
int lab_down(const LabDownOptions& options, Console& console);
int lab_kill(const std::vector<std::string>& names, Console& console);

}  // namespace nagaya::app
