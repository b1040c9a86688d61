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
        const auto fields = read_fields(text);
        for (const auto& field : fields)
            if (field.key == "type") type_ = field.value;
        for (const auto& field : fields) take(field);
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
        if (source_.empty() && (type_ == "bind" || type_ == "image")) {
            made_.lost.push_back({concat("`--mount ", visible(text), "` is left out: it has no source"), ""});
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
            made_.lost.push_back(
                {concat("`", visible(key), "` of `--mount type=", visible(type_), "` is left out"), ""});
    }

    /// The last one counts.
    bool set(std::string_view key, Json value) {
        const auto found = std::ranges::find(more_, key, &JsonObject::value_type::first);
        if (found != more_.end())
            found->second = std::move(value);
        else
            more_.emplace_back(std::string(key), std::move(value));
        return true;
    }

    /// What one type of mount has in a Compose file; false when this one has not, or not with that value.
    bool own(const Field& field) {
        const std::string& key = field.key;
        const std::string& value = field.value;
        if (key == "consistency" || key == "bind-create-src") return true;  // they change nothing here
        if (type_ == "bind") {
            if (key == "bind-propagation" || key == "propagation") return set("propagation", literal(value));
            if (key == "relabel" && (value == "private" || value == "shared"))
                return set("selinux", value == "private" ? "Z" : "z");
            if ((key == "z" || key == "Z") && field.is_on()) return set("selinux", key);
            const bool known = value == "enabled" || value == "disabled" || value == "writable" || value == "readonly";
            return key == "bind-recursive" && known && set("recursive", value);
        }
        if (type_ == "tmpfs") {
            if (key == "tmpfs-size") return set("size", literal(value));
            const auto mode = octal(value);
            return key == "tmpfs-mode" && mode && set("mode", Json(*mode));
        }
        if (type_ == "volume" && key == "volume-nocopy") return set("nocopy", Json(field.is_on()));
        const bool subpath = key == "subpath" || key == concat(type_, "-subpath");
        return subpath && (type_ == "volume" || type_ == "image") && set("subpath", literal(value));
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
    // The last of each counts.
    auto set = [&](std::string_view key, Json value) {
        std::erase_if(request, [&](const auto& member) { return member.first == key; });
        request.emplace_back(std::string(key), std::move(value));
    };
    // Copied from a shell, the quotes may have gone: `device=0,1`.
    for (const auto& field : read_fields(text)) {
        const bool number = !field.said && parse_integer(field.key).has_value();
        if (field.key == "all" && !field.said) {
            set("count", "all");
        } else if (field.key == "device") {
            JsonArray ids;
            for (const auto id : split(field.value, ',')) ids.push_back(literal(id));
            set("device_ids", std::move(ids));
        } else if (number && !request.empty() && request.back().first == "device_ids") {
            std::get<JsonArray>(request.back().second.value).push_back(literal(field.key));
        } else if (number || field.key == "count") {
            const std::string& count = number ? field.key : field.value;
            const auto wanted = parse_integer(count);
            set("count", wanted && *wanted >= 0 ? Json(*wanted) : Json("all"));
        } else if (field.key == "driver") {
            set("driver", literal(field.value));
        } else if (field.key == "capabilities") {
            JsonArray list;
            for (const auto one : split(field.value, ',')) list.push_back(literal(one));
            set("capabilities", std::move(list));
        } else {
            made.lost.push_back({concat("`", visible(field.key), "` of `--gpus` is left out"), ""});
        }
    }
    const auto named = [](const auto& member) { return member.first == "device_ids"; };
    const auto counted = [](const auto& member) { return member.first == "count"; };
    if (std::ranges::any_of(request, named) && std::erase_if(request, counted) > 0)
        made.lost.push_back({"`count` of `--gpus` is left out: the devices are named", ""});
    made.value = Json(std::move(request));
    return made;
}

}  // namespace nagaya::compose
