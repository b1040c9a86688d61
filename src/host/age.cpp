#include "host/age.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "base/text.hpp"
#include "host/process.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

constexpr auto patience = std::chrono::seconds(60);
constexpr size_t largest_key = 64 * 1024;
constexpr size_t largest_text = 512 * 1024;  // Completed has the last MiB only
constexpr std::string_view credential = "--name=nagaya-age";
constexpr std::string_view public_line = "# public key: ";

std::string plain_path(std::string_view directory) { return concat(directory, "/age.key"); }
std::string sealed_path(std::string_view directory) { return concat(directory, "/age.key.sealed"); }
std::string public_path(std::string_view directory) { return concat(directory, "/age.pub"); }

Result<void> need_program(std::string_view program) {
    if (find_program(program)) return {};
    return fail(ErrorKind::unsupported, concat("the program `", program, "` is not installed"));
}

/// What age says of a failure, without its advice to report it.
std::string first_complaint(std::string_view errors) {
    constexpr std::string_view head = "age: error: ";
    for (std::string_view line : split(errors, '\n')) {
        if (!line.starts_with(head)) continue;
        return visible(line.substr(head.size(), 300));
    }
    return "age failed";
}

/// A file that only this process and those it starts can name, gone with it.
Result<AgeIdentity> in_memory(std::string_view key) {
    Descriptor memory(memfd_create("nagaya-age", MFD_CLOEXEC));
    if (!memory || !write_all(memory.get(), key)) return fail_errno("memfd_create");
    std::string path = concat("/proc/", getpid(), "/fd/", memory.get());
    return AgeIdentity{.path = std::move(path), .memory = std::move(memory)};
}

Result<std::string> unseal(const std::string& sealed) {
    Completed done = TRY(run({.argv = {"systemd-creds", "decrypt", std::string(credential), "-", "-"},
                              .input = sealed,
                              .timeout = patience}));
    if (done.exit_code != 0)
        return fail(ErrorKind::denied, concat("this machine's TPM does not open the host's identity: ",
                                              visible(trim(std::string_view(done.errors).substr(0, 300)))));
    return std::move(done.output);
}

bool has_tpm() {
    if (!find_program("systemd-creds")) return false;
    const auto done = run({.argv = {"systemd-creds", "has-tpm2", "--quiet"}, .timeout = patience});
    return done && done->exit_code == 0;
}

/// The key as this machine may keep it, and where.
Result<void> keep_key(std::string_view directory, const std::string& key) {
    const state::Owner ourselves{.uid = geteuid(), .gid = getegid()};
    if (!has_tpm()) return write_file(plain_path(directory), key, ourselves, 0600, Durability::durable);
    const Completed sealed =
        TRY(run_ok({.argv = {"systemd-creds", "encrypt", "--with-key=auto", std::string(credential), "-", "-"},
                    .input = key,
                    .timeout = patience}));
    return write_file(sealed_path(directory), sealed.output, ourselves, 0600, Durability::durable);
}

std::string public_key_in(std::string_view key) {
    for (const std::string_view line : split(key, '\n'))
        if (line.starts_with(public_line)) return std::string(trim(line.substr(public_line.size())));
    return {};
}

}  // namespace

Result<AgeIdentity> open_host_identity(std::string_view directory) {
    if (TRY(look_at(plain_path(directory)))) return AgeIdentity{.path = plain_path(directory), .memory = Descriptor()};
    const std::optional<SeenFile> sealed = TRY(read_file(sealed_path(directory), largest_key));
    if (!sealed) return fail(ErrorKind::not_found, "this host has no identity to read secrets with");
    return in_memory(TRY(unseal(sealed->bytes)));
}

Result<AgeKey> make_age_key() {
    TRY(need_program("age-keygen"));
    Completed made = TRY(run_ok({.argv = {"age-keygen"}, .timeout = patience}));
    AgeKey key{.text = std::move(made.output), .public_half = {}};
    key.public_half = public_key_in(key.text);
    if (key.public_half.empty()) return fail(ErrorKind::malformed, "age-keygen made no key that can be understood");
    return key;
}

Result<void> make_host_identity(std::string_view directory) {
    if (TRY(look_at(plain_path(directory))) || TRY(look_at(sealed_path(directory)))) return {};
    const AgeKey made = TRY(make_age_key());
    TRY(write_file(public_path(directory), made.public_half + "\n", {.uid = geteuid(), .gid = getegid()}, 0644,
                   Durability::durable));
    return keep_key(directory, made.text);
}

Result<std::optional<std::string>> host_public_key(std::string_view directory) {
    const std::optional<SeenFile> plain = TRY(read_file(plain_path(directory), largest_key));
    if (plain && !public_key_in(plain->bytes).empty()) return std::optional(public_key_in(plain->bytes));
    if (plain) return std::optional(TRY(public_key_of(plain_path(directory))));
    if (!TRY(look_at(sealed_path(directory)))) return std::optional<std::string>();
    const std::optional<SeenFile> shown = TRY(read_file(public_path(directory), largest_key));
    if (!shown) return fail(ErrorKind::not_found, concat("`", public_path(directory), "` is not there"));
    return std::optional(std::string(trim(shown->bytes)));
}

Result<std::string> decrypt(const AgeIdentity& identity, std::string_view encrypted) {
    TRY(need_program("age"));
    Completed done = TRY(run({.argv = {"age", "--decrypt", "--identity", identity.path},
                              .input = std::string(encrypted),
                              .timeout = patience}));
    if (done.exit_code == 0) {
        if (done.output.size() > largest_text) return fail(ErrorKind::limit, "it is larger than 512 KiB");
        return std::move(done.output);
    }
    // Of a file that was cut off age may have written the beginning: it goes with `done`.
    if (done.errors.find("no identity matched") != std::string::npos)
        return fail(ErrorKind::denied, "it was not encrypted for this identity");
    const std::string why = first_complaint(done.errors);
    const bool of_identity = why.find(identity.path) != std::string::npos;
    return fail(of_identity ? ErrorKind::failed : ErrorKind::malformed,
                concat(of_identity ? "the identity cannot be used: " : "the file is damaged: ", why));
}

Result<std::string> encrypt(std::string_view text, const std::vector<std::string>& recipients) {
    TRY(need_program("age"));
    if (text.size() > largest_text) return fail(ErrorKind::limit, "it is larger than 512 KiB");
    Command command{.argv = {"age", "--encrypt", "--armor"}, .input = std::string(text), .timeout = patience};
    for (const std::string& recipient : recipients) command.argv.insert(command.argv.end(), {"--recipient", recipient});
    Completed done = TRY(run(command));
    if (done.exit_code != 0) return fail(ErrorKind::failed, first_complaint(done.errors));
    return std::move(done.output);
}

Result<std::string> public_key_of(const std::string& identity_path) {
    TRY(need_program("age-keygen"));
    const Completed done = TRY(run({.argv = {"age-keygen", "-y", identity_path}, .timeout = patience}));
    if (done.exit_code != 0)
        return fail(ErrorKind::failed, concat("`", visible(identity_path), "` is no identity of age"));
    return std::string(trim(done.output));
}

}  // namespace nagaya::host
