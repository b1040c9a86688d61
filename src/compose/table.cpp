// Reads the table once; a mistake in it is ours.
#include "compose/table.hpp"

#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "base/check.hpp"
#include "base/text.hpp"

namespace nagaya::compose {

namespace {

struct Short {
    std::string_view name;
    std::string_view shape;
};
constexpr std::array<Short, 3> shorts{{{"@pairs", "map!(str|num|bool|null)|list!(str)"},
                                       {"@hosts", "map!(str|list(str))|list!(str)"},
                                       {"@command", "null|str|list(str)"}}};

constexpr std::array<std::pair<std::string_view, Keep>, 29> keeps{{{"dropped", Keep::dropped},
                                                                   {"string", Keep::string},
                                                                   {"bool", Keep::boolean},
                                                                   {"bool?", Keep::maybe_boolean},
                                                                   {"bool!", Keep::always_boolean},
                                                                   {"int", Keep::integer},
                                                                   {"int?", Keep::maybe_integer},
                                                                   {"float", Keep::real},
                                                                   {"bytes", Keep::bytes},
                                                                   {"duration", Keep::duration},
                                                                   {"duration?", Keep::maybe_duration},
                                                                   {"strings", Keep::strings},
                                                                   {"mapping", Keep::mapping},
                                                                   {"environment", Keep::environment},
                                                                   {"labels", Keep::labels},
                                                                   {"options", Keep::options},
                                                                   {"multi_options", Keep::multi_options},
                                                                   {"hosts", Keep::hosts},
                                                                   {"command", Keep::command},
                                                                   {"test", Keep::test},
                                                                   {"mode?", Keep::mode},
                                                                   {"count", Keep::count},
                                                                   {"ssh", Keep::ssh},
                                                                   {"env_files", Keep::env_files},
                                                                   {"ulimits", Keep::ulimits},
                                                                   {"record", Keep::record},
                                                                   {"record?", Keep::maybe_record},
                                                                   {"records", Keep::records},
                                                                   {"names", Keep::names}}};

class Table {
public:
    Table() {
        for (const auto line : split(table_text, '\n')) {
            const auto words = split_words(line);
            if (words.empty()) continue;
            if (!line.starts_with(' ')) {
                current_ = &named(words[0]);
                current_->others = words[1] == "open"     ? Record::Others::extensions
                                   : words[1] == "closed" ? Record::Others::none
                                                          : Record::Others::any;
                continue;
            }
            current_->fields.push_back(field(words));
        }
        for (const auto& [name, record] : records_) CHECK(!record.fields.empty());
    }

    const Record& find(std::string_view name) const {
        const auto found = records_.find(name);
        CHECK(found != records_.end());
        return found->second;
    }

private:
    Record& named(std::string_view name) {
        Record& record = records_[name];
        record.name = name;
        return record;
    }

    Field field(const std::vector<std::string_view>& words) {
        Field made;
        made.required = words[0].ends_with('*');
        made.name = words[0].substr(0, words[0].size() - (made.required ? 1 : 0));
        for (const auto& [name, text] : shorts)
            if (words[1] == name) rest_ = text;
        if (!words[1].starts_with('@')) rest_ = words[1];
        made.shape = shape();
        CHECK(rest_.empty());
        bool known = false;
        for (const auto& [name, keep] : keeps)
            if (words[2] == name) made.keep = keep, known = true;
        CHECK(known);
        if (words.size() > 3) made.record = &named(words[3]);
        return made;
    }

    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }

    Shape shape() {
        Shape made;
        do alternative(made);
        while (take("|"));
        return made;
    }

    const Shape* inside() {
        CHECK(take("("));
        auto& kept = shapes_.emplace_back(shape());
        CHECK(take(")"));
        return &kept;
    }

    void alternative(Shape& made) {
        if (take("null")) {
            made.null = true;
        } else if (take("bool")) {
            made.boolean = true;
        } else if (take("num")) {
            made.number = made.integer = true;
        } else if (take("int")) {
            made.integer = true;
            if (take("[")) range(made);
        } else if (take("str")) {
            made.text = true;
            if (take("~name")) made.pattern = Shape::Pattern::container_name;
            if (take("~pull")) made.pattern = Shape::Pattern::pull_policy;
            if (take("=")) {
                const size_t end = rest_.find_first_of("|)");
                made.words = split(rest_.substr(0, end), '/');
                rest_.remove_prefix(std::min(end, rest_.size()));
            }
        } else if (take("list")) {
            made.list = true;
            made.unique = take("!");
            made.element = inside();
        } else if (take("{")) {
            made.mapping = true;
            const size_t end = rest_.find('}');
            made.record = &named(rest_.substr(0, end));
            rest_.remove_prefix(end + 1);
        } else if (take("object")) {
            made.mapping = true;
        } else {
            made.mapping = true;
            if (take("names"))
                made.keys = Shape::Keys::names;
            else if (take("limits"))
                made.keys = Shape::Keys::small_letters;
            else
                CHECK(take("map"));
            made.strict_keys = take("!");
            made.value = inside();
        }
    }

    void range(Shape& made) {
        const size_t dots = rest_.find("..");
        const size_t end = rest_.find(']');
        auto bound = [](std::string_view text) -> std::optional<int64_t> {
            int64_t number = 0;
            if (text.empty()) return std::nullopt;
            std::from_chars(text.data(), text.data() + text.size(), number);
            return number;
        };
        made.low = bound(rest_.substr(0, dots));
        made.high = bound(rest_.substr(dots + 2, end - dots - 2));
        rest_.remove_prefix(end + 1);
    }

    std::map<std::string_view, Record> records_;
    std::deque<Shape> shapes_;
    Record* current_ = nullptr;
    std::string_view rest_;
};

}  // namespace

const Field* Record::find(std::string_view key) const {
    for (const auto& field : fields)
        if (field.name == key) return &field;
    return nullptr;
}

const Record& record(std::string_view name) {
    static const Table table;
    return table.find(name);
}

}  // namespace nagaya::compose
