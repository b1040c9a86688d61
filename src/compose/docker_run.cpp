#include "compose/docker_run.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "base/json.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "compose/docker_run_mount.hpp"
#include "compose/docker_run_options.hpp"
#include "compose/project.hpp"
#include "compose/scalars.hpp"

namespace nagaya::compose {

namespace {

std::optional<bool> go_boolean(std::string_view text) {
    for (const auto word : {"1", "t", "T", "true", "True", "TRUE"})
        if (text == word) return true;
    for (const auto word : {"0", "f", "F", "false", "False", "FALSE"})
        if (text == word) return false;
    return std::nullopt;
}

bool is_flag(RunOption take) {
    return take == RunOption::flag || take == RunOption::quiet || take == RunOption::lost_flag;
}

class Reader {
public:
    explicit Reader(const std::vector<std::string>& words) : words_(words) {}

    DockerRun run() {
        front();
        while (!made_.wrong && at_ < words_.size() && words_[at_].starts_with('-') && words_[at_].size() > 1) {
            const std::string& word = words_[at_++];
            if (word == "--") break;
            if (word.starts_with("--"))
                long_option(word);
            else
                letters(word);
        }
        if (made_.wrong || at_ >= words_.size()) return std::move(made_);
        image(words_[at_++]);
        if (at_ < words_.size()) {
            JsonArray command;
            for (; at_ < words_.size(); ++at_) command.push_back(literal(words_[at_]));
            set("command", Json(std::move(command)));
        }
        networks();
        print();
        return std::move(made_);
    }

private:
    std::string_view word(size_t at) const { return at < words_.size() ? words_[at] : std::string_view(); }

    /// "sudo docker container run", or nothing of it.
    void front() {
        auto is_verb = [&](size_t at) { return word(at) == "run" || word(at) == "create"; };
        auto is_program = [&] { return word(at_) == "docker" || word(at_) == "podman"; };
        const bool sudo = word(at_) == "sudo";
        if (sudo) ++at_;
        if (sudo && !is_program()) return refuse("`sudo` runs something else", "begin with `docker run`");
        const bool program = is_program();
        if (program) ++at_;
        if (word(at_) == "container" && (program || is_verb(at_ + 1))) ++at_;
        if (is_verb(at_)) {
            ++at_;
        } else if (program && word(at_).starts_with('-')) {
            refuse("an option of the program stands before `run`", "leave out what stands before `run`");
        } else if (program) {
            refuse("another command than `run`", "a Compose file goes to `nagaya import compose`");
        }
    }

    void refuse(std::string message, std::string help) {
        made_.wrong = LostOption{std::move(message), std::move(help)};
    }

    void lose(std::string message, std::string_view help) {
        made_.lost.push_back({std::move(message), std::string(help)});
    }

    void long_option(const std::string& word) {
        const size_t sign = word.find('=');
        const std::string name = word.substr(0, sign);
        std::optional<std::string> value;
        if (sign != std::string::npos) value = word.substr(sign + 1);
        const RunOptionRow* row = find_run_option(name);
        if (row != nullptr) return option(*row, name, std::move(value));
        // Whether the next word is its value or the image, nobody knows.
        refuse(concat("`", visible(name), "` is not an option of `docker run`"),
               did_you_mean(name, run_option_names()));
    }

    /// -dit, -p80:80, -p=80:80: flags in a row, of which the last may take what follows as its value.
    void letters(const std::string& word) {
        for (size_t i = 1; i < word.size(); ++i) {
            const std::string name = concat("-", std::string_view(&word[i], 1));
            const RunOptionRow* row = find_run_letter(word[i]);
            if (row == nullptr) {
                return refuse(concat("`", visible(name), "` is not an option of `docker run`"), "");
            }
            const std::string_view rest = std::string_view(word).substr(i + 1);
            if (is_flag(row->take) && !rest.starts_with('=')) {
                option(*row, name, std::nullopt);
                continue;
            }
            std::optional<std::string> value;
            if (!rest.empty()) value = std::string(rest.substr(rest.starts_with('=') ? 1 : 0));
            return option(*row, name, std::move(value));
        }
    }

    void option(const RunOptionRow& row, const std::string& name, std::optional<std::string> value) {
        if (is_flag(row.take)) return flag(row, name, value);
        if (!value && at_ >= words_.size()) return refuse(concat("`", name, "` has no value"), "");
        const std::string text = value ? *value : words_[at_++];
        switch (row.take) {
            case RunOption::text: return set(row.key, literal(text));
            case RunOption::number: return set(row.key, number(text));
            case RunOption::seconds: return set(row.key, literal(parse_integer(text) ? concat(text, "s") : text));
            case RunOption::list: return add(row.key, literal(text));
            case RunOption::pairs: {
                const size_t sign = text.find('=');
                return set(row.key, text.substr(0, sign),
                           literal(sign == std::string::npos ? "" : text.substr(sign + 1)));
            }
            case RunOption::rates: return rate(row, name, text);
            case RunOption::special: return special(name, text);
            case RunOption::lost_secret: return lose(concat("`", name, "` is left out"), row.key);
            default: return lose(concat("`", name, " ", visible(text), "` is left out"), row.key);
        }
    }

    void flag(const RunOptionRow& row, const std::string& name, const std::optional<std::string>& value) {
        const auto on = value ? go_boolean(*value) : std::optional(true);
        if (!on) return lose(concat("`", name, "=", visible(*value), "` is left out: it is either true or false"), "");
        if (row.take == RunOption::flag && (*on || value)) set(row.key, Json(*on));
        if (row.take == RunOption::lost_flag && *on) lose(concat("`", name, "` is left out"), row.key);
    }

    void rate(const RunOptionRow& row, const std::string& name, const std::string& text) {
        const size_t colon = text.rfind(':');
        if (colon == std::string::npos)
            return lose(concat("`", name, " ", visible(text), "` is left out: it is not PATH:NUMBER"), "");
        JsonObject item{{"path", literal(text.substr(0, colon))},
                        {row.key == "weight_device" ? "weight" : "rate", literal(text.substr(colon + 1))}};
        add(concat("blkio_config.", row.key), Json(std::move(item)));
    }

    void special(const std::string& name, const std::string& text) {
        if (name == "--entrypoint") {
            JsonArray words;
            if (!text.empty()) words.push_back(literal(text));
            set("entrypoint", Json(std::move(words)));
        } else if (name == "--health-cmd") {
            if (text == "none")
                set("healthcheck.disable", Json(true));
            else
                set("healthcheck.test", literal(text));
        } else if (name == "--env-file") {
            add("env_file", Json(JsonObject{{"path", literal(text)}, {"format", "raw"}}));
        } else if (name == "--gpus") {
            read_gpus(text);
        } else if (name == "--name") {
            made_.name = text;
            set("container_name", literal(text));
        } else if (name == "--network" || name == "--net") {
            network(text);
        } else if (name == "--network-alias" || name == "--net-alias") {
            aliases_.push_back(literal(text));
        } else if (name == "--ip" || name == "--ip6" || name == "--link-local-ip") {
            address(name, text);
        } else if (name == "--ulimit") {
            ulimit(name, text);
        } else if (name == "--userns") {
            set("userns_mode", literal(text));
        } else if (name == "--volumes-from") {
            add("volumes_from", literal(concat("container:", text)));
        } else if (name == "--mount") {
            RunMount mount = read_run_mount(text);
            for (auto& lost : mount.lost) made_.lost.push_back(std::move(lost));
            if (!mount.volume.empty()) volumes_.push_back(mount.volume);
            if (!mount.value.object().empty()) add("volumes", std::move(mount.value));
        } else {
            volume(name, text);
        }
    }

    void address(std::string_view name, const std::string& text) {
        if (name != "--link-local-ip") {
            member(addresses_, name == "--ip" ? "ipv4_address" : "ipv6_address") = literal(text);
            return;
        }
        append(member(addresses_, "link_local_ips"), literal(text));
    }

    void read_gpus(const std::string& text) {
        RunGpus gpus = read_run_gpus(text);
        for (auto& lost : gpus.lost) made_.lost.push_back(std::move(lost));
        add("gpus", std::move(gpus.value));
    }

    void ulimit(const std::string& name, const std::string& text) {
        const size_t sign = text.find('=');
        const std::string_view limit =
            std::string_view(text).substr(sign == std::string::npos ? text.size() : sign + 1);
        const size_t colon = limit.find(':');
        const auto soft = parse_integer(limit.substr(0, colon));
        const auto hard = colon == std::string_view::npos ? soft : parse_integer(limit.substr(colon + 1));
        if (!soft || !hard)
            return lose(concat("`", name, " ", visible(text), "` is left out: it is not NAME=SOFT:HARD"), "");
        set("ulimits", text.substr(0, sign),
            colon == std::string_view::npos ? Json(*soft) : Json(JsonObject{{"soft", *soft}, {"hard", *hard}}));
    }

    /// A named volume is one that is there, under that name.
    void volume(const std::string& name, const std::string& text) {
        const size_t colon = text.find(':');
        if (colon == 0)
            return lose(concat("`", name, " ", visible(text), "` is left out: nothing stands before the `:`"), "");
        const std::string_view source = std::string_view(text).substr(0, colon);
        if (colon != std::string::npos && !std::string_view("./~").contains(source[0])) volumes_.emplace_back(source);
        add("volumes", literal(text));
    }

    /// "front", "name=front,alias=web,ip=10.1.2.3", or a mode.
    void network(const std::string& text) {
        std::string name = text;
        JsonObject own;
        JsonArray aliases;
        if (text.contains('=') && !text.contains(':')) {
            name.clear();
            for (const auto field : split(text, ',')) {
                const size_t sign = std::min(field.find('='), field.size());
                const std::string_view key = field.substr(0, sign);
                const std::string value(field.substr(std::min(sign + 1, field.size())));
                if (key == "name")
                    name = value;
                else if (key == "alias")
                    aliases.push_back(literal(value));
                else if (key == "ip" || key == "ip6" || key == "mac-address")
                    member(own, key == "ip"    ? "ipv4_address"
                                : key == "ip6" ? "ipv6_address"
                                               : "mac_address") = literal(value);
                else
                    lose(concat("`", visible(field), "` of `--network` is left out"), "");
            }
        }
        if (!aliases.empty()) own.emplace_back("aliases", std::move(aliases));
        if (name == "host" || name == "none" || name == "bridge" || name == "default" || name.contains(':'))
            set("network_mode", literal(name == "default" ? "bridge" : name));
        else if (!name.empty())
            networks_.emplace_back(name, std::move(own));
    }

    void networks() {
        if (networks_.empty()) {
            if (!aliases_.empty() || !addresses_.empty())
                lose("`--network-alias` and `--ip` are left out: there is no network of a name",
                     "give `--network NAME`");
            return;
        }
        JsonObject& first = networks_.front().second;
        for (auto& [key, value] : addresses_) member(first, key) = std::move(value);
        for (auto& alias : aliases_) append(member(first, "aliases"), std::move(alias));
        for (auto& [name, own] : networks_) set("networks", name, Json(std::move(own)));
    }

    void image(const std::string& text) {
        set("image", literal(text));
        if (!made_.name.empty()) return;
        const std::string_view last = std::string_view(text).substr(text.rfind('/') + 1);
        made_.name = normalise_name(last.substr(0, last.find_first_of(":@")));
        if (made_.name.empty()) made_.name = "service";
    }

    /// A text that Compose is not to look for variables in.
    static Json literal(std::string_view text) {
        std::string doubled;
        for (const char byte : text) doubled += byte == '$' ? std::string_view("$$") : std::string_view(&byte, 1);
        return Json(std::move(doubled));
    }

    static Json number(const std::string& text) {
        const auto whole = parse_integer(text);
        return whole ? Json(*whole) : literal(text);
    }

    static Json& member(JsonObject& object, std::string_view key) {
        const auto found = std::ranges::find(object, key, &JsonObject::value_type::first);
        return found != object.end() ? found->second : object.emplace_back(std::string(key), Json()).second;
    }

    /// The place of "logging.driver".
    Json& place(std::string_view key) {
        const size_t dot = key.find('.');
        Json& first = member(service_, key.substr(0, dot));
        if (dot == std::string_view::npos) return first;
        if (!std::holds_alternative<JsonObject>(first.value)) first = Json(JsonObject());
        return member(std::get<JsonObject>(first.value), key.substr(dot + 1));
    }

    void set(std::string_view key, Json value) { place(key) = std::move(value); }

    /// One member of the mapping there.
    void set(std::string_view key, std::string_view name, Json value) {
        Json& there = place(key);
        if (!std::holds_alternative<JsonObject>(there.value)) there = Json(JsonObject());
        member(std::get<JsonObject>(there.value), name) = std::move(value);
    }

    void add(std::string_view key, Json value) { append(place(key), std::move(value)); }

    static void append(Json& there, Json value) {
        if (!std::holds_alternative<JsonArray>(there.value)) there = Json(JsonArray());
        std::get<JsonArray>(there.value).push_back(std::move(value));
    }

    void print() {
        const std::string name = normalise_name(made_.name);
        std::string& out = made_.compose;
        out = concat("services:\n  ", print_json(Json(name.empty() ? "service" : name), JsonStyle::compact), ":\n");
        std::ranges::sort(service_, {}, &JsonObject::value_type::first);
        for (const auto& [key, value] : service_)
            out += concat("    ", key, ": ", print_json(value, JsonStyle::compact), "\n");
        std::map<std::string, JsonObject, std::less<>> named;
        for (const auto& volume : volumes_) named.emplace(volume, JsonObject{{"name", literal(volume)}});
        resources("volumes", named);
        named.clear();
        for (const auto& [network, own] : networks_) named.emplace(network, JsonObject{{"external", Json(true)}});
        resources("networks", named);
    }

    void resources(std::string_view kind, const std::map<std::string, JsonObject, std::less<>>& named) {
        if (!named.empty()) made_.compose += concat(kind, ":\n");
        for (const auto& [name, value] : named)
            made_.compose += concat("  ", print_json(Json(name), JsonStyle::compact), ": ",
                                    print_json(Json(value), JsonStyle::compact), "\n");
    }

    const std::vector<std::string>& words_;
    size_t at_ = 0;
    DockerRun made_;
    JsonObject service_;
    std::vector<std::pair<std::string, JsonObject>> networks_;
    JsonArray aliases_;
    JsonObject addresses_;
    std::vector<std::string> volumes_;
};

}  // namespace

DockerRun read_docker_run(const std::vector<std::string>& words) { return Reader(words).run(); }

}  // namespace nagaya::compose
