#include "host/deployed_record.hpp"

#include <unistd.h>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

constexpr size_t largest_record = size_t{64} << 20;

}  // namespace

Result<state::Deployed> read_deployed(std::string_view prefix, std::string_view root) {
    const std::string path = concat(root, "/", prefix, "/deployed.json");
    const std::optional<SeenFile> seen = TRY(read_file(path, largest_record));
    if (!seen) return state::Deployed{};
    return within(concat("reading ", path), state::parse_deployed(seen->bytes));
}

Result<void> write_deployed(std::string_view prefix, const state::Deployed& deployed, std::string_view root) {
    const state::Owner owner{.uid = geteuid(), .gid = getegid()};
    const std::string directory = concat(root, "/", prefix);
    TRY(make_directory(directory, owner, 0700));
    return write_file(concat(directory, "/deployed.json"), state::print_deployed(deployed), owner, 0600,
                      Durability::durable);
}

Result<std::vector<std::string>> deployed_prefixes(std::string_view root) {
    std::vector<std::string> prefixes;
    for (std::string& name : TRY(list_directory(root))) {
        const std::optional<FileStatus> seen = TRY(look_at(concat(root, "/", name, "/deployed.json")));
        if (seen && seen->type == FileType::regular) prefixes.push_back(std::move(name));
    }
    return prefixes;
}

}  // namespace nagaya::host
