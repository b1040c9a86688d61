#include "app/restore_secrets.hpp"

#include "app/generations.hpp"
#include "apply/journal.hpp"
#include "base/text.hpp"
#include "host/safe_files.hpp"
#include "host/storage.hpp"
#include "model/secrets.hpp"

namespace nagaya::app {

namespace {

/// Directories and files by path, so that a directory comes before what is in it.
struct Secrets {
    std::map<std::string, state::Directory> directories;
    std::map<std::string, state::File> files;
};

/// In memory, so that it is empty after a boot.
constexpr std::string_view own_directory = "/run/nagaya";

bool is_volatile(std::string_view path) {
    return path == model::volatile_secrets || path.starts_with(concat(model::volatile_secrets, '/'));
}

/// Of an apply that was cut off. Units that it wrote may name secrets that no generation has yet.
void add_from_journal(const apply::Journal& journal, Secrets& secrets) {
    for (const plan::Step& step : journal.plan.steps) {
        if (const auto* put = std::get_if<plan::PutDirectory>(&step.action); put && is_volatile(put->path))
            secrets.directories.insert_or_assign(put->path, put->directory);
        if (const auto* put = std::get_if<plan::PutFile>(&step.action); put && is_volatile(put->path))
            secrets.files.insert_or_assign(put->path, put->file);
    }
}

void add_from_state(const state::HostState& state, Secrets& secrets) {
    for (const auto& [id, resource] : state.resources()) {
        if (!is_volatile(id.name)) continue;
        if (const auto* directory = std::get_if<state::Directory>(&resource.value))
            secrets.directories.insert_or_assign(id.name, *directory);
        if (const auto* file = std::get_if<state::File>(&resource.value))
            secrets.files.insert_or_assign(id.name, *file);
    }
}

Result<Secrets> find_secrets(const std::string& prefix, apply::Storage& storage) {
    Secrets secrets;
    const std::string bytes = TRY(storage.read_journal());
    size_t sound = 0;
    if (const auto journal = apply::read_journal(bytes, sound); journal && *journal)
        add_from_journal(**journal, secrets);
    // What was committed goes before what was not: recovery goes back to it.
    const auto generation = TRY(current_generation(prefix, storage));
    if (generation) add_from_state(generation->state, secrets);
    return secrets;
}

Result<void> put_back(const std::string& path, state::File file, apply::Storage& storage) {
    if (TRY(host::look_at(path))) return {};
    TRY(storage.fill(file.content));
    return host::write_file(path, file.content.bytes_to_write(), file.owner, file.mode);
}

Result<void> restore(const std::string& prefix, Console& console) {
    // Apart from the secrets, whose directories go when the last of them does.
    const std::string done = concat(own_directory, "/restored-", prefix);
    if (TRY(host::look_at(done))) return {};
    const std::unique_ptr<apply::Storage> storage = host::make_storage(prefix);
    const Secrets secrets = TRY(find_secrets(prefix, *storage));
    for (const auto& [path, directory] : secrets.directories)
        if (!TRY(host::look_at(path))) TRY(host::make_directory(path, directory.owner, directory.mode));
    size_t failed = 0;
    for (const auto& [path, file] : secrets.files) {
        const Result<void> outcome = put_back(path, file, *storage);
        if (outcome) continue;
        ++failed;
        console.err(concat(visible(path), ": ", visible(safe_text(outcome.error())), '\n'));
    }
    if (failed > 0) return fail(ErrorKind::failed, concat(plural(failed, "secret"), " could not be put back"));
    TRY(host::make_directory(own_directory, {}, 0700));
    return host::write_file(done, "", {}, 0600);
}

}  // namespace

int restore_secrets(const std::vector<std::string>& words, Console& console) {
    const bool sound = words.size() == 1 && !words[0].empty() && words[0].find_first_of("/.") == std::string::npos;
    if (!sound) {
        console.err("nagaya: restore-secrets is run by a unit of a host, with the prefix of a site\n");
        return exit_usage;
    }
    const Result<void> restored = restore(words[0], console);
    return restored ? exit_ok : tell(restored.error(), console);
}

}  // namespace nagaya::app
