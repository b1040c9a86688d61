// Times as systemd reads them: systemd.time(7).
#pragma once

#include <span>
#include <string_view>

namespace nagaya::lint {

/// What a number without a unit counts, for keys in nanoseconds; else it counts seconds.
enum class Smallest { microsecond, nanosecond };

/// "Parsing Time Spans": numbers with their units, ".5h" too, or "infinity". The sum has to fit into 64 bits of the smallest unit.
bool is_time_span(std::string_view text, Smallest smallest);

/// What a text is as a calendar event.
struct CalendarEvent {
    bool valid = false;                  ///< but for the zone
    std::string_view unknown_zone = {};  ///< of the text: looks like a time zone, and none is called so today
};

/// "Calendar events": [weekdays] [[year-]month-day] [hour:minute[:second]] [time zone].
CalendarEvent read_calendar_event(std::string_view text);

/// Is it a name of the time zone database (or UTC in any case)?
bool is_time_zone(std::string_view name);

/// Those names, as the database has them in 2025, in order.
std::span<const std::string_view> time_zones();

}  // namespace nagaya::lint
