// Failures of the world travel as values. The user's mistakes are diagnostics (base/diagnostic.hpp), our own are CHECKs
// (base/check.hpp).
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nagaya {

/// What kind of failure this is: for choosing what to do next, never for display.
enum class ErrorKind {
    io,           ///< a system call failed
    not_found,    ///< a thing that was asked for does not exist
    denied,       ///< permission was refused
    limit,        ///< a limit of ours was reached
    malformed,    ///< bytes from the machine or a peer are not what their format says
    unsupported,  ///< the machine lacks a feature that is needed
    timeout,      ///< a bounded wait ran out
    failed,       ///< a program or a job ended without success
};

/// A failure of the world: what happened, and, innermost first, what was being done.
struct Error {
    ErrorKind kind;
    std::string message;
    std::vector<std::string> context = {};

    /// "message (while …; while …)" on one line, for the user.
    std::string text() const;
};

/// std::expected that cannot be dropped by accident; libstdc++ 12's is not [[nodiscard]].
template <class T = void>
struct [[nodiscard]] Result : std::expected<T, Error> {
    using std::expected<T, Error>::expected;
};

/// An error result of `kind`; `return fail(ErrorKind::io, "…");`
inline std::unexpected<Error> fail(ErrorKind kind, std::string message) {
    return std::unexpected(Error{.kind = kind, .message = std::move(message)});
}

/// An error result for the current `errno`: "`what`: No such file or directory". EACCES and EPERM become `denied`, ENOENT
/// and ENOTDIR `not_found`, everything else `io`.
std::unexpected<Error> fail_errno(std::string_view what);

/// Passes a success through; adds "while `what`" to a failure.
template <class T>
Result<T> within(std::string_view what, Result<T> result) {
    if (!result) result.error().context.emplace_back(what);
    return result;
}

}  // namespace nagaya

/// The value of `expr`, or return its error from the enclosing function. Only as a whole initialiser, return operand,
/// function argument or statement: inside a braced initialiser g++ 12 leaks (tools/check_house.py refuses it there).
#define TRY(expr)                                                   \
    __extension__({                                                 \
        auto try_result_ = (expr);                                  \
        if (!try_result_) [[unlikely]]                              \
            return std::unexpected(std::move(try_result_).error()); \
        *std::move(try_result_);                                    \
    })
