// Files that no part of the reader takes: what they probably were meant to be.
#include <algorithm>
#include <array>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "load/compose_file.hpp"
#include "load/names.hpp"
#include "load/overlay.hpp"
#include "load/reading.hpp"
#include "load/unit_types.hpp"

namespace nagaya::load {

namespace {

constexpr std::array<std::string_view, 8> quadlet_types = {"container", "pod",   "volume", "network",
                                                           "image",     "build", "kube",   "artifact"};
constexpr std::array<std::string_view, 9> unit_types = {"service", "socket",    "timer", "path", "target",
                                                        "mount",   "automount", "slice", "swap"};

/// What follows the last dot of a name that has something before it.
std::string_view suffix(std::string_view name) {
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
}

std::string unknown_stage(const Reading& reading, std::string_view stage) {
    const std::vector<std::string> stages(reading.stages.begin(), reading.stages.end());
    const std::string meant = did_you_mean(stage, stages);
    return concat("no host has the stage ", in_backticks(stage), meant.empty() ? "" : "; ", meant);
}

/// For a name right in the service's directory.
std::string top_help(const Reading& reading, std::string_view service, std::string_view name) {
    if (const StagedName manifest = staged_manifest(name); manifest.name == "service.toml") {
        return unknown_stage(reading, manifest.stage);
    }
    if (name == "Containerfile" || name == "Dockerfile") return concat("move it to services/", service, "/image/");
    if (name.starts_with("compose.") || name.starts_with("docker-compose.")) {
        return "a service's Compose file is called compose.yaml, and what goes over it compose.override.yaml";
    }
    const std::string_view type = suffix(name);
    if (is_unit_type(type)) {
        return concat("move it to units/user/ for the account's service manager, or to units/root/ for the system's");
    }
    if (type == "env") {
        return concat("secrets stand outside the site, in ", reading.secrets_dir, "/", service, "/, and are listed in ",
                      "`[secrets] env`; other settings may move to files/");
    }
    if (type == "toml") {
        const std::string meant = did_you_mean(name, {"service.toml"});
        return meant.empty() ? "a service's settings stand in service.toml" : meant;
    }
    std::vector<std::string> types(quadlet_types.begin(), quadlet_types.end());
    const std::string meant = type.empty() ? std::string() : did_you_mean(type, types);
    if (!meant.empty()) return concat("a Quadlet file's name ends in its kind; ", meant);
    return "move it to files/ (configuration), image/ (build context) or units/ (further units), or remove it";
}

}  // namespace

bool is_quadlet_type(std::string_view type) { return std::ranges::find(quadlet_types, type) != quadlet_types.end(); }

bool is_unit_type(std::string_view type) { return std::ranges::find(unit_types, type) != unit_types.end(); }

bool is_quadlet_name(std::string_view name) { return is_quadlet_type(suffix(name)); }

bool is_plain_unit_name(std::string_view name) { return is_unit_type(suffix(name)); }

bool is_of_site(std::string_view path, bool directory) {
    const std::string_view top = path.substr(0, path.find('/'));
    if (path.empty() || path == ".") return true;
    for (const std::string_view own : {"services", "hosts", "images", "security", "secrets"})
        if (top == own) return true;
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return !directory && !is_quadlet_name(name) && !name.ends_with(".conf") && !is_compose_name(name);
}

std::vector<std::string> unit_type_words() {
    std::vector<std::string> words(quadlet_types.begin(), quadlet_types.end());
    words.insert(words.end(), unit_types.begin(), unit_types.end());
    return words;
}

bool is_note(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name.starts_with('.') || path.starts_with('.') || name.starts_with("README") ||
           name.starts_with("LICENSE") || name.ends_with(".md");
}

std::string stray_help(const Reading& reading, std::string_view service, std::string_view path) {
    const size_t slash = path.find('/');
    if (slash == std::string_view::npos) return top_help(reading, service, path);
    const std::string_view head = path.substr(0, slash);
    const std::string_view name = path.substr(path.rfind('/') + 1);
    if (const StagedName files = staged_files(head); files.name == "files") return unknown_stage(reading, files.stage);
    if (path.contains(".d/") && !name.ends_with(".conf")) return "a drop-in's name ends in .conf";
    if (head == "units") {
        const std::string_view rest = path.substr(slash + 1);
        if (!rest.starts_with("user/") && !rest.starts_with("root/")) {
            return "move it to units/user/ for the account's service manager, or to units/root/ for the system's";
        }
        if (is_quadlet_name(name))
            return concat("move it to services/", service, "/: Quadlet files stand beside service.toml");
        return concat("a unit's name ends in its kind, such as .service or .timer");
    }
    if (head == "proxy") return "fragments for the reverse proxy are proxy/http/NAME.conf and proxy/https/NAME.conf";
    const std::string meant = did_you_mean(head, {"files", "image", "units", "proxy"});
    if (!meant.empty()) return meant;
    if (head.ends_with(".d")) {
        return "drop-ins for Quadlet files stand in x.container.d/, those for other units in units/user/ or "
               "units/root/";
    }
    return "a service's directories are files/, image/, units/, proxy/ and drop-in directories such as x.container.d/";
}

}  // namespace nagaya::load
