// One Quadlet file on its way to a service unit. Internal to the room.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quadlet/run.hpp"

namespace nagaya::quadlet {

/// Why a conversion ends without a unit, or nothing.
using Fault = std::optional<std::string>;

/// A key and the option of podman it becomes.
struct KeyOption {
    std::string_view key;
    std::string_view option;
};

/// A command line being written: each word is quoted where it must be.
class Command {
public:
    Command(Release release, std::string_view program) : release_(release) {
        line_.reserve(512);
        append_word(line_, program, release);
    }

    void word(std::string_view word);
    void words(std::span<const std::string_view> words);
    /// "--name value"; "--name=value" before 5.3.
    void option(std::string_view name, std::string_view value);
    /// "--name N=V".
    void pairs(std::string_view name, const std::vector<Pair>& pairs);
    /// "--name" or "--name=false".
    void flag(std::string_view name, bool value);

    const std::string& line() const { return line_; }

private:
    Release release_;
    std::string line_;
};

class Conversion {
public:
    Conversion(Run& run, Loaded& unit);

    Run& run;
    Loaded& unit;
    Values own;             ///< the section of the kind
    Values service_values;  ///< [Service], as the user wrote it
    UnitText service;       ///< what comes out
    bool crashed = false;   ///< the reference would panic here

    bool since(uint8_t major, uint8_t minor, uint8_t patch = 0) const { return run.since(major, minor, patch); }
    std::string_view keep(std::string_view text) { return run.arena.keep(text); }

    /// [Service] keys that Podman advises against; since 5.6, before anything else is said of the unit.
    void warn_service_user();
    /// The steps all kinds share: dependencies, SourcePath, unknown keys, names of sections (quadlet-spec, "Steps common to all").
    Fault begin();
    /// podman with modules and global arguments; "-" before it lets systemd ignore its failure.
    Command podman(std::string_view prefix = "");
    void add_command(std::string_view key, const Command& command) {
        service.add("Service", key, keep(command.line()));
    }

    void strings(Command& command, std::span<const KeyOption> options) const;
    void lists(Command& command, std::span<const KeyOption> options) const;
    void flags(Command& command, std::span<const KeyOption> options) const;
    void pairs(Command& command, std::string_view key, std::string_view option);
    void podman_arguments(Command& command) const { command.words(own.arguments("PodmanArgs")); }

    /// Requires= and After= a unit's service.
    void depend_on(const Loaded& other);
    /// Another Quadlet file, or null.
    Loaded* find(std::string_view name) const;
    /// A path as the generator makes it absolute: specifiers stay, others are joined with the unit's directory.
    std::string absolute(std::string_view path) const;
    void requires_mounts_for(std::string_view path);

    Fault image(std::string_view& name);
    Fault storage(std::string& source, bool in_mount);
    Fault networks(Command& command);
    Fault volumes(Command& command);
    Fault mount(std::string_view value, std::string& mount);
    Fault user_mappings(Command& command, bool manual);
    Fault working_directory(std::string& context);
    Fault kill_mode();
    /// The unit's Type, notify or oneshot.
    Fault service_type(std::string_view& type);
    void log_driver(Command& command) const;
    void oneshot(bool remain);
    void warn_bad_escapes(size_t lines);

private:
    Fault unknown_keys() const;
    Fault translate_dependencies();
    void default_dependencies();
    void rename_sections();
};

/// By the unit's kind. What comes out is `service`; after a fault it is of no use.
Fault convert(Conversion& c);
Fault convert_container(Conversion& c);
Fault convert_pod(Conversion& c);
Fault convert_volume(Conversion& c);
Fault convert_network(Conversion& c);
Fault convert_build(Conversion& c);
Fault convert_image(Conversion& c);
Fault convert_artifact(Conversion& c);
Fault convert_kube(Conversion& c);

/// --name of a container.
std::string container_name(const Loaded& unit, const Values& own);
/// "systemd-data" of "data.volume".
std::string default_resource(const Run& run, std::string_view name);
/// Does the reference take it for a URL? (It is generous: "httpd" is one.)
bool looks_like_url(std::string_view text);
/// "%h/x", but not "%%".
bool starts_with_specifier(std::string_view path);
/// One record of comma-separated values, as Go's encoding/csv reads it; the error is its text, empty when there is not exactly one record.
std::expected<std::vector<std::string>, std::string> parse_csv(std::string_view text);
std::string print_csv(const std::vector<std::string>& fields);

}  // namespace nagaya::quadlet
