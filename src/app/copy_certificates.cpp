#include "app/copy_certificates.hpp"

#include <algorithm>
#include <charconv>
#include <thread>

#include "app/transaction.hpp"
#include "base/text.hpp"
#include "base/x509.hpp"
#include "host/safe_files.hpp"

namespace nagaya::app {

namespace {

constexpr size_t longest_file = 256 << 10;
constexpr std::string_view chain_file = "/fullchain.pem";
constexpr std::string_view key_file = "/privkey.pem";
/// The pair is in one of these two, and the link says in which.
constexpr std::string_view current = "/current";
constexpr std::string_view sets[] = {"1", "2"};

/// A renewal renames one file of the pair after the other. All are waited for together: readers start after the last.
constexpr int attempts = 10;

struct Wanted {
    std::string name;
    uint32_t uid = 0;
};

std::optional<Wanted> parse_wanted(std::string_view word) {
    const size_t colon = word.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    Wanted wanted{.name = std::string(word.substr(0, colon))};
    if (wanted.name.front() == '.' || wanted.name.contains('/')) return std::nullopt;
    const std::string_view digits = word.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), wanted.uid);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return wanted;
}

/// A file of the store, if it is the issuer's.
Result<std::string> read_from_store(const std::string& path, uint32_t issuer) {
    std::optional<host::SeenFile> file = TRY(host::read_file(path, longest_file));
    if (!file) return fail(ErrorKind::failed, concat(path, " is not there"));
    if (file->status.owner.uid != issuer || file->status.links != 1)
        return fail(ErrorKind::failed, concat(path, " is not a file of the issuer's own"));
    if (file->status.size > longest_file || !file->bytes.starts_with("-----BEGIN "))
        return fail(ErrorKind::failed, concat(path, " is not PEM"));
    return std::move(file->bytes);
}

struct Pair {
    std::string chain;
    std::string key;
};

/// Nothing while they are not of one and the same renewal.
Result<std::optional<Pair>> read_pair(const std::string& from, uint32_t issuer) {
    Pair pair;
    pair.chain = TRY(read_from_store(concat(from, chain_file), issuer));
    pair.key = TRY(read_from_store(concat(from, key_file), issuer));
    if (!read_certificate(pair.chain))
        return fail(ErrorKind::failed, concat(from, chain_file, " is not a certificate"));
    if (!is_key_of(pair.key, pair.chain)) return std::optional<Pair>();
    return std::optional(std::move(pair));
}

Result<bool> is_there(const std::string& path, std::string_view bytes, uint32_t uid) {
    const std::optional<host::SeenFile> file = TRY(host::read_file(path, longest_file));
    return file && file->bytes == bytes && file->status.owner.uid == uid;
}

enum class Copied { changed, unchanged, no_pair };

Result<Copied> copy(const std::string& store, const std::string& directory, const Wanted& wanted, uint32_t issuer) {
    const std::string to = concat(directory, '/', wanted.name);
    const std::optional<Pair> pair = TRY(read_pair(concat(store, '/', wanted.name), issuer));
    if (!pair) return Copied::no_pair;
    const auto& [chain, key] = *pair;
    const std::optional<std::string> used = TRY(host::read_link(concat(to, current)));
    if (used && (*used == sets[0] || *used == sets[1])) {
        const std::string set = concat(to, '/', *used);
        const bool same = TRY(is_there(concat(set, chain_file), chain, wanted.uid)) &&
                          TRY(is_there(concat(set, key_file), key, wanted.uid));
        if (same) return Copied::unchanged;
    }
    const std::string_view next = used && *used == sets[0] ? sets[1] : sets[0];
    const std::string set = concat(to, '/', next);
    const state::Owner reader{.uid = wanted.uid, .gid = wanted.uid};
    TRY(host::make_directory(directory, {}, 0755));
    TRY(host::make_directory(to, {}, 0755));
    TRY(host::make_directory(set, {}, 0755));
    TRY(host::write_file(concat(set, key_file), key, reader, 0400));
    TRY(host::write_file(concat(set, chain_file), chain, reader, 0444));
    TRY(host::make_symlink(concat(to, current), next));
    for (const std::string_view file : {chain_file, key_file}) {
        const std::string target = concat(current.substr(1), file);
        if (TRY(host::read_link(concat(to, file))) != target) TRY(host::make_symlink(concat(to, file), target));
    }
    TRY(host::write_file(concat(to, "/changed"), "", {}, 0644));
    return Copied::changed;
}

Result<void> remove_others(const std::string& directory, const std::vector<Wanted>& wanted) {
    const std::vector<std::string> names = TRY(host::list_directory(directory));
    for (const std::string& name : names) {
        if (std::ranges::find(wanted, name, &Wanted::name) != wanted.end()) continue;
        TRY(host::remove_tree(concat(directory, '/', name)));
    }
    return {};
}

/// How many failed.
Result<size_t> copy_all(const std::string& store, const std::string& directory, std::vector<Wanted> wanted,
                        Console& console, const std::function<void()>& wait) {
    TRY(remove_others(directory, wanted));
    const std::optional<host::FileStatus> seen = TRY(host::look_at(store));
    if (!seen || seen->type != host::FileType::directory)
        return fail(ErrorKind::failed, concat("the store ", store, " is not there"));
    size_t failed = 0;
    const auto is_done = [&](const Wanted& one) {
        const Result<Copied> copied = copy(store, directory, one, seen->owner.uid);
        if (copied == Copied::no_pair) return false;
        if (copied == Copied::changed) console.out(concat(one.name, ": copied\n"));
        if (copied) return true;
        ++failed;
        console.err(concat(one.name, ": ", visible(safe_text(copied.error())), '\n'));
        return true;
    };
    std::erase_if(wanted, is_done);
    for (int attempt = 1; attempt < attempts && !wanted.empty(); ++attempt) {
        wait();
        std::erase_if(wanted, is_done);
    }
    for (const Wanted& one : wanted)
        console.err(concat(one.name, ": ", store, '/', one.name, key_file, " is not the key of ", one.name, chain_file,
                           "; the copy stays as it is\n"));
    return failed + wanted.size();
}

}  // namespace

void wait_for_renewals() { std::this_thread::sleep_for(std::chrono::milliseconds(300)); }

int copy_certificates(const std::vector<std::string>& words, Console& console, const std::function<void()>& wait) {
    std::vector<Wanted> wanted;
    bool sound = words.size() >= 2 && words[0].starts_with('/') && words[1].starts_with('/');
    for (size_t i = 2; sound && i < words.size(); ++i) {
        std::optional<Wanted> one = parse_wanted(words[i]);
        sound = one.has_value();
        if (one) wanted.push_back(*std::move(one));
    }
    if (!sound) {
        console.err("nagaya: copy-certificates is run by a unit of a host\n");
        return exit_usage;
    }
    const Result<size_t> failed = copy_all(words[0], words[1], std::move(wanted), console, wait);
    if (!failed) return tell(failed.error(), console);
    return *failed == 0 ? exit_ok : exit_failed;
}

}  // namespace nagaya::app
