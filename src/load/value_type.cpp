#include "load/value_type.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "load/names.hpp"
#include "model/duration.hpp"

namespace nagaya::load {

namespace {

/// What belongs to a form of text: its name for people, the plural, the rule, and the test.
struct TextForm {
    ValueForm form;
    std::string_view one;
    std::string_view many;
    std::string_view rule;
    bool (*test)(std::string_view);
};

bool is_any(std::string_view) { return true; }
bool is_root_or_account(std::string_view text) { return is_account_name(text); }
bool is_owner(std::string_view text) { return is_account_name(text) || parse_number(text).has_value(); }
bool is_address_or_here(std::string_view text) { return text.empty() || is_host_address(text); }

bool is_mode(std::string_view text) {
    return (text.size() == 3 || text.size() == 4) &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '7'; });
}

bool is_need(std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return is_name(text);
    const std::string_view condition = text.substr(colon + 1);
    return is_name(text.substr(0, colon)) && (condition == "started" || condition == "healthy");
}

bool is_duration(std::string_view text) { return model::parse_duration(text).has_value(); }

constexpr std::string_view name_rule = "small letters, digits and `-`, first a letter, at most 31 characters";

constexpr TextForm text_forms[] = {
    {ValueForm::text, "a string", "strings", "", is_any},
    {ValueForm::name, "a name", "names", name_rule, is_name},
    {ValueForm::account, "an account name", "account names",
     "small letters, digits, `-` and `_`, first a letter or `_`, at most 31 characters", is_root_or_account},
    {ValueForm::owner, "an account name or a number", "account names", "such as `web` or `1000`", is_owner},
    {ValueForm::file_name, "a file name", "file names", "one name without `/`", is_file_name},
    {ValueForm::relative_path, "a relative path", "relative paths", "names joined by `/`, without `.` and `..`",
     is_relative_path},
    {ValueForm::absolute_path, "an absolute path", "absolute paths", "starts with `/`, without `.`, `..` and `//`",
     is_absolute_path},
    {ValueForm::directory, "a directory", "directories", "absolute, or relative to the site such as `../secrets`",
     is_directory_path},
    {ValueForm::domain, "a domain name", "domain names", "such as `example.org`", is_domain},
    {ValueForm::address, "a host's address", "host addresses",
     "`ssh://user@host`, `lab://name`, or left out for this machine", is_address_or_here},
    {ValueForm::ipv4, "an IPv4 address", "IPv4 addresses", "such as `169.254.1.3`", is_ipv4},
    {ValueForm::network, "a network", "networks", "such as `10.0.0.0/8` or `fd00::/8`", is_network},
    {ValueForm::open_port, "a port", "ports", "such as `22` or `51820/udp`", is_open_port},
    {ValueForm::version, "a version", "versions", "such as `5.4`", is_version},
    {ValueForm::mode, "a file mode", "file modes", "octal digits in quotes such as `\"0750\"`", is_mode},
    {ValueForm::need, "a service to wait for", "services to wait for", "`name`, `name:started` or `name:healthy`",
     is_need},
    {ValueForm::url, "a URL", "URLs", "`http://` and an address without blanks, such as `http://127.0.0.1:8080/`",
     is_probe_url},
    {ValueForm::socket_address, "an address with a port", "addresses with ports", "such as `127.0.0.1:5432`",
     is_socket_address},
    {ValueForm::size, "a size", "sizes", "a number with `k`, `m` or `g`, such as `16m`; `0` for any", is_size},
    {ValueForm::upstream, "a URL to hand requests to", "URLs to hand requests to",
     "`http://` or `https://`, an address and a port, without a path, such as `http://10.0.0.5:8080`", is_upstream},
    {ValueForm::host_name, "a host name", "host names", "such as `cloud.@@DOMAIN@@` or `*.example.org`",
     is_host_name_pattern},
    {ValueForm::secret_name, "a secret's name", "names of secrets",
     "letters, digits and `._-`, first a letter or digit, without `.age` at its end", is_secret_name},
    {ValueForm::secret_file, "a secret's name", "names of secrets",
     "`name`, or `name:101` with the owner's number inside the container; without `.age`", is_secret_file},
    {ValueForm::recipient, "a public key", "public keys",
     "such as `age1…` (age-keygen prints it) or `ssh-ed25519 AAAA…`", is_recipient},
    {ValueForm::age_key, "a public key", "public keys", "`age1…`, as `nagaya host init` prints it", is_age_key},
    {ValueForm::pattern, "a pattern of files", "patterns of files",
     "a path that starts with `files/`, in which `*` stands for anything but `/`", is_file_pattern},
    {ValueForm::duration, "a span of time", "spans of time",
     "a number with a unit, such as `500ms`, `30s`, `2m` or `7d`", is_duration},
};

const TextForm* text_form(ValueForm form) {
    auto found = std::ranges::find(text_forms, form, &TextForm::form);
    return found == std::end(text_forms) ? nullptr : &*found;
}

std::string such_as(std::string_view example) {
    return example.empty() ? std::string() : concat("such as `", example, "`");
}

/// Checks one value; what it reports stands at the value.
class ItemCheck {
public:
    ItemCheck(std::string_view key, const ValueType& type, std::string_view example, Report& report)
        : key_(key), type_(type), example_(example), report_(report) {}

    std::optional<CheckedItem> check(const syntax::TomlValue& value) const {
        switch (type_.form) {
            case ValueForm::integer: return check_integer(value);
            case ValueForm::boolean: return check_boolean(value);
            case ValueForm::scalar: return check_scalar(value);
            case ValueForm::word: return check_word(value);
            default: return check_text(value);
        }
    }

    std::nullopt_t wrong_type(const syntax::TomlValue& value, std::string_view wanted) const {
        report_.add({.code = "wrong-type",
                     .message = concat(in_backticks(key_), " is ", article(value), ", not ", wanted),
                     .at = value.at,
                     .help = such_as(example_)});
        return std::nullopt;
    }

private:
    static std::string article(const syntax::TomlValue& value) {
        const std::string_view type = syntax::type_name(value);
        return concat(std::string_view("aeiou").contains(type.front()) ? "an " : "a ", type);
    }

    ValueType element() const {
        ValueType one = type_;
        one.at_least = one.at_most = 1;
        return one;
    }

    std::optional<CheckedItem> check_integer(const syntax::TomlValue& value) const {
        const int64_t* number = std::get_if<int64_t>(&value.value);
        if (number == nullptr) return wrong_type(value, describe(element()));
        if (*number < type_.low || *number > type_.high) {
            report_.add({.code = "out-of-range",
                         .message = concat(in_backticks(key_), " is ", *number, ", which is not between ", type_.low,
                                           " and ", type_.high),
                         .at = value.at,
                         .help = such_as(example_)});
            return std::nullopt;
        }
        return CheckedItem{.text = concat(*number), .number = *number, .at = value.at};
    }

    std::optional<CheckedItem> check_boolean(const syntax::TomlValue& value) const {
        const bool* flag = std::get_if<bool>(&value.value);
        if (flag == nullptr) return wrong_type(value, describe(element()));
        return CheckedItem{.text = *flag ? "true" : "false", .number = *flag, .at = value.at};
    }

    std::optional<CheckedItem> check_scalar(const syntax::TomlValue& value) const {
        if (std::holds_alternative<int64_t>(value.value)) {
            const int64_t number = std::get<int64_t>(value.value);
            return CheckedItem{.text = concat(number), .number = number, .at = value.at};
        }
        if (std::holds_alternative<bool>(value.value)) return check_boolean(value);
        const std::string* text = std::get_if<std::string>(&value.value);
        if (text == nullptr) return wrong_type(value, describe(element()));
        return CheckedItem{.text = *text, .at = value.at};
    }

    std::optional<CheckedItem> check_word(const syntax::TomlValue& value) const {
        const std::string* text = std::get_if<std::string>(&value.value);
        if (text == nullptr) return wrong_type(value, describe(element()));
        const auto found = std::ranges::find(type_.words, *text);
        if (found != type_.words.end()) {
            return CheckedItem{.text = *text, .number = found - type_.words.begin(), .at = value.at};
        }
        Diagnostic finding{
            .code = "wrong-type",
            .message = concat(in_backticks(key_), " is ", in_backticks(*text), ", not ", describe(element())),
            .at = value.at,
            .help = did_you_mean(*text, type_.words)};
        if (auto meant = nearest(*text, type_.words)) {
            finding.fixes.push_back({.at = value.at, .replacement = syntax::toml_string(*meant)});
        }
        report_.add(std::move(finding));
        return std::nullopt;
    }

    std::optional<CheckedItem> check_text(const syntax::TomlValue& value) const {
        const TextForm* form = text_form(type_.form);
        const std::string* text = std::get_if<std::string>(&value.value);
        if (text == nullptr) return wrong_type(value, form->one);
        if (!is_text(*text)) {
            report_.add({.code = "bad-name",
                         .message = concat(in_backticks(key_), " has a NUL character"),
                         .at = value.at,
                         .help = such_as(example_)});
            return std::nullopt;
        }
        if (!form->test(*text)) {
            report_.add({.code = "bad-name",
                         .message = concat(in_backticks(*text), " is not ", form->one),
                         .at = value.at,
                         .help = concat("write ", form->one, ": ", form->rule)});
            return std::nullopt;
        }
        CheckedItem item{.text = *text, .at = value.at};
        if (type_.form == ValueForm::mode) item.number = std::stol(*text, nullptr, 8);
        if (type_.form == ValueForm::duration) return check_duration(std::move(item));
        return item;
    }

    std::optional<CheckedItem> check_duration(CheckedItem item) const {
        item.number = static_cast<int64_t>(model::parse_duration(item.text).value_or(0));
        if (item.number >= type_.low && item.number <= type_.high) return item;
        const auto shown = [](int64_t ms) { return model::print_duration(static_cast<uint64_t>(ms)); };
        report_.add({.code = "out-of-range",
                     .message = concat(in_backticks(key_), " is ", item.text, ", which is not between ",
                                       shown(type_.low), " and ", shown(type_.high)),
                     .at = item.at,
                     .help = such_as(example_)});
        return std::nullopt;
    }

    std::string_view key_;
    const ValueType& type_;
    std::string_view example_;
    Report& report_;
};

/// The number of elements and, for a range, their order.
bool check_count(const syntax::TomlEntry& entry, const ValueType& type, size_t count, Report& report) {
    if (count >= type.at_least && count <= type.at_most) return true;
    const bool exact = type.at_least == type.at_most;
    report.add({.code = "out-of-range",
                .message = concat(in_backticks(entry.key), " has ", plural(count, "element"), ", not ",
                                  exact ? "" : "at least ", count > type.at_most ? type.at_most : type.at_least),
                .at = entry.value.at});
    return false;
}

}  // namespace

std::string describe(const ValueType& type) {
    if (type.list()) {
        ValueType element = type;
        element.at_most = 1;
        if (type.at_least == 2 && type.at_most == 2) return "a range of two integers [first, last]";
        if (const TextForm* form = text_form(type.form)) return concat("a list of ", form->many);
        return concat("a list, each ", describe(element));
    }
    switch (type.form) {
        case ValueForm::integer:
            if (type.low == 1 && type.high == 65'535) return "a port number";
            return concat("an integer from ", type.low, " to ", type.high);
        case ValueForm::boolean: return "true or false";
        case ValueForm::scalar: return "a string, an integer or a boolean";
        case ValueForm::word: {
            std::string words;
            for (size_t i = 0; i < type.words.size(); ++i) {
                words += concat(i == 0 ? "" : i + 1 == type.words.size() ? " or " : ", ", '"', type.words[i], '"');
            }
            return words;
        }
        default: return std::string(text_form(type.form)->one);
    }
}

std::optional<CheckedValue> check_value(const syntax::TomlEntry& entry, const ValueType& type, std::string_view example,
                                        Report& report) {
    const ItemCheck items(entry.key, type, example, report);
    CheckedValue checked{.key = entry.key, .key_at = entry.key_at, .items = {}, .at = entry.value.at};
    if (!type.list()) {
        auto item = items.check(entry.value);
        if (!item) return std::nullopt;
        checked.items.push_back(std::move(*item));
        return checked;
    }
    const auto* array = std::get_if<syntax::TomlArray>(&entry.value.value);
    if (array == nullptr) return items.wrong_type(entry.value, describe(type));
    if (!check_count(entry, type, array->size(), report)) return std::nullopt;
    checked.items.reserve(array->size());
    for (const syntax::TomlValue& element : *array) {
        if (auto item = items.check(element)) checked.items.push_back(std::move(*item));
    }
    if (type.at_most == 2) {
        if (checked.items.size() < 2) return std::nullopt;
        if (checked.items[0].number > checked.items[1].number) {
            report.add({.code = "out-of-range",
                        .message = concat(in_backticks(entry.key), " ends before it starts"),
                        .at = entry.value.at,
                        .help = such_as(example)});
            return std::nullopt;
        }
    }
    return checked;
}

}  // namespace nagaya::load
