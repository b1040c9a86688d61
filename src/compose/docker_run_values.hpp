// How words of a command become values of a Compose file, each where its word stands; and the options that are little languages: --mount and --gpus.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "compose/value.hpp"

namespace nagaya::compose {

class WordValues {
public:
    WordValues(Texts& texts, Report& report) : texts_(texts), report_(report) {}

    /// A text in which Compose finds no variables.
    Value literal(std::string_view text, Span at);
    /// An integer where it is one.
    Value number(std::string_view text, Span at);
    std::string_view keep(std::string_view text) { return texts_.keep(std::string(text)); }
    /// Tells that something is left out.
    void lose(Span at, std::string message, std::string_view help = "");

    /// The value of `key`, made when it is missing.
    static Value& member(Value& mapping, std::string_view key, Span at);
    /// One more item; what is no sequence becomes one.
    static void append(Value& sequence, Value item);

private:
    Texts& texts_;
    Report& report_;
};

struct RunMount {
    Value value;              ///< an item of a service's `volumes`, or null when there is nothing to mount
    std::string_view volume;  ///< the named volume that it wants, or ""
};

/// "type=bind,source=/srv,target=/srv,readonly". docker-run(1), podman-run(1)
RunMount read_run_mount(std::string_view text, Span at, WordValues& values);

/// "all", "2", "device=0,1", "count=1,capabilities=utility": an item of a service's `gpus`. docker-run(1)
Value read_run_gpus(std::string_view text, Span at, WordValues& values);

}  // namespace nagaya::compose
