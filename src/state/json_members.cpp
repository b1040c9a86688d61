#include "state/json_members.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::state {

namespace {

template <class T>
bool holds(const Json& json) {
    return std::holds_alternative<T>(json.value);
}

bool absent(const Json& json) { return holds<std::nullptr_t>(json); }

std::unexpected<Error> not_a(std::string_view key, std::string_view type) {
    return fail(ErrorKind::malformed, concat("`", visible(key), "` is not ", type));
}

Result<std::string> text_of(const Json& json, std::string_view key, size_t longest) {
    if (!holds<std::string>(json)) return not_a(key, "a string");
    if (json.text().size() > longest) return fail(ErrorKind::limit, concat("`", visible(key), "` is too long"));
    return std::string(json.text());
}

}  // namespace

Result<std::string> read_text(const Json& object, std::string_view key, size_t longest) {
    const Json& member = object[key];
    if (absent(member)) return std::string();
    return text_of(member, key, longest);
}

Result<bool> read_flag(const Json& object, std::string_view key) {
    const Json& member = object[key];
    if (!absent(member) && !holds<bool>(member)) return not_a(key, "true or false");
    return member.flag();
}

Result<uint64_t> read_number(const Json& object, std::string_view key, uint64_t most, uint64_t otherwise) {
    const Json& member = object[key];
    if (absent(member)) return otherwise;
    if (!holds<int64_t>(member)) return not_a(key, "a number");
    const int64_t number = member.number();
    if (number < 0 || static_cast<uint64_t>(number) > most) {
        return fail(ErrorKind::limit, concat("`", visible(key), "` is not between 0 and ", most));
    }
    return static_cast<uint64_t>(number);
}

Result<uint32_t> read_small(const Json& object, std::string_view key, uint32_t otherwise) {
    return static_cast<uint32_t>(TRY(read_number(object, key, UINT32_MAX, otherwise)));
}

Result<uint32_t> read_mode(const Json& object, std::string_view key) {
    const std::string text = TRY(read_text(object, key));
    const bool digits = !text.empty() && text.size() <= 5 && text.find_first_not_of("01234567") == std::string::npos;
    uint32_t mode = 0;
    for (char digit : text) mode = mode * 8 + static_cast<uint32_t>(digit - '0');
    if (!digits || mode > 07777) return not_a(key, "a mode in octal digits");
    return mode;
}

Result<std::string> read_digest(const Json& object, std::string_view key) {
    std::string text = TRY(read_text(object, key));
    if (!text.empty() && (text.size() != 64 || text.find_first_not_of("0123456789abcdef") != std::string::npos)) {
        return not_a(key, "a digest of 64 hex digits");
    }
    return text;
}

Result<std::vector<std::string>> read_texts(const Json& object, std::string_view key, size_t longest) {
    const JsonArray& array = *TRY(read_array(object, key));
    std::vector<std::string> texts;
    texts.reserve(array.size());
    for (const Json& element : array) texts.push_back(TRY(text_of(element, key, longest)));
    return texts;
}

Result<std::map<std::string, std::string>> read_text_map(const Json& object, std::string_view key) {
    const Json& member = object[key];
    if (!absent(member) && !holds<JsonObject>(member)) return not_a(key, "an object");
    if (member.object().size() > most_elements) return fail(ErrorKind::limit, concat("`", key, "` is too long"));
    std::map<std::string, std::string> map;
    for (const auto& [name, value] : member.object()) {
        if (name.size() > longest_text) return fail(ErrorKind::limit, concat("a name in `", key, "` is too long"));
        map.emplace(name, TRY(text_of(value, name, longest_text)));
    }
    return map;
}

Result<const JsonArray*> read_array(const Json& object, std::string_view key, size_t most) {
    const Json& member = object[key];
    if (!absent(member) && !holds<JsonArray>(member)) return not_a(key, "an array");
    if (member.array().size() > most) return fail(ErrorKind::limit, concat("`", visible(key), "` is too long"));
    return &member.array();
}

Result<void> check_version(const Json& json, int64_t newest) {
    if (!holds<JsonObject>(json)) return fail(ErrorKind::malformed, "it is not a JSON object");
    const int64_t version = json["version"].number();
    if (version <= 0) return fail(ErrorKind::malformed, "it has no `version`");
    if (version > newest) {
        return fail(ErrorKind::unsupported,
                    concat("it has version ", version, ", and this nagaya reads version ", newest, " only"));
    }
    return {};
}

Json text_map_to_json(const std::map<std::string, std::string>& map) {
    JsonObject object;
    for (const auto& [name, value] : map) object.emplace_back(name, value);
    return object;
}

}  // namespace nagaya::state
