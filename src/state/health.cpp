#include "state/health.hpp"

#include "base/text.hpp"

namespace nagaya::state {

std::string text(const Probe& probe) {
    switch (probe.kind) {
        case Probe::Kind::settled: return "running without a restart";
        case Probe::Kind::container: return concat("HealthCmd= of container ", visible(probe.target));
        case Probe::Kind::http: return concat("GET ", visible(probe.target));
        case Probe::Kind::tcp: return concat("connecting to ", visible(probe.target));
        case Probe::Kind::command: return concat("`", visible(join(probe.command, " ")), "`");
    }
    return "";
}

}  // namespace nagaya::state
