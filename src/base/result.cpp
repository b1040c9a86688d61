#include "base/result.hpp"

#include <cerrno>
#include <system_error>

#include "base/text.hpp"

namespace nagaya {

std::string Error::text() const {
    std::string out = message;
    for (size_t i = 0; i < context.size(); ++i) out += concat(i == 0 ? " (while " : "; while ", context[i]);
    if (!context.empty()) out += ')';
    return out;
}

namespace {

ErrorKind kind_of(int number) {
    switch (number) {
        case EACCES:
        case EPERM:
        case ELOOP: return ErrorKind::denied;  // a link where none may be
        case ENOENT:
        case ENOTDIR: return ErrorKind::not_found;
        default: return ErrorKind::io;
    }
}

}  // namespace

std::unexpected<Error> fail_errno(std::string_view what) {
    const int number = errno;
    return fail(kind_of(number), concat(what, ": ", std::generic_category().message(number)));
}

}  // namespace nagaya
