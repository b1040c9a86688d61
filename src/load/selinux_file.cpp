#include "load/selinux_file.hpp"

#include <array>
#include <chrono>

#include "base/text.hpp"
#include "load/names.hpp"

namespace nagaya::load {

namespace {

using syntax::TomlArray;
using syntax::TomlEntry;
using syntax::TomlTable;
using syntax::TomlValue;

constexpr std::string_view rpms = "security/rpms/";

class SelinuxReader {
public:
    explicit SelinuxReader(Report& report) : report_(report) {}

    std::vector<model::SelinuxRelease> read(const TomlTable& top) {
        for (const TomlEntry& entry : top) {
            const auto* list = std::get_if<TomlArray>(&entry.value.value);
            if (entry.key != "release" || list == nullptr) {
                wrong(entry.key_at, concat(in_backticks(entry.key), " is not `[[release]]`"));
                continue;
            }
            for (const TomlValue& element : *list) read_release(element);
        }
        for (size_t i = 1; i < releases_.size(); ++i) check_order(releases_[i - 1], releases_[i]);
        return std::move(releases_);
    }

private:
    void wrong(Span at, std::string message,
               std::string help = "take the file back from version control; `nagaya selinux release` writes it") {
        report_.add({.code = "selinux-releases", .message = std::move(message), .at = at, .help = std::move(help)});
    }

    void read_release(const TomlValue& element) {
        const auto* table = std::get_if<TomlTable>(&element.value);
        if (table == nullptr) return wrong(element.at, "a release is a table");
        model::SelinuxRelease release{.at = element.at};
        for (const TomlEntry& fact : *table) read_fact(fact, release);
        if (release.changes.empty()) wrong(element.at, "a release has no `changes`");
        if (!package_version(release.version.value)) {
            return wrong(release.version.at == Span{} ? element.at : release.version.at,
                         concat(in_backticks(release.version.value), " is not a version such as `1.0.0-1`"));
        }
        if (!is_day(release.date.value)) {
            return wrong(release.date.at == Span{} ? element.at : release.date.at,
                         concat(in_backticks(release.date.value), " is not a day such as `2026-11-22`"));
        }
        releases_.push_back(std::move(release));
    }

    void read_fact(const TomlEntry& fact, model::SelinuxRelease& release) {
        if (fact.key == "changes") {
            const auto* list = std::get_if<TomlArray>(&fact.value.value);
            if (list == nullptr) return wrong(fact.value.at, "`changes` is not a list");
            for (const TomlValue& line : *list) {
                const auto* text = std::get_if<std::string>(&line.value);
                if (text != nullptr) release.changes.push_back({*text, line.at});
            }
            return;
        }
        Located<std::string>* field = fact.key == "version"    ? &release.version
                                      : fact.key == "date"     ? &release.date
                                      : fact.key == "packager" ? &release.packager
                                      : fact.key == "content"  ? &release.content
                                                               : nullptr;
        const auto* text = std::get_if<std::string>(&fact.value.value);
        if (field == nullptr || text == nullptr)
            return wrong(fact.key_at, concat(in_backticks(fact.key), " is not a part of a release"));
        *field = {*text, fact.value.at};
    }

    void check_order(const model::SelinuxRelease& newer, const model::SelinuxRelease& older) {
        if (*package_version(newer.version.value) <= *package_version(older.version.value)) {
            wrong(newer.version.at,
                  concat("the version `", newer.version.value, "` is not above `", older.version.value, "` before it"),
                  "versions rise from release to release; the newest stands first");
        }
        if (newer.date.value < older.date.value) {
            wrong(newer.date.at,
                  concat("the day `", newer.date.value, "` is before that of the release before it, `",
                         older.date.value, "`"),
                  "the newest release stands first");
        }
    }

    Report& report_;
    std::vector<model::SelinuxRelease> releases_;
};

}  // namespace

std::optional<std::vector<uint64_t>> package_version(std::string_view text) {
    const size_t dash = text.rfind('-');
    if (dash == std::string_view::npos || text.size() > 40) return std::nullopt;
    std::vector<uint64_t> numbers;
    for (std::string_view piece : split(text.substr(0, dash), '.')) {
        const auto number = parse_number(piece);
        if (!number) return std::nullopt;
        numbers.push_back(*number);
    }
    const auto release = parse_number(text.substr(dash + 1));
    if (numbers.size() != 3 || !release) return std::nullopt;
    numbers.push_back(*release);
    return numbers;
}

bool is_day(std::string_view text) {
    const std::vector<std::string_view> pieces = split(text, '-');
    if (pieces.size() != 3 || pieces[0].size() != 4 || pieces[1].size() != 2 || pieces[2].size() != 2) return false;
    const auto year = parse_number(pieces[0]);
    const auto month = parse_number(pieces[1]);
    const auto day = parse_number(pieces[2]);
    if (!year || !month || !day) return false;
    return std::chrono::year_month_day(std::chrono::year(static_cast<int>(*year)),
                                       std::chrono::month(static_cast<unsigned>(*month)),
                                       std::chrono::day(static_cast<unsigned>(*day)))
        .ok();
}

model::Selinux read_selinux(Reading& reading) {
    model::Selinux selinux;
    if (const auto entry = reading.tree.find(std::string(selinux_path)); entry != reading.tree.end()) {
        if (auto file = read_toml(reading, *entry)) selinux.releases = SelinuxReader(reading.report).read(file->table);
    }
    for (auto at = reading.tree.lower_bound(std::string(rpms)); at != reading.tree.end() && at->first.starts_with(rpms);
         ++at) {
        if (at->first.ends_with(".rpm") && at->second.problem.empty())
            selinux.rpms[at->first.substr(rpms.size())] = at->second.bytes;
    }
    return selinux;
}

std::string print_selinux(const std::vector<model::SelinuxRelease>& releases) {
    std::string text = "# Written by `nagaya selinux release`; commit it. The newest release stands first.\n";
    for (const model::SelinuxRelease& release : releases) {
        text += concat("\n[[release]]\nversion = ", syntax::toml_string(release.version.value),
                       "\ndate = ", syntax::toml_string(release.date.value),
                       "\npackager = ", syntax::toml_string(release.packager.value),
                       "\ncontent = ", syntax::toml_string(release.content.value), "\nchanges = [");
        for (size_t i = 0; i < release.changes.size(); ++i)
            text += concat(i == 0 ? "" : ", ", syntax::toml_string(release.changes[i].value));
        text += "]\n";
    }
    return text;
}

}  // namespace nagaya::load
