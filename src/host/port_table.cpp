#include "host/port_table.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {

namespace {

constexpr std::string_view directory = "/etc/nagaya";
constexpr std::string_view suffix = ".ports";
constexpr size_t columns = 10;

std::vector<std::string> list_of(std::string_view word) {
    std::vector<std::string> list;
    if (word == "-") return list;
    for (const std::string_view one : split(word, ',')) list.emplace_back(one);
    return list;
}

std::optional<uint16_t> port_number(std::string_view word) {
    if (word == "-") return 0;
    const auto number = parse_number(word);
    return number && *number <= 65'535 ? std::optional(static_cast<uint16_t>(*number)) : std::nullopt;
}

}  // namespace

Result<std::vector<PortRow>> parse_port_table(std::string_view prefix, std::string_view text) {
    std::vector<PortRow> rows;
    size_t line_number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++line_number;
        if (line.empty() || line.starts_with('#')) continue;
        const std::vector<std::string_view> words = split_words(line);
        const bool whole = words.size() >= columns;
        const auto listen = whole ? port_number(words[3]) : std::nullopt;
        const auto target = whole ? port_number(words[4]) : std::nullopt;
        if (!listen || !target)
            return fail(ErrorKind::malformed, concat(directory, '/', prefix, suffix, ", line ", line_number));
        PortRow row{.prefix = std::string(prefix),
                    .service = std::string(words[0]),
                    .port = std::string(words[1]),
                    .protocol = std::string(words[2]),
                    .listen = *listen,
                    .target = *target,
                    .way = std::string(words[5]),
                    .address = words[6] == "-" ? "" : std::string(words[6]),
                    .open = words[7] == "open",
                    .sources = list_of(words[8]),
                    .clients = list_of(words[9]),
                    .reason = {}};
        for (size_t i = columns; i < words.size(); ++i) row.reason += concat(i > columns ? " " : "", words[i]);
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<std::vector<PortRow>> read_port_table(const std::string& prefix) {
    const std::optional<SeenFile> file = TRY(read_file(concat(directory, '/', prefix, suffix), size_t{16} << 20));
    if (!file) return std::vector<PortRow>();
    return parse_port_table(prefix, file->bytes);
}

Result<std::vector<PortRow>> read_port_tables() {
    std::vector<PortRow> rows;
    const std::vector<std::string> names = TRY(list_directory(directory));
    for (const std::string& name : names) {
        if (!name.ends_with(suffix)) continue;
        std::vector<PortRow> more = TRY(read_port_table(name.substr(0, name.size() - suffix.size())));
        std::ranges::move(more, std::back_inserter(rows));
    }
    return rows;
}

}  // namespace nagaya::host
