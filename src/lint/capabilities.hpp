// capabilities(7), without their CAP_.
#pragma once

#include <array>
#include <string_view>

namespace nagaya::lint {

inline constexpr auto capabilities =
    std::to_array<std::string_view>({"AUDIT_CONTROL",   "AUDIT_READ",   "AUDIT_WRITE",
                                     "BLOCK_SUSPEND",   "BPF",          "CHECKPOINT_RESTORE",
                                     "CHOWN",           "DAC_OVERRIDE", "DAC_READ_SEARCH",
                                     "FOWNER",          "FSETID",       "IPC_LOCK",
                                     "IPC_OWNER",       "KILL",         "LEASE",
                                     "LINUX_IMMUTABLE", "MAC_ADMIN",    "MAC_OVERRIDE",
                                     "MKNOD",           "NET_ADMIN",    "NET_BIND_SERVICE",
                                     "NET_BROADCAST",   "NET_RAW",      "PERFMON",
                                     "SETFCAP",         "SETGID",       "SETPCAP",
                                     "SETUID",          "SYSLOG",       "SYS_ADMIN",
                                     "SYS_BOOT",        "SYS_CHROOT",   "SYS_MODULE",
                                     "SYS_NICE",        "SYS_PACCT",    "SYS_PTRACE",
                                     "SYS_RAWIO",       "SYS_RESOURCE", "SYS_TIME",
                                     "SYS_TTY_CONFIG",  "WAKE_ALARM"});

}  // namespace nagaya::lint
