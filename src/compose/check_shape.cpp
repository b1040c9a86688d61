#include "compose/check_shape.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "base/nearest.hpp"
#include "base/text.hpp"

namespace nagaya::compose {

namespace {

constexpr std::string_view code = "compose-schema";

/// Without a fraction; beyond 2^53 every number is.
bool is_whole(double number) {
    if (number != number) return false;  // .NaN
    if (number >= 9e15 || number <= -9e15) return true;
    return static_cast<double>(static_cast<int64_t>(number)) == number;
}

std::string expectation(const Shape& shape) {
    std::vector<std::string> kinds;
    if (shape.text) kinds.emplace_back("a string");
    if (shape.number)
        kinds.emplace_back("a number");
    else if (shape.integer)
        kinds.emplace_back("an integer");
    if (shape.boolean) kinds.emplace_back("true or false");
    if (shape.list) kinds.emplace_back("a list");
    if (shape.mapping) kinds.emplace_back("a mapping");
    return join(kinds, " or ");
}

bool in_name(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '.' || byte == '_' || byte == '-';
}

/// A letter or digit, and behind it one more of `[a-zA-Z0-9_.-]`, anywhere: the schema's pattern has no anchors.
bool has_container_name(std::string_view text) {
    for (size_t i = 1; i < text.size(); ++i)
        if (in_name(text[i]) && in_name(text[i - 1]) && !std::string_view("._-").contains(text[i - 1])) return true;
    return false;
}

bool has_pull_policy(std::string_view text) {
    for (const auto word : {"always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"})
        if (text.contains(word)) return true;
    size_t at = text.find("every_");
    for (; at != std::string_view::npos; at = text.find("every_", at + 1)) {
        size_t end = at + 6;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        if (end > at + 6 && end < text.size() && std::string_view("wdhms").contains(text[end])) return true;
    }
    return false;
}

bool key_fits(const Shape& shape, std::string_view key) {
    switch (shape.keys) {
        case Shape::Keys::any: return !key.empty();
        case Shape::Keys::names: return !key.empty() && std::ranges::all_of(key, in_name);
        case Shape::Keys::small_letters:
            return !key.empty() && std::ranges::all_of(key, [](char byte) { return byte >= 'a' && byte <= 'z'; });
    }
    return false;
}

class Checker {
public:
    explicit Checker(Report& report) : report_(report) {}

    bool run(Value& file) {
        Shape top;
        top.mapping = true;
        top.record = &record("file");
        check(file, top, {});
        return good_;
    }

private:
    void check(Value& value, const Shape& shape, const Path& path) {
        if (shape.any || value.is_broken()) return;
        switch (value.kind) {
            case Value::Kind::null:
                if (!shape.null) wrong(value, shape, path);
                return;
            case Value::Kind::boolean:
                if (!shape.boolean) wrong(value, shape, path);
                return;
            case Value::Kind::integer:
            case Value::Kind::real: return check_number(value, shape, path);
            case Value::Kind::text: return check_text(value, shape, path);
            case Value::Kind::date: return fail(value, concat("`", path.text(), "` is a date"), "write it in quotes");
            case Value::Kind::sequence: return check_list(value, shape, path);
            case Value::Kind::mapping: return check_mapping(value, shape, path);
            case Value::Kind::broken: return;
        }
    }

    void check_number(Value& value, const Shape& shape, const Path& path) {
        const bool whole = value.is_integer() || is_whole(value.fraction);
        if (!(whole && shape.integer) && !shape.number) return wrong(value, shape, path);
        const double number = value.is_integer() ? static_cast<double>(value.number) : value.fraction;
        if (shape.low && number < static_cast<double>(*shape.low))
            fail(value, concat("`", path.text(), "` is less than ", *shape.low));
        else if (shape.high && number > static_cast<double>(*shape.high))
            fail(value, concat("`", path.text(), "` is more than ", *shape.high));
    }

    void check_text(Value& value, const Shape& shape, const Path& path) {
        if (!shape.text) return wrong(value, shape, path);
        if (!shape.words.empty() && std::ranges::find(shape.words, value.text) == shape.words.end()) {
            std::vector<std::string> words(shape.words.begin(), shape.words.end());
            fail(value, concat("`", path.text(), "` is `", visible(value.text), "`"),
                 concat("write ", join(words, ", ")));
        } else if (shape.pattern == Shape::Pattern::container_name && !has_container_name(value.text)) {
            fail(value, concat("`", visible(value.text), "` is not a container's name"),
                 "two or more of letters, digits, `_`, `.` and `-`");
        } else if (shape.pattern == Shape::Pattern::pull_policy && !has_pull_policy(value.text)) {
            fail(value, concat("`", visible(value.text), "` is not a pull policy"),
                 "write always, never, missing, build, daily, weekly or every_<duration>");
        }
    }

    void check_list(Value& value, const Shape& shape, const Path& path) {
        if (!shape.list) return wrong(value, shape, path);
        for (size_t i = 0; i < value.items.size(); ++i) check(value.items[i], *shape.element, path.item(i));
        if (shape.unique) check_unique(value, path);
    }

    void check_unique(const Value& value, const Path& path) {
        std::unordered_map<std::string_view, const Value*> texts;
        std::vector<const Value*> others;
        for (const auto& item : value.items) {
            const Value* first = nullptr;
            if (item.is_text()) {
                const auto [there, fresh] = texts.emplace(item.text, &item);
                if (!fresh) first = there->second;
            } else if (others.size() < most_compared && !item.is_broken()) {
                const auto there = std::ranges::find_if(others, [&](const Value* other) { return same(*other, item); });
                if (there != others.end())
                    first = *there;
                else
                    others.push_back(&item);
            }
            if (first == nullptr) continue;
            good_ = false;
            report_.add({.code = code,
                         .message = concat("`", path.text(), "` lists the same twice"),
                         .at = item.at,
                         .labels = {{.at = first->at, .message = "first here"}}});
        }
    }

    void check_mapping(Value& value, const Shape& shape, const Path& path) {
        if (!shape.mapping) return wrong(value, shape, path);
        if (shape.record != nullptr) return check_record(value, *shape.record, path);
        if (shape.value == nullptr) return;
        bool strange = false;
        for (auto& entry : value.entries) {
            if (key_fits(shape, entry.key)) {
                check(entry.value, *shape.value, path.next(entry.key));
            } else if (shape.strict_keys) {
                strange = true;
                good_ = false;
                report_.add(
                    {.code = code,
                     .message = concat("`", visible(entry.key), "` is no name for an entry of `", path.text(), "`"),
                     .at = entry.key_at,
                     .help = "letters, digits, `.`, `_` and `-`"});
            }
        }
        if (strange) std::erase_if(value.entries, [&](const Entry& entry) { return !key_fits(shape, entry.key); });
    }

    void check_record(Value& value, const Record& known, const Path& path) {
        bool strange = false;
        for (auto& entry : value.entries) {
            if (const auto* field = known.find(entry.key))
                check(entry.value, field->shape, path.next(entry.key));
            else if (!allowed(known, entry.key))
                strange = true, unknown(known, entry, path);
        }
        if (strange)
            std::erase_if(value.entries, [&](const Entry& entry) {
                return known.find(entry.key) == nullptr && !allowed(known, entry.key);
            });
        for (const auto& field : known.fields) {
            if (!field.required || value.find(field.name) != nullptr) continue;
            fail(value, concat("`", path.text(), "` has no `", field.name, "`"));
            return;
        }
    }

    static bool allowed(const Record& known, std::string_view key) {
        return known.others == Record::Others::any ||
               (known.others == Record::Others::extensions && key.starts_with("x-"));
    }

    void unknown(const Record& known, const Entry& entry, const Path& path) {
        good_ = false;
        std::vector<std::string> names;
        for (const auto& field : known.fields) names.emplace_back(field.name);
        std::string help = known.others == Record::Others::extensions
                               ? "remove it, or begin it with `x-` if another program reads it"
                               : "remove it";
        if (std::string near = did_you_mean(entry.key, names); !near.empty()) help = std::move(near);
        if (path.up == nullptr && path.key.empty() && entry.value.is_mapping() &&
            (entry.value.find("image") != nullptr || entry.value.find("build") != nullptr))
            help = "put the services below `services:`; the first format of Compose files had none";
        const std::string where = path.text();
        report_.add({.code = code,
                     .message = where.empty() ? concat("`", visible(entry.key), "` is not a key of a Compose file")
                                              : concat("`", visible(entry.key), "` is not a key of `", where, "`"),
                     .at = entry.key_at,
                     .help = std::move(help)});
    }

    void wrong(Value& value, const Shape& shape, const Path& path) {
        fail(value,
             concat("`", path.text(), "` is ",
                    value.is_null()      ? "empty"
                    : value.is_integer() ? "an "
                                         : "a ",
                    value.is_null() ? "" : kind_name(value.kind), ", not ", expectation(shape)),
             shape.text && value.kind != Value::Kind::sequence && value.kind != Value::Kind::mapping && !value.is_null()
                 ? "write it in quotes"
                 : "");
    }

    void fail(Value& value, std::string message, std::string help = "") {
        good_ = false;
        report_.add({.code = code, .message = std::move(message), .at = value.at, .help = std::move(help)});
        value.kind = Value::Kind::broken;
        value.items.clear();
        value.entries.clear();
    }

    static constexpr size_t most_compared = 1000;  // mappings in one list that are compared with each other

    Report& report_;
    bool good_ = true;
};

}  // namespace

bool check_shape(Value& file, Report& report) { return Checker(report).run(file); }

}  // namespace nagaya::compose
