#include "compose/bind_texts.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "compose/scalars.hpp"

namespace nagaya::compose {

std::optional<Value> ListBinder::keep(Keep keep, const Value& value) {
    switch (keep) {
        case Keep::strings: return strings(value);
        case Keep::mapping:
        case Keep::environment:
        case Keep::labels:
        case Keep::options: return pairs(value, keep);
        case Keep::multi_options: return multi_options(value);
        case Keep::hosts: return hosts(value);
        case Keep::command: return command(value);
        case Keep::test: return test(value);
        case Keep::ssh: return ssh(value);
        default: return std::nullopt;
    }
}

Value ListBinder::text_of(const Value& value) {
    if (value.is_text()) return value;
    return Value::of_text(value.is_null() ? std::string_view{} : texts_.keep(print_scalar(value)), value.at);
}

std::optional<Value> ListBinder::strings(const Value& value) {
    Value made = Value::of_sequence(value.at);
    if (value.is_text()) made.items.push_back(value);
    for (const auto& item : value.items)
        if (!item.is_broken()) made.items.push_back(text_of(item));
    if (made.items.empty()) return std::nullopt;
    return made;
}

std::optional<Value> ListBinder::pairs(const Value& value, Keep keep) {
    Value made = Value::of_mapping(value.at);
    for (const auto& entry : value.entries) {
        if (entry.value.is_broken()) continue;
        const bool null = entry.value.is_null() && keep == Keep::environment;
        made.entries.push_back({entry.key, entry.key_at, null ? entry.value : text_of(entry.value)});
    }
    std::unordered_map<std::string_view, size_t> places;
    for (const auto& item : value.items) {
        if (item.is_broken()) continue;
        const std::string_view text = text_of(item).text;
        const size_t sign = text.find('=');
        const std::string_view key = text.substr(0, sign);
        if (keep == Keep::environment && !key.empty() && std::string_view(" \t\n\v\f\r").contains(key.back())) {
            fail(item, concat("the variable `", visible(key), "` ends in a blank"));
            continue;
        }
        Value kept = sign != std::string_view::npos ? Value::of_text(text.substr(sign + 1), item.at)
                     : keep == Keep::environment    ? Value::of_null(item.at)
                                                    : Value::of_text("", item.at);
        const auto [there, fresh] = places.emplace(key, made.entries.size());
        if (fresh)
            made.entries.push_back({key, item.at, std::move(kept)});
        else
            made.entries[there->second].value = std::move(kept);
    }
    if (made.entries.empty()) return std::nullopt;
    std::ranges::sort(made.entries, {}, &Entry::key);
    return made;
}

std::optional<Value> ListBinder::multi_options(const Value& value) {
    Value made = Value::of_mapping(value.at);
    for (const auto& entry : value.entries) {
        Value list = Value::of_sequence(entry.value.at);
        if (entry.value.is_sequence())
            for (const auto& item : entry.value.items) list.items.push_back(text_of(item));
        else
            list.items.push_back(text_of(entry.value));
        made.entries.push_back({entry.key, entry.key_at, std::move(list)});
    }
    if (made.entries.empty()) return std::nullopt;
    return made;
}

std::optional<Value> ListBinder::hosts(const Value& value) {
    struct Host {
        std::string_view name;
        std::string_view addresses;
        const Value* from;
    };
    std::vector<Host> hosts;
    for (const auto& entry : value.entries) {
        if (entry.value.is_sequence())
            for (const auto& item : entry.value.items) hosts.push_back({entry.key, text_of(item).text, &item});
        else
            hosts.push_back({entry.key, text_of(entry.value).text, &entry.value});
    }
    for (const auto& item : value.items) {
        if (item.is_broken()) continue;
        const std::string_view text = text_of(item).text;
        size_t sign = text.find('=');
        if (sign == std::string_view::npos) sign = text.find(':');
        if (sign == std::string_view::npos) {
            fail(item, concat("`", visible(text), "` has no address for the host"));
            continue;
        }
        for (const auto address : split(text.substr(sign + 1), ','))
            hosts.push_back({text.substr(0, sign), address, &item});
    }
    Value made = Value::of_sequence(value.at);
    for (const auto& host : hosts) {
        if (host.name.empty() || host.name.find_first_of(":=") != std::string_view::npos) {
            fail(*host.from, concat("`", visible(host.name), "` is not a host's name"));
            continue;
        }
        std::string_view address = host.addresses;
        if (address.size() > 2 && address.starts_with('[') && address.ends_with(']'))
            address = address.substr(1, address.size() - 2);
        made.items.push_back(Value::of_text(texts_.keep(concat(host.name, "=", address)), host.from->at));
    }
    if (made.items.empty()) return std::nullopt;
    std::ranges::sort(made.items, {}, &Value::text);
    return made;
}

std::optional<Value> ListBinder::command(const Value& value) {
    Value made = Value::of_sequence(value.at);
    if (value.is_sequence()) {
        for (const auto& item : value.items)
            if (!item.is_broken()) made.items.push_back(text_of(item));
        return made;
    }
    if (!value.is_text()) return std::nullopt;
    auto words = split_command(value.text);
    if (!words) {
        fail(value, "the command has a quote that does not end, or a parenthesis outside quotes");
        return std::nullopt;
    }
    if (words->cut)
        report_.add({.code = "compose-command-cut",
                     .severity = Severity::warning,
                     .message = "the command ends at an unquoted `;`, `&`, `|`, `<` or `>`: no shell reads it",
                     .at = value.at,
                     .help = "write [\"sh\", \"-c\", \"…\"] for a shell, or put the sign in quotes"});
    for (auto& word : words->words) made.items.push_back(Value::of_text(texts_.keep(std::move(word)), value.at));
    return made;
}

std::optional<Value> ListBinder::test(const Value& value) {
    if (!value.is_text()) return strings(value);
    Value made = Value::of_sequence(value.at);
    made.items.push_back(Value::of_text("CMD-SHELL", value.at));
    made.items.push_back(value);
    return made;
}

std::optional<Value> ListBinder::ssh(const Value& value) {
    Value made = Value::of_sequence(value.at);
    for (const auto& entry : value.entries)
        made.items.push_back(Value::of_text(
            entry.value.is_null() ? entry.key : texts_.keep(concat(entry.key, ": ", print_scalar(entry.value))),
            entry.value.at));
    if (made.items.empty()) return std::nullopt;
    return made;
}

void ListBinder::fail(const Value& value, std::string message) {
    report_.add({.code = "compose-value", .message = std::move(message), .at = value.at});
}

}  // namespace nagaya::compose
