// libsystemd, loaded when the first bus or journal is opened: most commands open none, and the library with the seven others it needs takes
// as long to load as two hundred Quadlet files to check (docs/adr/0018). systemd itself loads its libraries this way.
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-journal.h>

#include "base/result.hpp"

/// What we call of it; a call of another function does not link before it has a line here.
#define NAGAYA_LIBSYSTEMD(FUNCTION)          \
    FUNCTION(sd_bus_call)                    \
    FUNCTION(sd_bus_call_method)             \
    FUNCTION(sd_bus_call_method_async)       \
    FUNCTION(sd_bus_close_unref)             \
    FUNCTION(sd_bus_error_free)              \
    FUNCTION(sd_bus_get_property)            \
    FUNCTION(sd_bus_get_property_string)     \
    FUNCTION(sd_bus_get_property_trivial)    \
    FUNCTION(sd_bus_is_ready)                \
    FUNCTION(sd_bus_match_signal)            \
    FUNCTION(sd_bus_message_append)          \
    FUNCTION(sd_bus_message_append_basic)    \
    FUNCTION(sd_bus_message_close_container) \
    FUNCTION(sd_bus_message_enter_container) \
    FUNCTION(sd_bus_message_is_method_error) \
    FUNCTION(sd_bus_message_new_method_call) \
    FUNCTION(sd_bus_message_open_container)  \
    FUNCTION(sd_bus_message_read)            \
    FUNCTION(sd_bus_message_read_array)      \
    FUNCTION(sd_bus_message_unref)           \
    FUNCTION(sd_bus_new)                     \
    FUNCTION(sd_bus_open_system)             \
    FUNCTION(sd_bus_process)                 \
    FUNCTION(sd_bus_set_bus_client)          \
    FUNCTION(sd_bus_set_fd)                  \
    FUNCTION(sd_bus_set_method_call_timeout) \
    FUNCTION(sd_bus_slot_unref)              \
    FUNCTION(sd_bus_start)                   \
    FUNCTION(sd_bus_wait)                    \
    FUNCTION(sd_journal_add_disjunction)     \
    FUNCTION(sd_journal_add_match)           \
    FUNCTION(sd_journal_close)               \
    FUNCTION(sd_journal_flush_matches)       \
    FUNCTION(sd_journal_get_cursor)          \
    FUNCTION(sd_journal_get_data)            \
    FUNCTION(sd_journal_get_realtime_usec)   \
    FUNCTION(sd_journal_next)                \
    FUNCTION(sd_journal_open)                \
    FUNCTION(sd_journal_previous)            \
    FUNCTION(sd_journal_seek_cursor)         \
    FUNCTION(sd_journal_seek_head)           \
    FUNCTION(sd_journal_seek_tail)           \
    FUNCTION(sd_journal_wait)

namespace nagaya::host {

/// Once for the process, from any thread; the doors call it (Bus::open_…, the journal's), nobody else needs to. Fails with `unsupported`
/// where the library is missing or older than we need, and then every time.
Result<void> load_libsystemd();

/// Pointers to the functions, null until they are loaded. They have the functions' names and so hide them in this namespace: what is called
/// here is what sd-bus(3) and sd-journal(3) describe, with its types.
#define NAGAYA_DECLARE(name) extern decltype(&::name) name;
NAGAYA_LIBSYSTEMD(NAGAYA_DECLARE)
#undef NAGAYA_DECLARE

}  // namespace nagaya::host
