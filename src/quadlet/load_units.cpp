#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_set>

#include "base/text.hpp"
#include "quadlet/run.hpp"
#include "syntax/drop_in_directories.hpp"

namespace nagaya::quadlet {
namespace {

constexpr auto rows = std::to_array<KindRow>({
    {Kind::image, ".image", "Image", "X-Image", "-image", 1, {4, 8, 0}},
    {Kind::artifact, ".artifact", "Artifact", "X-Artifact", "-artifact", 1, {5, 7, 0}},
    {Kind::volume, ".volume", "Volume", "X-Volume", "-volume", 2, {4, 4, 0}},
    {Kind::network, ".network", "Network", "X-Network", "-network", 2, {4, 4, 0}},
    {Kind::build, ".build", "Build", "X-Build", "-build", 3, {5, 2, 0}},
    {Kind::container, ".container", "Container", "X-Container", "", 4, {4, 4, 0}},
    {Kind::kube, ".kube", "Kube", "X-Kube", "", 4, {4, 4, 0}},
    {Kind::pod, ".pod", "Pod", "X-Pod", "-pod", 5, {5, 0, 0}},
});

/// A directory that may hold drop-ins, as search and file system know it.
using Directories = std::unordered_set<std::string>;

std::expected<UnitText, std::string> read_unit(Run& run, const std::string& path, bool plain) {
    auto bytes = run.files.read(path, plain);
    if (!bytes) return std::unexpected(bytes.error().message);
    return UnitText::parse(run.bytes.emplace_back(std::move(*bytes)), run.arena, !run.since(5, 3));
}

class Loader {
public:
    explicit Loader(Run& run) : run_(run) {}

    void directory(const std::string& path, const Listings& listings) {
        if (const auto listed = listings.find(path); listed != listings.end()) return entries(path, listed->second);
        if (const auto listed = run_.files.list(path)) {
            entries(path, *listed);
        } else if (!listed.error().missing) {
            report(listed.error().message);
            unlisted_.insert(path);
        }
    }

    void drop_ins(const std::vector<std::string>& directories, Loaded& unit) {
        if (drop_in_directories_.empty() && unlisted_.empty()) return;
        std::map<std::string, std::string, std::less<>> chosen;  // file name → path
        const auto names = drop_in_names(unit.name);
        std::string trouble;
        const auto look = [&](const std::string& directory, const std::string& name) {
            const auto path = concat(directory, "/", name);
            if (drop_in_directories_.contains(path) || unlisted_.contains(directory)) choose(path, chosen, trouble);
        };
        if (run_.since(5, 6)) {
            for (const auto& name : names)
                for (const auto& directory : directories) look(directory, name);
        } else {
            for (const auto& directory : directories)
                for (const auto& name : names) look(directory, name);
        }
        for (const auto& [name, path] : chosen) {
            if (run_.request.debug) run_.outcome.log.debug(concat("Loading source drop-in file ", path));
            auto text = read_unit(run_, path, false);
            if (text)
                unit.text.merge(*text);
            else
                add_trouble(trouble, concat("error loading ", quoted(path), ", ", text.error()));
        }
        if (!trouble.empty()) report(std::move(trouble));
    }

    /// Errors wait for the end before 5.5; here they only wait for their directory.
    void report(std::string text) { run_.fault(std::move(text)); }

private:
    void entries(const std::string& path, const std::vector<Entry>& entries) {
        const size_t before = run_.units.size();
        std::string trouble;
        for (const Entry& entry : entries) {
            if (entry.name.ends_with(".d"))  // a plain file of that name is an error later
                drop_in_directories_.insert(concat(path, "/", entry.name));
            const auto* row = kind_of_file(entry.name, run_.request.release);
            if (row == nullptr || seen_.contains(entry.name)) continue;
            file(path, entry, *row, trouble);
        }
        // One bad file hides all units of its directory, though their names stay taken.
        if (trouble.empty()) return;
        run_.units.resize(before);
        report(std::move(trouble));
    }

    static void add_trouble(std::string& trouble, std::string text) {
        trouble = trouble.empty() ? std::move(text) : concat(trouble, "\n", text);
    }

    void file(const std::string& directory, const Entry& entry, const KindRow& row, std::string& trouble) {
        const auto& name = entry.name;
        const auto path = concat(directory, "/", name);
        if (run_.request.debug) run_.outcome.log.debug(concat("Loading source unit file ", path));
        auto text = read_unit(run_, path, entry.kind == Entry::Kind::file);
        if (!text) {
            add_trouble(trouble, concat("error loading ", quoted(path), ", ", text.error()));
            return;
        }
        seen_.insert(name);
        run_.units.push_back(
            {.name = run_.arena.keep(name), .path = run_.arena.keep(path), .row = &row, .text = std::move(*text)});
    }

    std::vector<std::string> drop_in_names(std::string_view unit) const {
        if (!run_.since(5, 0)) return {};
        auto names = syntax::drop_in_directories(unit);
        if (run_.since(5, 2)) return names;
        // Its own, and its template's when it is an instance.
        const size_t at = unit.find('@');
        names.resize(at != std::string_view::npos && at + 1 < unit.rfind('.') ? 2 : 1);
        return names;
    }

    void choose(const std::string& path, std::map<std::string, std::string, std::less<>>& chosen,
                std::string& trouble) {
        const auto entries = run_.files.list(path);
        if (!entries) {
            if (!entries.error().missing)
                add_trouble(trouble, concat("error reading directory ", quoted(path), ", ", entries.error().message));
            return;
        }
        for (const Entry& entry : *entries)
            if (extension_of(entry.name) == ".conf") chosen.try_emplace(entry.name, concat(path, "/", entry.name));
    }

    Run& run_;
    std::unordered_set<std::string> seen_;
    Directories drop_in_directories_;
    Directories unlisted_;  ///< could not be listed: what they hold is asked for name by name, and refused each time
};

}  // namespace

const KindRow& row_of(Kind kind) { return *std::ranges::find(rows, kind, &KindRow::kind); }

const KindRow* kind_of_file(std::string_view name, Release release) {
    const auto found = std::ranges::find(rows, extension_of(name), &KindRow::extension);
    return found == rows.end() || found->since > release ? nullptr : &*found;
}

void load_units(Run& run, const std::vector<std::string>& directories, const Listings& listings) {
    Loader loader(run);
    for (const auto& directory : directories) loader.directory(directory, listings);
    for (Loaded& unit : run.units) loader.drop_ins(directories, unit);
}

}  // namespace nagaya::quadlet
