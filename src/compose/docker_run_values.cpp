#include "compose/docker_run_values.hpp"

#include <vector>

#include "base/text.hpp"
#include "compose/scalars.hpp"

namespace nagaya::compose {

namespace {

/// Fields between commas; one in double quotes may hold commas, and doubled quotes are one. RFC 4180
std::vector<std::string> split_fields(std::string_view text) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"')
            fields.back() += text[i++];
        else if (text[i] == '"')
            quoted = !quoted;
        else if (text[i] == ',' && !quoted)
            fields.emplace_back();
        else
            fields.back() += text[i];
    }
    return fields;
}

struct Field {
    std::string key;
    std::string value;  // "" when there is none
    bool said = false;  // has a value

    bool is_on() const { return !said || parse_boolean(value).value_or(value == "1"); }
};

std::vector<Field> read_fields(std::string_view text) {
    std::vector<Field> made;
    for (const auto& field : split_fields(text)) {
        const size_t sign = field.find('=');
        made.push_back({.key = field.substr(0, sign),
                        .value = sign == std::string::npos ? "" : field.substr(sign + 1),
                        .said = sign != std::string::npos});
    }
    return made;
}

class MountReader {
public:
    MountReader(std::string_view text, Span at, WordValues& values) : text_(text), at_(at), values_(values) {}

    RunMount read() {
        const auto fields = read_fields(text_);
        for (const auto& field : fields)
            if (field.key == "type") type_ = field.value;
        for (const auto& field : fields) take(field);
        if (target_.empty()) return refuse("it has no target");
        const bool known = type_ == "bind" || type_ == "volume" || type_ == "tmpfs" || type_ == "image";
        if (!known)
            return refuse(concat("Compose has no mounts of type `", visible(type_), "`"),
                          "write `Mount=` in a drop-in");
        if (source_.empty() && (type_ == "bind" || type_ == "image")) return refuse("it has no source");
        RunMount made{.value = Value::of_mapping(at_), .volume = {}};
        const std::string_view type = values_.keep(type_);
        made.value.set("type", Value::of_text(type, at_));
        made.value.set("target", values_.literal(target_, at_));
        if (!source_.empty()) made.value.set("source", values_.literal(source_, at_));
        if (read_only_) made.value.set("read_only", Value::of_bool(true, at_));
        if (!more_.entries.empty()) made.value.set(type, std::move(more_));
        if (type_ == "volume") made.volume = values_.keep(source_);
        return made;
    }

private:
    RunMount refuse(std::string_view why, std::string_view help = "") {
        values_.lose(at_, concat("`--mount ", visible(text_), "` is left out: ", why), help);
        return {};
    }

    void take(const Field& field) {
        const std::string& key = field.key;
        if (key == "type") return;
        if ((key == "source" || key == "src") && type_ != "tmpfs")
            source_ = field.value;
        else if (key == "target" || key == "dst" || key == "destination")
            target_ = field.value;
        else if (key == "readonly" || key == "ro")
            read_only_ = field.is_on();
        else if (key == "rw")
            read_only_ = !field.is_on();
        else if (!own(field))
            values_.lose(at_, concat("`", visible(key), "` of `--mount type=", visible(type_), "` is left out"));
    }

    /// The last one counts.
    bool set(std::string_view key, Value value) {
        more_.set(key, std::move(value));
        return true;
    }
    bool set(std::string_view key, std::string_view text) { return set(key, values_.literal(text, at_)); }

    /// What one type of mount has in a Compose file; false when this one has not, or not with that value.
    bool own(const Field& field) {
        const std::string& key = field.key;
        const std::string& value = field.value;
        if (key == "consistency" || key == "bind-create-src") return true;  // they change nothing here
        if (type_ == "bind") {
            if (key == "bind-propagation" || key == "propagation") return set("propagation", value);
            if (key == "relabel" && (value == "private" || value == "shared"))
                return set("selinux", value == "private" ? "Z" : "z");
            if ((key == "z" || key == "Z") && field.is_on()) return set("selinux", std::string_view(key));
            const bool known = value == "enabled" || value == "disabled" || value == "writable" || value == "readonly";
            return key == "bind-recursive" && known && set("recursive", value);
        }
        if (type_ == "tmpfs") {
            if (key == "tmpfs-size") return set("size", value);
            const auto mode = octal(value);
            return key == "tmpfs-mode" && mode && set("mode", Value::of_integer(*mode, at_));
        }
        if (type_ == "volume" && key == "volume-nocopy") return set("nocopy", Value::of_bool(field.is_on(), at_));
        const bool subpath = key == "subpath" || key == concat(type_, "-subpath");
        return subpath && (type_ == "volume" || type_ == "image") && set("subpath", value);
    }

    static std::optional<int64_t> octal(std::string_view digits) {
        int64_t number = 0;
        for (const char digit : digits) {
            if (digit < '0' || digit > '7' || number > 07777) return std::nullopt;
            number = number * 8 + (digit - '0');
        }
        return digits.empty() ? std::nullopt : std::optional(number);
    }

    std::string_view text_;
    Span at_;
    WordValues& values_;
    std::string type_ = "volume";
    std::string source_;
    std::string target_;
    bool read_only_ = false;
    Value more_ = Value::of_mapping(at_);
};

}  // namespace

Value WordValues::literal(std::string_view text, Span at) {
    std::string doubled;
    for (const char byte : text) {
        if (byte == '$') doubled += '$';
        doubled += byte;
    }
    return Value::of_text(texts_.keep(std::move(doubled)), at);
}

Value WordValues::number(std::string_view text, Span at) {
    const auto whole = parse_integer(text);
    return whole ? Value::of_integer(*whole, at) : literal(text, at);
}

void WordValues::lose(Span at, std::string message, std::string_view help) {
    report_.add({.code = "compose-loss",
                 .severity = Severity::warning,
                 .message = std::move(message),
                 .at = at,
                 .help = std::string(help)});
}

Value& WordValues::member(Value& mapping, std::string_view key, Span at) {
    if (!mapping.is_mapping()) mapping = Value::of_mapping(at);
    if (auto* there = mapping.find(key)) return *there;
    return mapping.set(key, Value::of_null(at));
}

void WordValues::append(Value& sequence, Value item) {
    if (!sequence.is_sequence()) sequence = Value::of_sequence(item.at);
    sequence.items.push_back(std::move(item));
}

RunMount read_run_mount(std::string_view text, Span at, WordValues& values) {
    return MountReader(text, at, values).read();
}

Value read_run_gpus(std::string_view text, Span at, WordValues& values) {
    Value request = Value::of_mapping(at);
    // The last of each counts.
    auto set = [&](std::string_view key, Value value) {
        request.erase(key);
        request.set(key, std::move(value));
    };
    const auto list = [&](std::string_view items) {
        Value made = Value::of_sequence(at);
        for (const auto item : split(items, ',')) made.items.push_back(values.literal(item, at));
        return made;
    };
    // Copied from a shell, the quotes may have gone: `device=0,1`.
    for (const auto& field : read_fields(text)) {
        const bool number = !field.said && parse_integer(field.key).has_value();
        if (field.key == "all" && !field.said) {
            set("count", Value::of_text("all", at));
        } else if (field.key == "device") {
            set("device_ids", list(field.value));
        } else if (number && !request.entries.empty() && request.entries.back().key == "device_ids") {
            request.entries.back().value.items.push_back(values.literal(field.key, at));
        } else if (number || field.key == "count") {
            const auto wanted = parse_integer(number ? field.key : field.value);
            set("count", wanted && *wanted >= 0 ? Value::of_integer(*wanted, at) : Value::of_text("all", at));
        } else if (field.key == "driver") {
            set("driver", values.literal(field.value, at));
        } else if (field.key == "capabilities") {
            set("capabilities", list(field.value));
        } else {
            values.lose(at, concat("`", visible(field.key), "` of `--gpus` is left out"));
        }
    }
    if (request.find("device_ids") != nullptr && request.find("count") != nullptr) {
        request.erase("count");
        values.lose(at, "`count` of `--gpus` is left out: the devices are named");
    }
    return request;
}

}  // namespace nagaya::compose
