#include "remote/program.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "host/descriptor.hpp"

namespace nagaya::remote {

namespace {

Result<std::string> read_whole(const char* path) {
    const host::Descriptor file(open(path, O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (!file || fstat(file.get(), &status) != 0) return fail_errno(path);
    std::string bytes(static_cast<size_t>(status.st_size), '\0');
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = read(file.get(), bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno(path);
        if (count == 0) return fail(ErrorKind::io, concat(path, " ends too early"));
        done += static_cast<size_t>(count);
    }
    return bytes;
}

Result<Program> read_program() {
    // The link itself is opened, so that it is the program that runs even when its file was replaced meanwhile.
    Program program{.bytes = {}, .digest = {}};
    program.bytes = loadable_part(TRY(read_whole("/proc/self/exe")));
    program.bytes.shrink_to_fit();
    program.digest = sha256(program.bytes);
    return program;
}

}  // namespace

std::string loadable_part(std::string file) {
    Elf64_Ehdr head;
    if (file.size() < sizeof head) return file;
    std::memcpy(&head, file.data(), sizeof head);
    if (std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_ident[EI_CLASS] != ELFCLASS64 ||
        head.e_ident[EI_DATA] != ELFDATA2LSB || head.e_phentsize != sizeof(Elf64_Phdr))
        return file;
    uint64_t end = sizeof head;
    for (size_t i = 0; i < head.e_phnum; ++i) {
        const uint64_t at = head.e_phoff + i * sizeof(Elf64_Phdr);
        Elf64_Phdr part;
        if (at > file.size() || file.size() - at < sizeof part) return file;
        std::memcpy(&part, file.data() + at, sizeof part);
        if (part.p_offset > file.size() || part.p_filesz > file.size() - part.p_offset) return file;
        end = std::max({end, part.p_offset + part.p_filesz, at + sizeof part});
    }
    head.e_shoff = 0;
    head.e_shnum = 0;
    head.e_shstrndx = SHN_UNDEF;
    std::memcpy(file.data(), &head, sizeof head);
    file.resize(end);
    return file;
}

Result<const Program*> own_program() {
    static std::mutex mutex;
    static std::optional<Program> program;
    const std::lock_guard lock(mutex);
    if (!program) program = TRY(within("reading this program's own file", read_program()));
    return &*program;
}

std::string own_path() {
    constexpr const char* link = "/proc/self/exe";
    std::array<char, 4096> target;
    const ssize_t length = readlink(link, target.data(), target.size());
    if (length <= 0 || static_cast<size_t>(length) >= target.size()) return link;
    std::string path(target.data(), static_cast<size_t>(length));
    return access(path.c_str(), X_OK) == 0 ? path : link;
}

std::string own_key() {
    const std::string path = own_path();
    const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
    constexpr std::string_view begin = "nagaya-";
    return name.starts_with(begin) ? std::string(name.substr(begin.size())) : "";
}

std::string machine_type() {
    utsname name{};
    return uname(&name) == 0 ? name.machine : "";
}

}  // namespace nagaya::remote
