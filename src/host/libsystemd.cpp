#include "host/libsystemd.hpp"

#include <dlfcn.h>

#include "base/text.hpp"

namespace nagaya::host {

#define NAGAYA_DEFINE(name) constinit decltype(&::name) name = nullptr;
NAGAYA_LIBSYSTEMD(NAGAYA_DEFINE)
#undef NAGAYA_DEFINE

namespace {

constexpr const char* library_name = "libsystemd.so.0";

std::unexpected<Error> fail_load() {
    const char* why = dlerror();
    return fail(ErrorKind::unsupported,
                concat("systemd's library cannot be used: ", why != nullptr ? why : library_name));
}

template <class Function>
bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
}

Result<void> load() {
    void* library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return fail_load();
#define NAGAYA_FIND(name) \
    if (!find(library, #name, name)) return fail_load();
    NAGAYA_LIBSYSTEMD(NAGAYA_FIND)
#undef NAGAYA_FIND
    return {};
}

}  // namespace

Result<void> load_libsystemd() {
    static const Result<void> loaded = load();
    return loaded;
}

}  // namespace nagaya::host
