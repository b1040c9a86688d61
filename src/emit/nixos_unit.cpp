#include "emit/nixos_unit.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::emit {

namespace {

using Words = std::span<const std::string_view>;

bool is_one_of(std::string_view word, Words words) { return std::ranges::find(words, word) != words.end(); }

constexpr std::array<std::string_view, 2> bash_programs = {"sh", "bash"};
constexpr std::array<std::string_view, 26> coreutils_programs = {
    "cat", "chmod", "chown", "cp",    "date",  "echo", "env",  "false", "install", "ln",   "ls",    "mkdir", "mktemp",
    "mv",  "nice",  "rm",    "rmdir", "sleep", "sort", "stat", "sync",  "tee",     "test", "touch", "true",  "timeout"};
constexpr std::array<std::string_view, 6> systemd_programs = {"systemctl",   "systemd-run",      "systemd-notify",
                                                              "systemd-cat", "systemd-tmpfiles", "loginctl"};
constexpr std::array<std::string_view, 6> directories = {"/usr/bin/", "/bin/",           "/usr/sbin/",
                                                         "/sbin/",    "/usr/local/bin/", "/usr/libexec/"};

// Of systemd.exec(5), systemd.service(5), systemd.unit(5), systemd.socket(5), systemd.timer(5): nothing but yes or no.
constexpr std::array<std::string_view, 32> flags = {"Accept",
                                                    "CPUAccounting",
                                                    "DefaultDependencies",
                                                    "DynamicUser",
                                                    "FixedRandomDelay",
                                                    "FreeBind",
                                                    "GuessMainPID",
                                                    "IOAccounting",
                                                    "IgnoreSIGPIPE",
                                                    "LockPersonality",
                                                    "MemoryAccounting",
                                                    "MemoryDenyWriteExecute",
                                                    "NoNewPrivileges",
                                                    "Persistent",
                                                    "PrivateDevices",
                                                    "PrivateMounts",
                                                    "PrivateNetwork",
                                                    "ProtectClock",
                                                    "ProtectHostname",
                                                    "ProtectKernelLogs",
                                                    "ProtectKernelModules",
                                                    "ProtectKernelTunables",
                                                    "RefuseManualStart",
                                                    "RefuseManualStop",
                                                    "RemainAfterElapse",
                                                    "RemainAfterExit",
                                                    "RemoveIPC",
                                                    "RestrictRealtime",
                                                    "RestrictSUIDSGID",
                                                    "SendSIGHUP",
                                                    "StopWhenUnneeded",
                                                    "WakeSystem"};

struct Renamed {
    std::string_view key;
    std::string_view option;
};
constexpr std::array<Renamed, 6> unit_lists = {{{.key = "After", .option = "after"},
                                                {.key = "Before", .option = "before"},
                                                {.key = "PartOf", .option = "partOf"},
                                                {.key = "Requires", .option = "requires"},
                                                {.key = "Wants", .option = "wants"},
                                                {.key = "BindsTo", .option = "bindsTo"}}};
constexpr std::array<Renamed, 2> install_lists = {
    {{.key = "WantedBy", .option = "wantedBy"}, {.key = "RequiredBy", .option = "requiredBy"}}};

std::string in_package(std::string_view package, std::string_view path) {
    return concat(Nix::code_begin, "pkgs.", package, Nix::code_end, path);
}

std::string program_of(std::string_view program, std::set<std::string>& unknown) {
    if (program.starts_with("/usr/lib/systemd/")) return in_package("systemd", program.substr(4));
    if (program.starts_with("/lib/systemd/")) return in_package("systemd", program);
    std::string_view name = program;
    for (const std::string_view directory : directories)
        if (program.starts_with(directory)) name = program.substr(directory.size());
    if (name.contains('/')) return std::string(program);  // below the site's own directories, or a variable
    const std::string path = concat("/bin/", name);
    if (name == "podman") return in_package("podman", path);
    if (name == "nft") return in_package("nftables", path);
    if (name == "newuidmap" || name == "newgidmap") return concat("/run/wrappers", path);
    if (is_one_of(name, bash_programs)) return in_package("bash", path);
    if (is_one_of(name, coreutils_programs)) return in_package("coreutils", path);
    if (is_one_of(name, systemd_programs)) return in_package("systemd", path);
    unknown.insert(std::string(program));
    return std::string(program);
}

bool calls_nagaya(std::string_view command) { return command.contains("/var/lib/nagaya/bin/nagaya"); }
bool is_command(std::string_view key) { return key.starts_with("Exec"); }

Nix scalar(std::string_view key, std::string_view value) {
    if (is_one_of(key, flags)) {
        for (const std::string_view word : {"yes", "true", "on", "1"})
            if (value == word) return true;
        for (const std::string_view word : {"no", "false", "off", "0"})
            if (value == word) return false;
    }
    const bool number = !value.empty() && value.size() < 10 && (value == "0" || value[0] != '0') &&
                        std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
    if (number) return static_cast<int64_t>(*parse_number(value));
    return value;
}

/// The entries of one kind of section as attributes: a key that stands several times is a list.
class Section {
public:
    void add(const std::string& key, Nix value) {
        const auto found = std::ranges::find(attrs_, key, &NixAttrs::value_type::first);
        if (found == attrs_.end()) {
            attrs_.emplace_back(key, std::move(value));
            return;
        }
        if (auto* list = std::get_if<NixList>(&found->second.value)) {
            list->push_back(std::move(value));
            return;
        }
        NixList list;
        list.push_back(std::move(found->second));
        list.push_back(std::move(value));
        found->second = Nix(std::move(list));
    }
    /// The last one counts.
    void set(const std::string& key, Nix value) {
        const auto found = std::ranges::find(attrs_, key, &NixAttrs::value_type::first);
        if (found == attrs_.end())
            attrs_.emplace_back(key, std::move(value));
        else
            found->second = std::move(value);
    }
    bool empty() const { return attrs_.empty(); }
    NixAttrs take() { return std::move(attrs_); }

private:
    NixAttrs attrs_;
};

class UnitMaker {
public:
    UnitMaker(std::string_view name, std::set<std::string>& unknown) : name_(name), unknown_(unknown) {}

    NixAttrs make(std::string_view text, bool enabled) {
        Sources sources;
        Report ignored;
        const syntax::UnitFile unit =
            syntax::parse_unit_file(sources, sources.add(std::string(name_), std::string(text)), ignored);
        for (const syntax::UnitSection& section : unit.sections)
            for (const syntax::UnitEntry& entry : section.entries) take(section.name, entry, enabled);
        put_lists();
        if (!environment_.empty()) out_.emplace_back("environment", environment_.take());
        if (!unit_.empty()) out_.emplace_back("unitConfig", unit_.take());
        if (!own_.empty()) out_.emplace_back(own_option(), own_.take());
        return std::move(out_);
    }

private:
    void take(std::string_view section, const syntax::UnitEntry& entry, bool enabled) {
        if (section == "Unit") return take_unit(entry);
        if (section == "Install") {
            for (const auto& [key, option] : install_lists)
                if (entry.key == key && enabled) add_words(option, entry.value);
            return;
        }
        if (section == "Service" && entry.key == "Environment") return take_environment(entry.value);
        if (section == "Socket" && (entry.key == "ListenStream" || entry.key == "ListenDatagram"))
            return add_words(entry.key == "ListenStream" ? "listenStreams" : "listenDatagrams", entry.value);
        if (is_command(entry.key) && section == "Service") {
            if (calls_nagaya(entry.value)) return;
            return own_.add(entry.key, nixos_command(entry.value, unknown_));
        }
        own_.add(entry.key, scalar(entry.key, entry.value));
    }

    void take_unit(const syntax::UnitEntry& entry) {
        if (entry.key == "Description") {
            out_.emplace_back("description", entry.value);
            return;
        }
        for (const auto& [key, option] : unit_lists)
            if (entry.key == key) return add_words(option, entry.value);
        unit_.add(entry.key, scalar(entry.key, entry.value));
    }

    void take_environment(const std::string& value) {
        for (const std::string& word : syntax::unit_words(value)) {
            const size_t equals = word.find('=');
            if (equals != std::string::npos) environment_.set(word.substr(0, equals), word.substr(equals + 1));
        }
    }

    void add_words(std::string_view option, const std::string& value) {
        const auto at = std::ranges::find(lists_, option, &std::pair<std::string_view, NixList>::first);
        NixList& list = at == lists_.end() ? lists_.emplace_back(option, NixList{}).second : at->second;
        for (std::string& word : syntax::unit_words(value)) list.emplace_back(std::move(word));
    }
    void put_lists() {
        for (auto& [option, list] : lists_) out_.emplace_back(std::string(option), std::move(list));
    }

    std::string own_option() const {
        const std::string_view kind = name_.substr(name_.rfind('.') + 1);
        return concat(kind, "Config");
    }

    std::string_view name_;
    std::set<std::string>& unknown_;
    NixAttrs out_;
    std::vector<std::pair<std::string_view, NixList>> lists_;
    Section environment_;
    Section unit_;
    Section own_;
};

}  // namespace

NixAttrs nixos_unit(std::string_view name, std::string_view text, bool enabled, std::set<std::string>& unknown) {
    return UnitMaker(name, unknown).make(text, enabled);
}

std::string nixos_command(std::string_view command, std::set<std::string>& unknown) {
    const size_t begin = std::min(command.find_first_not_of("@-:+!|"), command.size());
    const size_t end = std::min(command.find_first_of(" \t", begin), command.size());
    const std::string_view program = command.substr(begin, end - begin);
    if (program.empty()) return std::string(command);
    return concat(command.substr(0, begin), program_of(program, unknown), command.substr(end));
}

std::string nixos_text(std::string_view text, std::set<std::string>& unknown) {
    std::string out;
    bool service = false;
    const std::vector<std::string_view> lines = split(text, '\n');
    for (size_t i = 0; i < lines.size(); ++i) {
        const std::string_view line = lines[i];
        if (line.starts_with('[')) service = line.starts_with("[Service]");
        const size_t equals = line.find('=');
        if (service && is_command(line) && equals != std::string_view::npos)
            out += concat(line.substr(0, equals + 1), nixos_command(trim(line.substr(equals + 1)), unknown));
        else
            out += line;
        if (i + 1 < lines.size()) out += '\n';
    }
    return out;
}

}  // namespace nagaya::emit
