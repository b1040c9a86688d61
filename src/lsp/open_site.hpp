// One site in the editor: the disk's files with the open documents over them, what was last found in them, and the answers about
// a place. It reads nothing itself; what it knows of the disk and how a site is checked come through `SitePorts`.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "lsp/answers.hpp"
#include "lsp/client.hpp"
#include "lsp/documents.hpp"
#include "model/tree.hpp"

namespace nagaya::lsp {

/// What a check found; the spans lead into `sources`.
struct Findings {
    std::shared_ptr<const Sources> sources;
    std::vector<Diagnostic> diagnostics = {};
};

/// Spans of findings as ranges; the lines of each file are counted once.
class Ranges {
public:
    Ranges(const Sources& sources, Encoding encoding) : sources_(sources), encoding_(encoding) {}

    const Sources& sources() const { return sources_; }
    const Lines& lines(FileId file);
    Json range(Span at) { return lines(at.file).range(at.begin, at.end); }

private:
    const Sources& sources_;
    Encoding encoding_;
    std::map<FileId, Lines> lines_;
};

struct SitePorts {
    /// The files on disk; empty when there is no site.
    std::function<Result<model::Tree>()> read;
    /// Everything that is wrong with the site; of too many files what is wrong with those that are `open`.
    std::function<Result<Findings>(const model::Tree& tree, const std::set<std::string>& open)> check_all;
    /// What is wrong with one file, quickly: other files may be left out where they cannot matter to it. Nothing when that is not
    /// known.
    std::function<std::optional<Findings>(const model::Tree& tree, const std::string& path)> check_one;
    /// The oldest Podman that the hosts have, as far as the last check knows.
    std::function<lint::PodmanVersion()> podman;
    /// Of Quadlet files that are in no site: where they are in the tree that `read` makes of them ("services/quadlets/"); the root
    /// is their directory. Only what is open is told of.
    std::string loose_below = {};
};

class OpenSite {
public:
    OpenSite(std::string root, SitePorts ports, Client client)
        : root_(std::move(root)), ports_(std::move(ports)), client_(std::move(client)) {}

    const std::string& root() const { return root_; }
    /// Are these Quadlet files that are in no site?
    bool is_loose() const { return !ports_.loose_below.empty(); }
    /// Was there a nagaya.toml at the last reading, or is one being written?
    bool is_site() const { return was_read_ && tree_.contains("nagaya.toml"); }
    /// What a file of the disk is called here; nothing when it is not below the root.
    std::optional<std::string> path_of(std::string_view file) const;

    // Paths are those of `path_of`; what goes out is appended to `out`.
    void open(const std::string& path, Document document);
    void change(const std::string& path, const Json& changes, int64_t version);
    /// Checks what was opened or changed since the last time.
    void check_changed(std::vector<Json>& out);
    void close(const std::string& path, std::vector<Json>& out);
    const Documents& documents() const { return documents_; }
    bool has_documents() const { return !documents_.empty(); }
    /// Files changed on disk: they are read before the next answer or check.
    void reread() { unread_ = stale_ = true; }
    /// Reads the disk if that is due.
    void refresh();

    /// Is there a whole check to be made once nothing comes in?
    bool has_work() const { return stale_; }
    /// Makes it.
    void work(std::vector<Json>& out);
    /// The editor leaves the site: nothing is wrong any more.
    void leave(std::vector<Json>& out);

    // Each answers about the place in the file, or, for code actions, about the range.
    Json completion(const std::string& path, const Json& params);
    Json hovering(const std::string& path, const Json& params);
    Json definition(const std::string& path, const Json& params);
    Json references(const std::string& path, const Json& params);
    Json symbols(const std::string& path, const Json& params);
    Json code_actions(const std::string& path, const Json& params);
    /// SymbolInformation of the files that are called so.
    void add_named(std::string_view query, JsonArray& symbols);

private:
    /// The root without a "/" at its end.
    std::string_view directory() const {
        return std::string_view(root_).substr(0, root_.size() - root_.ends_with('/'));
    }
    void put(const std::string& path, const Document& document);
    void tell(std::vector<Json>& out);
    void publish(const std::string& path, std::vector<Json>& out) const;
    void take(Findings findings, const std::string& only);
    bool check_one(const std::string& path);
    bool is_current(const Sources& sources, FileId file) const;
    const Findings* current_findings(const std::string& path);
    std::string uri_of(const std::string& path) const;
    Files files() const {
        return {.tree = tree_, .podman = ports_.podman(), .encoding = client_.encoding, .loose = is_loose()};
    }
    Json location(const Target& target) const;
    Spot spot_of(const std::string& path, const Json& params) const;
    Lines lines_of(std::string_view text) const { return Lines(text, client_.encoding); }
    /// The finding as LSP's Diagnostic.
    Json json_of(Ranges& ranges, const Diagnostic& finding) const;
    Json edit_of(const Sources& sources, const std::vector<Fix>& fixes) const;
    void add_actions(const Diagnostic& finding, Ranges& ranges, JsonArray& actions) const;
    void add_fix_all(const Findings& findings, size_t least, JsonArray& actions) const;

    std::string root_;
    SitePorts ports_;
    Client client_;
    model::Tree tree_;  ///< the disk's files at the last reading that worked, with the open documents over them
    Documents documents_;
    std::map<std::string, Findings> findings_;  ///< by path: what was found there by the last check that worked
    std::set<std::string> unchecked_;           ///< documents that changed since they were checked
    std::set<std::string> unpublished_;         ///< those, and what of them was checked for an answer only
    std::string told_;                          ///< the failure that the user knows of; "" while all is well
    std::string failure_;                       ///< of the last reading or check
    bool was_read_ = false;
    bool unread_ = true;  ///< the disk is to be read before the next answer
    bool stale_ = true;
};

}  // namespace nagaya::lsp
