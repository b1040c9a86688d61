// What every part of the reader works on, and how a file of the tree becomes text with a place.
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
#include "base/source.hpp"
#include "model/site.hpp"
#include "model/tree.hpp"
#include "syntax/toml.hpp"

namespace nagaya::load {

/// A unit that was made from a Compose file.
struct MadeText {
    std::vector<Span> origins;  ///< of line 1, 2, …
    std::string project;
    std::string unit;
};

/// One loading of a site.
struct Reading {
    const model::Tree& tree;
    const model::Tree& secrets;
    std::string_view stage;
    Sources& sources;
    Report& report;
    std::string secrets_dir = {};
    model::SecretFiles secret_files = {};
    /// Of texts that were made from other files, such as Compose files: the places of their lines. Findings there move to them.
    std::shared_ptr<std::map<uint32_t, MadeText>> origins = {};
    std::map<std::string, model::ImageSource, std::less<>> images = {};  ///< those that Compose files build
    std::set<std::string, std::less<>> stages = {};                      ///< those that a host has, and `stage`

    bool walked = false;  ///< services/<name>/ holds Quadlet files alone, at any depth

    bool is_stage(std::string_view word) const { return stages.contains(word); }
};

using TreeEntry = model::Tree::value_type;

/// The start of a file, for what concerns all of it.
inline Span start_of(FileId file) { return {file, 0, 0}; }

/// The file's text under its path; reports unreadable-file and gives nothing when the host room could not read it.
std::optional<FileId> read_file(Reading& reading, const TreeEntry& entry);
/// Also reports bytes that are not text.
std::optional<FileId> read_text(Reading& reading, const TreeEntry& entry);
/// Also reads it as TOML.
struct TomlFile {
    FileId file;
    syntax::TomlTable table;
};
std::optional<TomlFile> read_toml(Reading& reading, const TreeEntry& entry);
/// A file that is carried to the host as it is; nothing when it could not be read. `path` is relative to its directory there.
std::optional<model::ConfigFile> read_config_file(Reading& reading, const TreeEntry& entry, std::string_view path);

/// Reports unknown-file, a warning, for a file that nothing uses.
void report_stray(Reading& reading, const TreeEntry& entry, std::string help);

/// image/ or images/<name>: `files` are the context's, by path relative to `directory`.
struct ContextFile {
    const TreeEntry* entry;
    std::string_view path;
    std::optional<FileId> text = {};  ///< what the build gets instead of the entry's bytes; there may be no entry then
};
model::ImageSource read_image(Reading& reading, std::string name, std::string directory,
                              const std::vector<ContextFile>& files);

/// services/<name>/: the entries of the tree below it.
std::optional<model::Service> read_service(Reading& reading, std::string_view name,
                                           const std::vector<const TreeEntry*>& entries);

/// What to do with a file in a service's directory that no part of the reader takes; `path` is relative to that directory.
/// "" for what people keep beside their files (README.md, .gitignore …), which is no finding.
std::string stray_help(const Reading& reading, std::string_view service, std::string_view path);
/// README, notes, licences and dot files: read by people only.
bool is_note(std::string_view path);

/// nagaya.lock → the model; reports lock-syntax.
model::Lock read_lock(Reading& reading, const TreeEntry& entry);
/// Gives every port without a target the lock's, where it has one.
void take_locked_ports(model::Site& site);

/// What the site's own secrets/ holds.
model::SecretFiles read_secret_files(Reading& reading);
/// Finds where each secret of the service comes from, and takes the texts of plain ones.
void read_secrets(Reading& reading, model::Service& service);

}  // namespace nagaya::load
