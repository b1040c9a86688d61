#include "load/compose_words.hpp"

#include <array>

#include "base/text.hpp"

namespace nagaya::load {

namespace {

/// How a value stands behind the key.
enum class Style { none, plain, list };

struct Word {
    std::string_view unit_key;
    std::string_view key;
    Style style = Style::none;
};

constexpr std::array words{
    Word{"AddCapability", "cap_add", Style::list},
    Word{"AddDevice", "devices", Style::list},
    Word{"AddHost", "extra_hosts", Style::list},
    Word{"Annotation", "annotations", Style::list},
    Word{"ContainerName", "container_name", Style::plain},
    Word{"DNS", "dns", Style::list},
    Word{"DropCapability", "cap_drop", Style::list},
    Word{"Entrypoint", "entrypoint", Style::plain},
    Word{"Environment", "environment", Style::list},
    Word{"EnvironmentFile", "env_file", Style::list},
    Word{"Exec", "command", Style::plain},
    Word{"Group", "user"},
    Word{"GroupAdd", "group_add", Style::list},
    Word{"HealthCmd", "healthcheck"},
    Word{"HealthInterval", "healthcheck.interval", Style::plain},
    Word{"HealthRetries", "healthcheck.retries", Style::plain},
    Word{"HealthStartPeriod", "healthcheck.start_period", Style::plain},
    Word{"HealthStartupInterval", "healthcheck.start_interval", Style::plain},
    Word{"HealthTimeout", "healthcheck.timeout", Style::plain},
    Word{"HostName", "hostname", Style::plain},
    Word{"IP", "ipv4_address", Style::plain},
    Word{"Image", "image", Style::plain},
    Word{"ImageTag", "image", Style::plain},
    Word{"Label", "labels", Style::list},
    Word{"LogDriver", "logging.driver", Style::plain},
    Word{"LogOpt", "logging.options", Style::list},
    Word{"Memory", "mem_limit", Style::plain},
    Word{"MemoryMax", "mem_limit", Style::plain},
    Word{"Mount", "volumes"},
    Word{"Network", "networks", Style::list},
    Word{"NetworkName", "name", Style::plain},
    Word{"NoNewPrivileges", "security_opt: [\"no-new-privileges:true\"]"},
    Word{"PidsLimit", "pids_limit", Style::plain},
    Word{"PublishPort", "ports", Style::list},
    Word{"Pull", "pull_policy", Style::plain},
    Word{"ReadOnly", "read_only", Style::plain},
    Word{"Restart", "restart", Style::plain},
    Word{"RunInit", "init", Style::plain},
    Word{"Secret", "secrets", Style::list},
    Word{"SecurityLabelDisable", "security_opt: [\"label:disable\"]"},
    Word{"SetWorkingDirectory", "build.context", Style::plain},
    Word{"ShmSize", "shm_size", Style::plain},
    Word{"StopSignal", "stop_signal", Style::plain},
    Word{"StopTimeout", "stop_grace_period", Style::plain},
    Word{"Subnet", "ipam.config", Style::list},
    Word{"Sysctl", "sysctls", Style::list},
    Word{"TimeoutStopSec", "stop_grace_period", Style::plain},
    Word{"Tmpfs", "tmpfs", Style::list},
    Word{"Ulimit", "ulimits"},
    Word{"User", "user", Style::plain},
    Word{"UserNS", "userns_mode", Style::plain},
    Word{"Volume", "volumes", Style::list},
    Word{"VolumeName", "name", Style::plain},
    Word{"WorkingDir", "working_dir", Style::plain},
};

struct Phrase {
    std::string_view units;
    std::string_view compose;
};

/// What says more than a key.
constexpr std::array phrases{
    Phrase{"`Restart=on-failure` and `RestartSec=10` to its `[Service]` section", "`restart: unless-stopped`"},
    Phrase{" to its `[Service]` section", ""},
    Phrase{", or add the option `U`", ""},
    Phrase{"`Network=host`", "`network_mode: host`"},
    Phrase{"`--pid`", "`pid`"},
    Phrase{"`--ipc`", "`ipc`"},
    Phrase{"`--uts`", "`uts`"},
    Phrase{"`--privileged`", "`privileged`"},
};

bool is_key(std::string_view text) {
    if (text.empty() || text[0] < 'A' || text[0] > 'Z') return false;
    for (const char byte : text)
        if ((byte < 'A' || byte > 'Z') && (byte < 'a' || byte > 'z')) return false;
    // NAME=value is a variable.
    return text.size() < 2 || (text[1] >= 'a' && text[1] <= 'z') || text == "DNS" || text == "IP";
}

std::string with_value(const Word& word, std::string_view value) {
    if (value.empty() || word.style == Style::none) return std::string(word.key);
    return word.style == Style::plain ? concat(word.key, ": ", value) : concat(word.key, ": [\"", value, "\"]");
}

/// "shop-web.container" → "web"; "" for other units.
std::string_view service_of(std::string_view unit, std::string_view project) {
    constexpr std::string_view end = ".container";
    if (!unit.ends_with(end)) return {};
    unit.remove_suffix(end.size());
    if (unit == project) return unit;
    if (!unit.starts_with(project) || unit.size() < project.size() + 2 || unit[project.size()] != '-') return {};
    return unit.substr(project.size() + 1);
}

std::string replace_phrases(std::string_view text) {
    std::string out(text);
    for (const auto& phrase : phrases)
        if (const size_t at = out.find(phrase.units); at != std::string::npos)
            out.replace(at, phrase.units.size(), phrase.compose);
    return out;
}

}  // namespace

std::string in_compose_words(std::string_view text, std::string_view project, std::string_view unit) {
    const std::string plain = replace_phrases(text);
    std::string out;
    bool foreign = false;
    for (size_t at = 0; at < plain.size();) {
        const size_t open = plain.find('`', at);
        const size_t close = open == std::string::npos ? open : plain.find('`', open + 1);
        if (close == std::string::npos) {
            out += plain.substr(at);
            break;
        }
        const std::string_view inner = std::string_view(plain).substr(open + 1, close - open - 1);
        const size_t sign = inner.find('=');
        std::string said(inner);
        if (const auto service = service_of(inner, project); !service.empty()) {
            said = service;
        } else if (sign != std::string_view::npos && is_key(inner.substr(0, sign))) {
            const Word* known = nullptr;
            for (const auto& word : words)
                if (word.unit_key == inner.substr(0, sign)) known = &word;
            foreign = foreign || (known == nullptr && !unit.empty());
            if (known != nullptr) said = with_value(*known, inner.substr(sign + 1));
        }
        out += concat(std::string_view(plain).substr(at, open + 1 - at), said, "`");
        at = close + 1;
    }
    return foreign ? concat(out, " (in `", unit, ".d/10-more.conf`)") : out;
}

}  // namespace nagaya::load
