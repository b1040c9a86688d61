#include "compose/docker_run.hpp"

#include <algorithm>
#include <optional>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "compose/docker_run_options.hpp"
#include "compose/docker_run_values.hpp"
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

/// A piece of the command line.
struct Piece {
    std::string text;
    Span at;
};

class Reader {
public:
    Reader(const std::vector<CommandWord>& words, Texts& texts, Report& report)
        : words_(words), values_(texts, report), report_(report) {}

    DockerRun run() {
        front();
        while (!wrong_ && at_ < words_.size() && word(at_).starts_with('-') && word(at_).size() > 1) {
            const CommandWord& option = words_[at_++];
            if (option.text == "--") break;
            if (option.text.starts_with("--"))
                long_option(option);
            else
                letters(option);
        }
        if (wrong_) return {};
        if (at_ >= words_.size()) {
            refuse(words_.empty() ? Span{} : words_.back().at, "the command names no image", "");
            return {};
        }
        image(words_[at_++]);
        for (; at_ < words_.size(); ++at_) add("command", literal({words_[at_].text, words_[at_].at}));
        networks();
        return {.file = finish(), .name = name_.text};
    }

private:
    std::string_view word(size_t at) const { return at < words_.size() ? words_[at].text : std::string_view(); }
    Span place(size_t at) const { return words_.empty() ? Span{} : words_[std::min(at, words_.size() - 1)].at; }

    /// "$ sudo docker container run", or nothing of it.
    void front() {
        auto is_verb = [&](size_t at) { return word(at) == "run" || word(at) == "create"; };
        auto is_program = [&] { return word(at_) == "docker" || word(at_) == "podman"; };
        if (word(at_) == "$") ++at_;
        const bool sudo = word(at_) == "sudo";
        if (sudo) ++at_;
        while (sudo && (word(at_) == "-E" || word(at_) == "-H" || word(at_) == "-n")) ++at_;
        if (sudo && !is_program()) return refuse(place(at_), "`sudo` runs something else", "begin with `docker run`");
        const bool program = is_program();
        if (program) ++at_;
        if (word(at_) == "container" && (program || is_verb(at_ + 1))) ++at_;
        if (is_verb(at_)) {
            ++at_;
        } else if (program && word(at_).starts_with('-')) {
            refuse(place(at_), "an option of the program stands before `run`", "leave out what stands before `run`");
        } else if (program) {
            refuse(place(at_), "another command than `run`", "a Compose file goes to `nagaya import compose`");
        }
    }

    void refuse(Span at, std::string message, std::string help) {
        wrong_ = true;
        report_.add({.code = "compose-value", .message = std::move(message), .at = at, .help = std::move(help)});
    }

    void long_option(const CommandWord& word) {
        const size_t sign = word.text.find('=');
        const Piece name{word.text.substr(0, sign), word.at};
        std::optional<Piece> value;
        if (sign != std::string::npos) value = Piece{word.text.substr(sign + 1), word.part(sign + 1)};
        const RunOptionRow* row = find_run_option(name.text);
        if (row != nullptr) return option(*row, name, std::move(value));
        // Whether the next word is its value or the image, nobody knows.
        refuse(name.at, concat("`", visible(name.text), "` is not an option of `docker run`"),
               did_you_mean(name.text, run_option_names()));
    }

    /// -dit, -p80:80, -p=80:80: flags in a row, of which the last may take what follows as its value.
    void letters(const CommandWord& word) {
        for (size_t i = 1; i < word.text.size(); ++i) {
            const Piece name{{'-', word.text[i]}, word.at};
            const RunOptionRow* row = find_run_letter(word.text[i]);
            if (row == nullptr)
                return refuse(name.at, concat("`", visible(name.text), "` is not an option of `docker run`"), "");
            const std::string_view rest = std::string_view(word.text).substr(i + 1);
            if (is_flag(row->take) && !rest.starts_with('=')) {
                option(*row, name, std::nullopt);
                continue;
            }
            const size_t begin = rest.starts_with('=') ? i + 2 : i + 1;
            std::optional<Piece> value;
            if (!rest.empty()) value = Piece{word.text.substr(begin), word.part(begin)};
            return option(*row, name, std::move(value));
        }
    }

    void option(const RunOptionRow& row, const Piece& name, std::optional<Piece> given) {
        key_at_ = name.at;
        if (is_flag(row.take)) return flag(row, name, given);
        if (!given && at_ >= words_.size()) return refuse(name.at, concat("`", name.text, "` has no value"), "");
        if (!given) {
            given = Piece{words_[at_].text, words_[at_].at};
            ++at_;
        }
        const Piece& value = *given;
        switch (row.take) {
            case RunOption::text: return set(row.key, literal(value));
            case RunOption::number: return set(row.key, values_.number(value.text, value.at));
            case RunOption::seconds:
                return set(row.key, literal({parse_integer(value.text) ? value.text + "s" : value.text, value.at}));
            case RunOption::list: return add(row.key, literal(value));
            case RunOption::pairs: {
                const size_t sign = std::min(value.text.find('='), value.text.size());
                const size_t rest = std::min(sign + 1, value.text.size());
                return set(row.key, value.text.substr(0, sign), literal({value.text.substr(rest), value.at}));
            }
            case RunOption::rates: return rate(row, name, value);
            case RunOption::special: return special(name, value);
            case RunOption::lost_secret: return lose(name.at, concat("`", name.text, "` is left out"), row.key);
            default: return lose(name.at, concat("`", name.text, " ", visible(value.text), "` is left out"), row.key);
        }
    }

    void flag(const RunOptionRow& row, const Piece& name, const std::optional<Piece>& value) {
        const auto on = value ? go_boolean(value->text) : std::optional(true);
        if (!on)
            return lose(value->at,
                        concat("`", name.text, "=", visible(value->text), "` is left out: it is either true or false"));
        if (row.take == RunOption::flag && (*on || value)) set(row.key, Value::of_bool(*on, name.at));
        if (row.take == RunOption::lost_flag && *on) lose(name.at, concat("`", name.text, "` is left out"), row.key);
    }

    void lose(Span at, std::string message, std::string_view help = "") { values_.lose(at, std::move(message), help); }

    void lose(const Piece& name, const Piece& value, std::string_view why) {
        lose(value.at, concat("`", name.text, " ", visible(value.text), "` is left out: ", why));
    }

    void rate(const RunOptionRow& row, const Piece& name, const Piece& value) {
        const size_t colon = value.text.rfind(':');
        if (colon == std::string::npos) return lose(name, value, "it is not PATH:NUMBER");
        Value item = Value::of_mapping(value.at);
        item.set("path", literal({value.text.substr(0, colon), value.at}));
        item.set(row.key == "weight_device" ? "weight" : "rate", literal({value.text.substr(colon + 1), value.at}));
        add(values_.keep(concat("blkio_config.", row.key)), std::move(item));
    }

    void special(const Piece& name, const Piece& value) {
        if (name.text == "--entrypoint") {
            Value words = Value::of_sequence(value.at);
            if (!value.text.empty()) words.items.push_back(literal(value));
            set("entrypoint", std::move(words));
        } else if (name.text == "--health-cmd") {
            if (value.text == "none")
                set("healthcheck.disable", Value::of_bool(true, value.at));
            else
                set("healthcheck.test", literal(value));
        } else if (name.text == "--env-file") {
            Value file = Value::of_mapping(value.at);
            file.set("path", literal(value));
            file.set("format", Value::of_text("raw", value.at));
            add("env_file", std::move(file));
        } else if (name.text == "--gpus") {
            add("gpus", read_run_gpus(value.text, value.at, values_));
        } else if (name.text == "--name") {
            name_ = value;
            set("container_name", literal(value));
        } else if (name.text == "--network" || name.text == "--net") {
            network(value);
        } else if (name.text == "--network-alias" || name.text == "--net-alias") {
            aliases_.push_back(literal(value));
        } else if (name.text == "--ip" || name.text == "--ip6") {
            addresses_.set(name.text == "--ip" ? "ipv4_address" : "ipv6_address", literal(value));
        } else if (name.text == "--link-local-ip") {
            WordValues::append(WordValues::member(addresses_, "link_local_ips", value.at), literal(value));
        } else if (name.text == "--ulimit") {
            ulimit(name, value);
        } else if (name.text == "--userns") {
            set("userns_mode", literal(value));
        } else if (name.text == "--volumes-from") {
            add("volumes_from", literal({concat("container:", value.text), value.at}));
        } else if (name.text == "--mount") {
            RunMount mount = read_run_mount(value.text, value.at, values_);
            if (!mount.volume.empty()) volume(mount.volume, value.at);
            if (!mount.value.is_null()) add("volumes", std::move(mount.value));
        } else {
            volume(name, value);
        }
    }

    void ulimit(const Piece& name, const Piece& value) {
        const size_t sign = std::min(value.text.find('='), value.text.size());
        const std::string limit = value.text.substr(std::min(sign + 1, value.text.size()));
        const size_t colon = limit.find(':');
        const auto soft = parse_integer(limit.substr(0, colon));
        const auto hard = colon == std::string::npos ? soft : parse_integer(limit.substr(colon + 1));
        if (!soft || !hard) return lose(name, value, "it is not NAME=SOFT:HARD");
        Value made = Value::of_integer(*soft, value.at);
        if (colon != std::string::npos) {
            made = Value::of_mapping(value.at);
            made.set("soft", Value::of_integer(*soft, value.at));
            made.set("hard", Value::of_integer(*hard, value.at));
        }
        set("ulimits", value.text.substr(0, sign), std::move(made));
    }

    /// A named volume is one that is there, under that name.
    void volume(std::string_view name, Span at) {
        Value& own = WordValues::member(volumes_, values_.keep(name), at);
        own = Value::of_mapping(at);
        own.set("name", values_.literal(name, at));
    }

    void volume(const Piece& name, const Piece& value) {
        const size_t colon = value.text.find(':');
        if (colon == 0) return lose(name, value, "nothing stands before the `:`");
        if (colon != std::string::npos && !std::string_view("./~").contains(value.text[0]))
            volume(std::string_view(value.text).substr(0, colon), value.at);
        add("volumes", literal(value));
    }

    /// "front", "name=front,alias=web,ip=10.1.2.3", or a mode.
    void network(const Piece& value) {
        std::string name = value.text;
        Value own = Value::of_mapping(value.at);
        if (name.contains('=') && !name.contains(':')) {
            name.clear();
            for (const auto field : split(value.text, ',')) {
                const size_t sign = std::min(field.find('='), field.size());
                const std::string_view key = field.substr(0, sign);
                const std::string text(field.substr(std::min(sign + 1, field.size())));
                if (key == "name")
                    name = text;
                else if (key == "alias")
                    WordValues::append(WordValues::member(own, "aliases", value.at), literal({text, value.at}));
                else if (key == "ip" || key == "ip6" || key == "mac-address")
                    own.set(key == "ip"    ? "ipv4_address"
                            : key == "ip6" ? "ipv6_address"
                                           : "mac_address",
                            literal({text, value.at}));
                else
                    lose(value.at, concat("`", visible(field), "` of `--network` is left out"));
            }
        }
        if (name == "host" || name == "none" || name == "bridge" || name == "default" || name.contains(':'))
            set("network_mode", literal({name == "default" ? "bridge" : name, value.at}));
        else if (!name.empty())
            WordValues::member(networks_, values_.keep(name), value.at) = std::move(own);
    }

    void networks() {
        if (networks_.entries.empty()) {
            if (!aliases_.empty() || !addresses_.entries.empty())
                lose(aliases_.empty() ? addresses_.entries[0].value.at : aliases_[0].at,
                     "`--network-alias` and `--ip` are left out: there is no network of a name",
                     "give `--network NAME`");
            return;
        }
        Value& first = networks_.entries.front().value;
        for (auto& [key, at, value] : addresses_.entries) first.set(key, std::move(value));
        for (auto& alias : aliases_)
            WordValues::append(WordValues::member(first, "aliases", alias.at), std::move(alias));
    }

    void image(const CommandWord& word) {
        key_at_ = word.at;
        set("image", literal({word.text, word.at}));
        if (!name_.text.empty()) return;
        const std::string_view last = std::string_view(word.text).substr(word.text.rfind('/') + 1);
        name_ = {normalise_name(last.substr(0, last.find_first_of(":@"))), word.at};
        if (name_.text.empty()) name_.text = "service";
    }

    Value literal(const Piece& piece) { return values_.literal(piece.text, piece.at); }

    /// The place of "logging.driver".
    Value& place(std::string_view key) {
        const size_t dot = key.find('.');
        Value& first = WordValues::member(service_, key.substr(0, dot), key_at_);
        return dot == std::string_view::npos ? first : WordValues::member(first, key.substr(dot + 1), key_at_);
    }

    void set(std::string_view key, Value value) { place(key) = std::move(value); }

    /// One member of the mapping there.
    void set(std::string_view key, const std::string& name, Value value) {
        WordValues::member(place(key), values_.keep(name), key_at_) = std::move(value);
    }

    void add(std::string_view key, Value value) { WordValues::append(place(key), std::move(value)); }

    Value finish() {
        std::ranges::sort(service_.entries, {}, &Entry::key);
        const std::string name = normalise_name(name_.text);
        service_.at = name_.at;
        Value file = Value::of_mapping(name_.at);
        Value declared = Value::of_mapping(name_.at);
        for (const auto& [network, at, own] : networks_.entries) {
            Value& one = WordValues::member(declared, network, at);
            one = Value::of_mapping(at);
            one.set("name", values_.literal(network, at));
        }
        if (!networks_.entries.empty()) service_.set("networks", std::move(networks_));
        Value services = Value::of_mapping(name_.at);
        services.entries.push_back({name.empty() ? "service" : values_.keep(name), name_.at, std::move(service_)});
        file.set("services", std::move(services));
        if (!volumes_.entries.empty()) file.set("volumes", std::move(volumes_));
        if (!declared.entries.empty()) file.set("networks", std::move(declared));
        return file;
    }

    const std::vector<CommandWord>& words_;
    WordValues values_;
    Report& report_;
    size_t at_ = 0;
    bool wrong_ = false;
    Span key_at_{};  // of the option that is read
    Piece name_{};
    Value service_ = Value::of_mapping({});
    Value networks_ = Value::of_mapping({});
    std::vector<Value> aliases_;
    Value addresses_ = Value::of_mapping({});
    Value volumes_ = Value::of_mapping({});
};

}  // namespace

DockerRun read_docker_run(const std::vector<CommandWord>& words, Texts& texts, Report& report) {
    return Reader(words, texts, report).run();
}

}  // namespace nagaya::compose
