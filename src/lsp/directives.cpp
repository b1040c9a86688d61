#include <algorithm>
#include <array>

#include "lsp/answers.hpp"

namespace nagaya::lsp {
namespace {

constexpr auto table = std::to_array<Directive>({
    {"Unit", "Description", "what the unit is, for people"},
    {"Unit", "Documentation", "addresses of documentation"},
    {"Unit", "After", "started after these units"},
    {"Unit", "Before", "started before these units"},
    {"Unit", "Requires", "fails when these units fail to start"},
    {"Unit", "Wants", "starts these units too"},
    {"Unit", "BindsTo", "stops when these units stop"},
    {"Unit", "PartOf", "stops and restarts with these units"},
    {"Unit", "Conflicts", "never runs together with these units"},
    {"Unit", "OnFailure", "started when this unit fails"},
    {"Unit", "RequiresMountsFor", "needs the mounts of these paths"},
    {"Unit", "StartLimitIntervalSec", "in which time starts are counted"},
    {"Unit", "StartLimitBurst", "how many starts there may be in it"},
    {"Unit", "ConditionPathExists", "skipped unless the path is there"},
    {"Service", "Type", "how the service tells that it is up"},
    {"Service", "Restart", "when it is started again"},
    {"Service", "RestartSec", "time before it is started again"},
    {"Service", "TimeoutStartSec", "most time that a start may take"},
    {"Service", "TimeoutStopSec", "most time that a stop may take"},
    {"Service", "ExecStart", "the program"},
    {"Service", "ExecStartPre", "runs before the program"},
    {"Service", "ExecStartPost", "runs once the service is up"},
    {"Service", "ExecStop", "stops the service"},
    {"Service", "ExecReload", "makes it read its configuration again"},
    {"Service", "Environment", "NAME=VALUE words"},
    {"Service", "EnvironmentFile", "file of NAME=VALUE lines"},
    {"Service", "WorkingDirectory", "where the program starts"},
    {"Service", "RemainAfterExit", "counts as up after its program ended"},
    {"Service", "MemoryMax", "most memory; more ends it"},
    {"Service", "MemoryHigh", "memory above which it is slowed down"},
    {"Service", "CPUQuota", "share of one processor: 50%"},
    {"Service", "TasksMax", "most processes and threads"},
    {"Service", "Slice", "the slice whose limits it shares"},
    {"Install", "WantedBy", "the units that start this one",
     "default.target multi-user.target timers.target sockets.target paths.target"},
    {"Install", "RequiredBy", "the units that need this one", "default.target multi-user.target"},
    {"Install", "Alias", "further names"},
    {"Install", "Also", "enabled together with it"},
    {"Timer", "OnCalendar", "when it elapses, as a calendar event", "hourly daily weekly monthly"},
    {"Timer", "OnBootSec", "time after the boot"},
    {"Timer", "OnUnitActiveSec", "time after the last start"},
    {"Timer", "RandomizedDelaySec", "most random delay"},
    {"Timer", "Persistent", "makes up for what was missed"},
    {"Timer", "Unit", "what it starts"},
    {"Socket", "ListenStream", "TCP port, address or path"},
    {"Socket", "ListenDatagram", "UDP port or address"},
    {"Socket", "Service", "what takes the connections"},
    {"Path", "PathChanged", "path whose change starts the unit"},
    {"Path", "PathModified", "the same, at each write"},
    {"Path", "PathExists", "path whose presence starts the unit"},
    {"Path", "Unit", "what it starts"},
    {"Mount", "What", "the device, share or file that is mounted"},
    {"Mount", "Where", "the path; the unit is called after it"},
    {"Mount", "Type", "the file system"},
    {"Mount", "Options", "mount options, parted by commas"},
    {"Slice", "MemoryMax", "most memory of all in the slice"},
    {"Slice", "MemoryHigh", "memory above which they are slowed down"},
    {"Slice", "CPUQuota", "share of one processor: 50%"},
    {"Slice", "TasksMax", "most processes and threads"},
});

}  // namespace

const Directive* find_directive(std::string_view section, std::string_view key) {
    const auto* found =
        std::ranges::find_if(table, [&](const Directive& one) { return one.section == section && one.key == key; });
    return found == table.end() ? nullptr : found;
}

}  // namespace nagaya::lsp
