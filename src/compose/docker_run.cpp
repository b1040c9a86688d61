#include "compose/docker_run.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/json.hpp"
#include "base/text.hpp"
#include "compose/project.hpp"

namespace nagaya::compose {

namespace {

enum class Take { list, text, flag, nothing, skip };

struct Option {
    std::string_view name;    // "--publish"
    std::string_view letter;  // "-p", or ""
    Take take;
    std::string_view key;  // of the service; a dot goes down one mapping
};
constexpr std::array<Option, 52> options{{{"--publish", "-p", Take::list, "ports"},
                                          {"--volume", "-v", Take::list, "volumes"},
                                          {"--env", "-e", Take::list, "environment"},
                                          {"--env-file", "", Take::list, "env_file"},
                                          {"--label", "-l", Take::list, "labels"},
                                          {"--cap-add", "", Take::list, "cap_add"},
                                          {"--cap-drop", "", Take::list, "cap_drop"},
                                          {"--device", "", Take::list, "devices"},
                                          {"--dns", "", Take::list, "dns"},
                                          {"--dns-search", "", Take::list, "dns_search"},
                                          {"--dns-option", "", Take::list, "dns_opt"},
                                          {"--add-host", "", Take::list, "extra_hosts"},
                                          {"--tmpfs", "", Take::list, "tmpfs"},
                                          {"--sysctl", "", Take::list, "sysctls"},
                                          {"--security-opt", "", Take::list, "security_opt"},
                                          {"--group-add", "", Take::list, "group_add"},
                                          {"--expose", "", Take::list, "expose"},
                                          {"--volumes-from", "", Take::list, "volumes_from"},
                                          {"--name", "", Take::text, "container_name"},
                                          {"--restart", "", Take::text, "restart"},
                                          {"--hostname", "-h", Take::text, "hostname"},
                                          {"--domainname", "", Take::text, "domainname"},
                                          {"--user", "-u", Take::text, "user"},
                                          {"--workdir", "-w", Take::text, "working_dir"},
                                          {"--entrypoint", "", Take::text, "entrypoint"},
                                          {"--memory", "-m", Take::text, "mem_limit"},
                                          {"--memory-reservation", "", Take::text, "mem_reservation"},
                                          {"--memory-swap", "", Take::text, "memswap_limit"},
                                          {"--cpus", "", Take::text, "cpus"},
                                          {"--cpu-shares", "-c", Take::text, "cpu_shares"},
                                          {"--cpuset-cpus", "", Take::text, "cpuset"},
                                          {"--pids-limit", "", Take::text, "pids_limit"},
                                          {"--shm-size", "", Take::text, "shm_size"},
                                          {"--stop-signal", "", Take::text, "stop_signal"},
                                          {"--platform", "", Take::text, "platform"},
                                          {"--pull", "", Take::text, "pull_policy"},
                                          {"--pid", "", Take::text, "pid"},
                                          {"--ipc", "", Take::text, "ipc"},
                                          {"--uts", "", Take::text, "uts"},
                                          {"--userns", "", Take::text, "userns_mode"},
                                          {"--runtime", "", Take::text, "runtime"},
                                          {"--mac-address", "", Take::text, "mac_address"},
                                          {"--log-driver", "", Take::text, "logging.driver"},
                                          {"--health-cmd", "", Take::text, "healthcheck.test"},
                                          {"--health-interval", "", Take::text, "healthcheck.interval"},
                                          {"--health-timeout", "", Take::text, "healthcheck.timeout"},
                                          {"--health-start-period", "", Take::text, "healthcheck.start_period"},
                                          {"--privileged", "", Take::flag, "privileged"},
                                          {"--read-only", "", Take::flag, "read_only"},
                                          {"--init", "", Take::flag, "init"},
                                          {"--tty", "-t", Take::flag, "tty"},
                                          {"--interactive", "-i", Take::flag, "stdin_open"}}};

std::string quoted(std::string_view text) {
    std::string doubled;
    for (const char byte : text) doubled += byte == '$' ? std::string_view("$$") : std::string_view(&byte, 1);
    return print_json(Json(std::move(doubled)), JsonStyle::compact);
}

class Reader {
public:
    explicit Reader(const std::vector<std::string>& words) : words_(words) {}

    DockerRun run() {
        while (at_ < words_.size() && (words_[at_] == "docker" || words_[at_] == "podman" || words_[at_] == "run" ||
                                       words_[at_] == "container" || words_[at_] == "sudo"))
            ++at_;
        while (at_ < words_.size() && words_[at_].starts_with('-') && words_[at_].size() > 1) option();
        if (at_ >= words_.size()) return std::move(made_);
        service_["image"] = quoted(words_[at_++]);
        image();
        if (at_ < words_.size()) {
            std::string command;
            for (; at_ < words_.size(); ++at_) command += concat(command.empty() ? "" : ", ", quoted(words_[at_]));
            service_["command"] = concat("[", command, "]");
        }
        print();
        return std::move(made_);
    }

private:
    static const Option* find(std::string_view name) {
        const auto found =
            std::ranges::find_if(options, [&](const Option& one) { return one.name == name || one.letter == name; });
        return found != options.end() ? &*found : nullptr;
    }

    void option() {
        std::string word = words_[at_++];
        if (word == "--") return;
        std::optional<std::string> value;
        const bool whole = word.starts_with("--");
        if (const size_t sign = word.find('='); whole && sign != std::string::npos) {
            value = word.substr(sign + 1);
            word.resize(sign);
        }
        if (!whole && word.size() > 2) {
            // -it, -p80:80: flags in a row, or a letter with its value.
            const auto* first = find(word.substr(0, 2));
            const bool flag = word[1] == 'd' || word[1] == 'P' || (first != nullptr && first->take == Take::flag);
            if (flag) {
                take(word.substr(0, 2), std::nullopt);
                at_ -= 1;
                rest_ = "-" + word.substr(2);
                words_[at_] = rest_;
                return;
            }
            value = word.substr(word[2] == '=' ? 3 : 2);
            word.resize(2);
        }
        take(word, std::move(value));
    }

    std::string next(std::optional<std::string> value) {
        if (value) return *value;
        return at_ < words_.size() ? words_[at_++] : std::string();
    }

    void take(const std::string& name, std::optional<std::string> value) {
        if (name == "-d" || name == "--detach" || name == "--rm") return;
        if (name == "--net" || name == "--network") return network(next(std::move(value)));
        if (name == "--network-alias") return aliases_.push_back(next(std::move(value)));
        if (name == "--gpus") {
            next(std::move(value));
            service_["gpus"] = "all";
            return;
        }
        if (name == "--ulimit") return pair("ulimits", next(std::move(value)));
        if (name == "--log-opt") return pair("logging.options", next(std::move(value)));
        if (name == "--stop-timeout") return set("stop_grace_period", quoted(concat(next(std::move(value)), "s")));
        if (name == "--health-retries") return set("healthcheck.retries", next(std::move(value)));
        if (name == "--no-healthcheck") return set("healthcheck.disable", "true");
        const auto* known = find(name);
        if (known == nullptr) {
            made_.unknown.push_back(value ? concat(name, "=", *value) : name);
            // An unknown option may have a value of its own, which is no image when it does not look like one.
            if (!value && at_ + 1 < words_.size() && !words_[at_].starts_with('-') && words_[at_ + 1].starts_with('-'))
                made_.unknown.back() += concat(" ", words_[at_++]);
            return;
        }
        if (known->take == Take::flag) return set(known->key, value.value_or("true"));
        std::string text = next(std::move(value));
        if (known->key == "container_name") made_.name = text;
        if (known->key == "entrypoint") return set("entrypoint", text.empty() ? "[]" : concat("[", quoted(text), "]"));
        if (known->key == "cpus" || known->key == "cpu_shares" || known->key == "pids_limit")
            return set(known->key, quoted(text));
        if (known->key == "volumes") volume(text);
        if (known->take == Take::list)
            lists_[std::string(known->key)].push_back(quoted(text));
        else
            set(known->key, quoted(text));
    }

    void set(std::string_view key, std::string value) { service_[std::string(key)] = std::move(value); }

    void pair(std::string_view key, std::string_view text) {
        const size_t sign = text.find('=');
        std::string value = quoted(sign == std::string_view::npos ? "" : text.substr(sign + 1));
        if (key == "ulimits" && sign != std::string_view::npos) {
            const std::string_view limit = text.substr(sign + 1);
            const size_t colon = limit.find(':');
            value = colon == std::string_view::npos
                        ? std::string(limit)
                        : concat("{soft: ", limit.substr(0, colon), ", hard: ", limit.substr(colon + 1), "}");
        }
        pairs_[std::string(key)].push_back(concat(quoted(text.substr(0, sign)), ": ", value));
    }

    void network(const std::string& name) {
        if (name == "host" || name == "none" || name == "bridge" || name == "default" || name.starts_with("container:"))
            set("network_mode", quoted(name));
        else
            networks_.push_back(name);
    }

    /// A named volume is one that is there, under that name.
    void volume(std::string_view text) {
        const size_t colon = text.find(':');
        const std::string_view source = text.substr(0, colon);
        if (colon != std::string_view::npos && !source.empty() && !std::string_view("./~").contains(source[0]))
            volumes_.emplace_back(source);
    }

    void image() {
        if (!made_.name.empty()) return;
        std::string_view image = words_[at_ - 1];
        image = image.substr(image.rfind('/') + 1);
        made_.name = normalise_name(image.substr(0, image.find_first_of(":@")));
        if (made_.name.empty()) made_.name = "service";
    }

    void print() {
        std::map<std::string, std::vector<std::string>> nested;
        for (auto& [key, list] : pairs_) add(nested, key, concat("{", join(list, ", "), "}"));
        for (auto& [key, list] : lists_) add(nested, key, concat("[", join(list, ", "), "]"));
        for (auto& [key, value] : service_) add(nested, key, value);
        if (!networks_.empty()) {
            std::vector<std::string> all;
            for (const auto& name : networks_) {
                std::vector<std::string> aliases;
                for (const auto& alias : aliases_) aliases.push_back(quoted(alias));
                all.push_back(concat(quoted(name), ": {aliases: [", join(aliases, ", "), "]}"));
            }
            add(nested, "networks", concat("{", join(all, ", "), "}"));
        }
        const std::string name = normalise_name(made_.name);
        std::string& out = made_.compose;
        out = concat("services:\n  ", quoted(name.empty() ? "service" : name), ":\n");
        for (const auto& [key, values] : nested) {
            const bool below = values.size() > 1 || values[0].starts_with('\n');
            out += concat("    ", key, ":");
            if (!below) out += concat(" ", values[0]);
            for (const auto& value : values)
                if (below) out += value;
            out += '\n';
        }
        resources(out, "volumes", volumes_, "name");
        resources(out, "networks", networks_, "external");
    }

    static void add(std::map<std::string, std::vector<std::string>>& nested, std::string_view key, std::string value) {
        const size_t dot = key.find('.');
        if (dot == std::string_view::npos)
            nested[std::string(key)].push_back(std::move(value));
        else
            nested[std::string(key.substr(0, dot))].push_back(concat("\n      ", key.substr(dot + 1), ": ", value));
    }

    static void resources(std::string& out, std::string_view kind, std::vector<std::string> names,
                          std::string_view how) {
        if (names.empty()) return;
        std::ranges::sort(names);
        const auto repeated = std::ranges::unique(names);
        names.erase(repeated.begin(), repeated.end());
        out += concat(kind, ":\n");
        for (const auto& name : names)
            out += concat("  ", quoted(name),
                          how == "name" ? concat(": {name: ", quoted(name), "}\n") : ": {external: true}\n");
    }

    std::vector<std::string> words_;
    size_t at_ = 0;
    std::string rest_;
    DockerRun made_;
    std::map<std::string, std::string> service_;
    std::map<std::string, std::vector<std::string>> lists_;
    std::map<std::string, std::vector<std::string>> pairs_;
    std::vector<std::string> networks_;
    std::vector<std::string> aliases_;
    std::vector<std::string> volumes_;
};

}  // namespace

DockerRun read_docker_run(const std::vector<std::string>& words) { return Reader(words).run(); }

}  // namespace nagaya::compose
