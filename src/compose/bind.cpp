#include "compose/bind.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "compose/bind_texts.hpp"
#include "compose/scalars.hpp"

namespace nagaya::compose {

namespace {

/// Records whose extensions nobody keeps.
bool forgets_extensions(const Record& record) {
    return record.name == "device_request" || record.name == "gpu_request" || record.name == "ipam_config" ||
           record.name == "ulimits" || record.others != Record::Others::extensions;
}

/// Records that print every field, zero or not.
bool prints_all(const Record& record) {
    return record.name.starts_with("blkio_") || record.name == "discrete_resource_spec";
}

bool is_unsigned(std::string_view key) {
    return key == "target" || key == "retries" || key == "parallelism" || key == "max_attempts" ||
           key == "max_replicas_per_node" || key == "weight" || key == "mode";
}

class Binder {
public:
    Binder(Form form, Texts& texts, Report& report)
        : form_(form), texts_(texts), report_(report), lists_(texts, report) {}

    Value record(const Value& value, const Record& known) {
        Value made = Value::of_mapping(value.at);
        made.entries.reserve(value.entries.size() + 2);
        for (const auto& field : known.fields) {
            const Entry* entry = find_entry(value, field.name);
            if (entry != nullptr && entry->value.is_broken()) continue;
            const bool absent = entry == nullptr || entry->value.is_null();
            if (absent && !kept_without(field, known)) continue;
            auto kept = absent ? without(field, value.at) : this->field(field, entry->value);
            if (!kept && prints_all(known)) kept = without(field, value.at);
            if (kept)
                made.entries.push_back(
                    {printed_name(field, known), entry != nullptr ? entry->key_at : value.at, std::move(*kept)});
        }
        if (form_ == Form::yaml && !forgets_extensions(known))
            for (const auto& entry : value.entries)
                if (entry.key.starts_with("x-") && known.find(entry.key) == nullptr) made.entries.push_back(entry);
        return made;
    }

private:
    static const Entry* find_entry(const Value& value, std::string_view key) {
        for (const auto& entry : value.entries)
            if (entry.key == key) return &entry;
        return nullptr;
    }

    std::string_view printed_name(const Field& field, const Record& known) const {
        if (form_ == Form::yaml || !known.name.starts_with("blkio_") || known.name == "blkio_config") return field.name;
        return field.name == "path" ? "Path" : field.name == "rate" ? "Rate" : "Weight";
    }

    bool kept_without(const Field& field, const Record& known) const {
        if (field.keep == Keep::always_boolean) return true;
        if (form_ == Form::json && (field.keep == Keep::command || field.keep == Keep::record)) return true;
        return prints_all(known) && known.name != "blkio_config";
    }

    Value without(const Field& field, Span at) {
        switch (field.keep) {
            case Keep::always_boolean: return Value::of_bool(false, at);
            case Keep::record: return record(Value::of_mapping(at), *field.record);
            case Keep::integer: return Value::of_integer(0, at);
            case Keep::bytes: return Value::of_text("0", at);
            case Keep::string: return Value::of_text("", at);
            default: return Value::of_null(at);
        }
    }

    std::optional<Value> field(const Field& field, const Value& value) {
        switch (field.keep) {
            case Keep::dropped: return std::nullopt;
            case Keep::string: return string(field, value);
            case Keep::boolean:
            case Keep::maybe_boolean:
            case Keep::always_boolean: return boolean(field, value);
            case Keep::integer:
            case Keep::maybe_integer: return integer(field, value);
            case Keep::real: return real(field, value);
            case Keep::bytes: return bytes(field, value);
            case Keep::duration:
            case Keep::maybe_duration: return duration(field, value);
            case Keep::count: return count(value);
            case Keep::mode: return mode(field, value);
            case Keep::ulimits: return ulimits(value);
            case Keep::record: {
                Value made = record(value, *field.record);
                if (form_ == Form::yaml && made.entries.empty()) return std::nullopt;
                return made;
            }
            case Keep::maybe_record: return record(value, *field.record);
            case Keep::records: return records(value, *field.record);
            case Keep::names: return names(value, *field.record);
            default: return lists_.keep(field.keep, value);
        }
    }

    std::optional<Value> string(const Field& field, const Value& value) {
        if (!value.is_text() && !value.is_integer()) return wrong(field, value, "a string");
        const std::string_view text = value.is_text() ? value.text : texts_.keep(print_scalar(value));
        if (text.empty()) return std::nullopt;
        return Value::of_text(text, value.at);
    }

    std::optional<Value> boolean(const Field& field, const Value& value) {
        std::optional<bool> flag;
        if (value.kind == Value::Kind::boolean) flag = value.is_true();
        if (value.is_text()) flag = parse_boolean(value.text);
        if (!flag) return wrong(field, value, "true or false");
        if (!*flag && field.keep == Keep::boolean) return std::nullopt;
        return Value::of_bool(*flag, value.at);
    }

    std::optional<Value> integer(const Field& field, const Value& value) {
        std::optional<int64_t> number;
        if (value.is_integer()) number = value.number;
        if (value.kind == Value::Kind::real && value.fraction > -9e18 && value.fraction < 9e18)
            number = static_cast<int64_t>(value.fraction);
        if (value.is_text() && !is_unsigned(field.name)) number = parse_integer(value.text);
        if (!number) return wrong(field, value, "an integer");
        if (*number < 0 && is_unsigned(field.name)) return wrong(field, value, "an integer of 0 or more");
        if (*number == 0 && field.keep == Keep::integer) return std::nullopt;
        return Value::of_integer(*number, value.at);
    }

    /// With the precision of 32 bits, which is what is kept of it.
    std::optional<Value> real(const Field& field, const Value& value) {
        std::optional<double> number;
        if (value.is_integer()) number = static_cast<double>(value.number);
        if (value.kind == Value::Kind::real) number = value.fraction;
        if (value.is_text()) number = parse_real(value.text);
        if (!number) return wrong(field, value, "a number");
        const auto narrow = static_cast<float>(*number);
        if (narrow == 0) return std::nullopt;
        char digits[32];
        const auto [end, error] = std::to_chars(digits, digits + sizeof digits, narrow);
        return Value::of_real(parse_real({digits, end}).value_or(*number), value.at);
    }

    std::optional<Value> bytes(const Field& field, const Value& value) {
        int64_t number = value.number;
        if (value.is_text()) {
            const auto size = parse_bytes(value.text);
            if (!size) return wrong(field, value, "a size such as 512m");
            number = *size;
        } else if (!value.is_integer()) {
            number = 0;
        }
        if (number == 0) return std::nullopt;
        return Value::of_text(texts_.keep(concat(number)), value.at);
    }

    std::optional<Value> duration(const Field& field, const Value& value) {
        const auto time = parse_duration(print_scalar(value));
        if (!time) return wrong(field, value, "a duration such as 1m30s");
        if (*time == 0 && field.keep == Keep::duration) return std::nullopt;
        return Value::of_text(texts_.keep(print_duration(*time)), value.at);
    }

    std::optional<Value> count(const Value& value) {
        if (value.is_text() && std::ranges::equal(value.text, std::string_view("all"),
                                                  [](char one, char other) { return (one | 0x20) == other; }))
            return Value::of_integer(-1, value.at);
        std::optional<int64_t> number;
        if (value.is_integer()) number = value.number;
        if (value.is_text()) number = parse_integer(value.text);
        if (!number)
            return fail(value, concat("`", visible(print_scalar(value)), "` is neither `all` nor a number of devices"));
        if (*number == 0) return std::nullopt;
        return Value::of_integer(*number, value.at);
    }

    std::optional<Value> mode(const Field& field, const Value& value) {
        std::optional<int64_t> number;
        if (value.is_integer()) number = value.number;
        if (value.is_text()) {
            int64_t octal = 0;
            const auto* last = value.text.data() + value.text.size();
            const auto [end, error] = std::from_chars(value.text.data(), last, octal, 8);
            if (end == last && error == std::errc() && !value.text.empty()) number = octal;
        }
        if (!number) return wrong(field, value, "a mode such as 0440");
        char digits[32];
        const auto [end, error] = std::to_chars(digits, digits + sizeof digits, *number, 8);
        return Value::of_text(texts_.keep(concat("0", std::string_view(digits, static_cast<size_t>(end - digits)))),
                              value.at);
    }

    std::optional<Value> ulimits(const Value& value) {
        Value made = Value::of_mapping(value.at);
        for (const auto& entry : value.entries) {
            if (entry.value.is_broken()) continue;
            Value limit = entry.value;
            if (!entry.value.is_integer() || entry.value.number == 0) {
                limit = Value::of_mapping(entry.value.at);
                for (const auto key : {"soft", "hard"}) {
                    const auto* one = entry.value.find(key);
                    if (one != nullptr && !one->is_integer()) {
                        fail(*one, concat("the ", key, " limit `", visible(entry.key), "` is a ", kind_name(one->kind),
                                          ", not an integer"));
                        continue;
                    }
                    const int64_t number = one != nullptr ? one->number : 0;
                    if (number != 0 || form_ == Form::yaml) limit.set(key, Value::of_integer(number, entry.value.at));
                }
            }
            made.entries.push_back({entry.key, entry.key_at, std::move(limit)});
        }
        if (made.entries.empty()) return std::nullopt;
        std::ranges::sort(made.entries, {}, &Entry::key);
        return made;
    }

    std::optional<Value> records(const Value& value, const Record& known) {
        Value made = Value::of_sequence(value.at);
        for (const auto& item : value.items)
            if (item.is_mapping()) made.items.push_back(record(item, known));
        if (made.items.empty()) return std::nullopt;
        return made;
    }

    std::optional<Value> names(const Value& value, const Record& known) {
        Value made = Value::of_mapping(value.at);
        for (const auto& entry : value.entries) {
            if (entry.value.is_broken()) continue;
            const bool empty = entry.value.is_null();
            made.entries.push_back({entry.key, entry.key_at, empty ? entry.value : record(entry.value, known)});
        }
        if (made.entries.empty()) return std::nullopt;
        std::ranges::sort(made.entries, {}, &Entry::key);
        return made;
    }

    std::nullopt_t wrong(const Field& field, const Value& value, std::string_view expected) {
        return fail(value, concat("`", field.name, "` is `", visible(print_scalar(value)), "`, not ", expected));
    }

    std::nullopt_t fail(const Value& value, std::string message) {
        report_.add({.code = "compose-value", .message = std::move(message), .at = value.at});
        return std::nullopt;
    }

    Form form_;
    Texts& texts_;
    Report& report_;
    ListBinder lists_;
};

}  // namespace

Value bind(const Value& value, const Record& record, Form form, Texts& texts, Report& report) {
    return Binder(form, texts, report).record(value, record);
}

}  // namespace nagaya::compose
