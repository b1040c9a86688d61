// Our own mistakes end the program where they are seen.
#pragma once

namespace nagaya {

/// Prints "file:line: CHECK failed: expression" to standard error and aborts.
[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace nagaya

/// An invariant of ours, tested in every build.
#define CHECK(condition)                                            \
    do {                                                            \
        if (!(condition)) [[unlikely]]                              \
            ::nagaya::check_failed(#condition, __FILE__, __LINE__); \
    } while (false)
