// The options of docker-run(1) and podman-run(1): how much they take, and where it goes in a Compose service.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::compose {

/// How an option is taken over.
enum class RunOption : uint8_t {
    text,         ///< one value
    number,       ///< one value, an integer where it is one
    seconds,      ///< a number of seconds, or a duration
    list,         ///< one more item
    pairs,        ///< one more NAME=VALUE of a mapping
    flag,         ///< true, or what stands behind `=`
    special,      ///< read by code of its own
    rates,        ///< PATH:NUMBER of blkio_config
    quiet,        ///< a flag that says nothing here
    lost,         ///< left out, and told; takes a value
    lost_secret,  ///< as lost, but the value is not shown
    lost_flag     ///< left out, and told
};

struct RunOptionRow {
    std::string_view name;  ///< "--publish"
    char letter;            ///< 'p', or ' '
    RunOption take;
    std::string_view key;  ///< of the service, a dot goes down one mapping; of what is lost: advice
};

/// The row of "--publish", or null's address.
const RunOptionRow* find_run_option(std::string_view name);
/// Of every row.
std::vector<std::string> run_option_names();
/// The row of 'p'.
const RunOptionRow* find_run_letter(char letter);

}  // namespace nagaya::compose
