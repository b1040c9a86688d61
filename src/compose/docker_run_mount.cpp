#include "compose/docker_run_mount.hpp"

#include <algorithm>

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

Json literal(std::string_view text) {
    std::string doubled;
    for (const char byte : text) doubled += byte == '$' ? std::string_view("$$") : std::string_view(&byte, 1);
    return Json(std::move(doubled));
}

class MountReader {
public:
    RunMount read(std::string_view text) {
        for (auto& field : read_fields(text)) take(field);
        if (target_.empty()) {
            made_.lost.push_back({concat("`--mount ", visible(text), "` is left out: it has no target"), ""});
            return std::move(made_);
        }
        const bool known = type_ == "bind" || type_ == "volume" || type_ == "tmpfs" || type_ == "image";
        if (!known) {
            made_.lost.push_back({concat("`--mount ", visible(text), "` is left out: Compose has no mounts of type `",
                                         visible(type_), "`"),
                                  "write `Mount=` in a drop-in"});
            return std::move(made_);
        }
        JsonObject value{{"type", type_}, {"target", literal(target_)}};
        if (!source_.empty()) value.emplace_back("source", literal(source_));
        if (read_only_) value.emplace_back("read_only", Json(true));
        if (!more_.empty()) value.emplace_back(type_, std::move(more_));
        made_.value = Json(std::move(value));
        if (type_ == "volume") made_.volume = source_;
        return std::move(made_);
    }

private:
    void take(const Field& field) {
        const std::string& key = field.key;
        if (key == "type")
            type_ = field.value;
        else if (key == "source" || key == "src")
            source_ = field.value;
        else if (key == "target" || key == "dst" || key == "destination")
            target_ = field.value;
        else if (key == "readonly" || key == "ro")
            read_only_ = field.is_on();
        else if (key == "rw")
            read_only_ = !field.is_on();
        else if (!own(field))
            made_.lost.push_back({concat("`", visible(key), "` of `--mount` is left out"), ""});
    }

    /// What one type of mount has.
    bool own(const Field& field) {
        const std::string& key = field.key;
        if (key == "bind-propagation" || key == "propagation") {
            more_.emplace_back("propagation", literal(field.value));
        } else if (key == "relabel") {
            more_.emplace_back("selinux", field.value == "private" ? "Z" : "z");
        } else if (key == "z" || key == "Z") {
            more_.emplace_back("selinux", key);
        } else if (key == "bind-recursive") {
            more_.emplace_back("recursive", literal(field.value));
        } else if (key == "volume-nocopy") {
            more_.emplace_back("nocopy", Json(field.is_on()));
        } else if (key == "volume-subpath" || key == "subpath" || key == "image-subpath") {
            more_.emplace_back("subpath", literal(field.value));
        } else if (key == "tmpfs-size") {
            more_.emplace_back("size", literal(field.value));
        } else if (key == "tmpfs-mode") {
            const auto mode = octal(field.value);
            if (!mode) return false;
            more_.emplace_back("mode", Json(*mode));
        } else {
            return key == "consistency" || key == "bind-create-src";  // they change nothing here
        }
        return true;
    }

    static std::optional<int64_t> octal(std::string_view digits) {
        int64_t number = 0;
        for (const char digit : digits) {
            if (digit < '0' || digit > '7' || number > 07777) return std::nullopt;
            number = number * 8 + (digit - '0');
        }
        return digits.empty() ? std::nullopt : std::optional(number);
    }

    std::string type_ = "volume";
    std::string source_;
    std::string target_;
    bool read_only_ = false;
    JsonObject more_;
    RunMount made_;
};

}  // namespace

RunMount read_run_mount(std::string_view text) { return MountReader().read(text); }

RunGpus read_run_gpus(std::string_view text) {
    RunGpus made;
    JsonObject request;
    // Copied from a shell, the quotes may have gone: `device=0,1`.
    for (const auto& field : read_fields(text)) {
        const bool number = !field.said && parse_integer(field.key).has_value();
        if (field.key == "all" && !field.said) {
            request.emplace_back("count", "all");
        } else if (field.key == "device") {
            JsonArray ids;
            for (const auto id : split(field.value, ',')) ids.push_back(literal(id));
            request.emplace_back("device_ids", std::move(ids));
        } else if (number && !request.empty() && request.back().first == "device_ids") {
            std::get<JsonArray>(request.back().second.value).push_back(literal(field.key));
        } else if (number || field.key == "count") {
            const std::string& count = number ? field.key : field.value;
            const auto wanted = parse_integer(count);
            request.emplace_back("count", wanted && *wanted >= 0 ? Json(*wanted) : Json("all"));
        } else if (field.key == "driver") {
            request.emplace_back("driver", literal(field.value));
        } else if (field.key == "capabilities") {
            JsonArray list;
            for (const auto one : split(field.value, ',')) list.push_back(literal(one));
            request.emplace_back("capabilities", std::move(list));
        } else {
            made.lost.push_back({concat("`", visible(field.key), "` of `--gpus` is left out"), ""});
        }
    }
    made.value = Json(std::move(request));
    return made;
}

}  // namespace nagaya::compose
