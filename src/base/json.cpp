#include "base/json.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/foreign_json.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace nagaya {

const Json& Json::operator[](std::string_view key) const {
    static const Json null;
    const JsonObject& members = object();
    const auto found =
        std::ranges::find(members, key, [](const auto& member) -> std::string_view { return member.first; });
    return found == members.end() ? null : found->second;
}

std::string_view Json::text() const {
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::string_view() : *text;
}

int64_t Json::number(int64_t otherwise) const {
    const auto* number = std::get_if<int64_t>(&value);
    return number == nullptr ? otherwise : *number;
}

bool Json::flag() const {
    const auto* flag = std::get_if<bool>(&value);
    return flag != nullptr && *flag;
}

const JsonArray& Json::array() const {
    static const JsonArray none;
    const auto* array = std::get_if<JsonArray>(&value);
    return array == nullptr ? none : *array;
}

const JsonObject& Json::object() const {
    static const JsonObject none;
    const auto* object = std::get_if<JsonObject>(&value);
    return object == nullptr ? none : *object;
}

namespace {

using Library = nlohmann::ordered_json;

std::string quoted(const std::string& text) {
    return Library(text).dump(-1, ' ', false, Library::error_handler_t::replace);
}

/// Writes straight to the text: the library's printer would want the whole value a second time, as its own.
class Printer {
public:
    Printer(std::string& out, JsonStyle style) : out_(out), indented_(style == JsonStyle::indented) {}

    void print(const Json& json) {
        std::visit([this](const auto& value) { print(value); }, json.value);
    }

private:
    void print(std::nullptr_t) { out_ += "null"; }
    void print(bool flag) { out_ += flag ? "true" : "false"; }
    void print(int64_t number) { out_ += std::to_string(number); }
    void print(const std::string& text) { out_ += quoted(text); }
    void print(const JsonArray& array) {
        print_elements('[', array, ']', [this](const Json& element) { print(element); });
    }
    void print(const JsonObject& object) {
        print_elements('{', object, '}', [this](const auto& member) {
            out_ += quoted(member.first);
            out_ += indented_ ? ": " : ":";
            print(member.second);
        });
    }

    void print_elements(char opening, const auto& elements, char closing, const auto& print_element) {
        out_ += opening;
        if (!elements.empty()) {
            ++depth_;
            bool first = true;
            for (const auto& element : elements) {
                if (!first) out_ += ',';
                first = false;
                break_line();
                print_element(element);
            }
            --depth_;
            break_line();
        }
        out_ += closing;
    }

    void break_line() {
        if (!indented_) return;
        out_ += '\n';
        out_.append(2 * depth_, ' ');
    }

    std::string& out_;
    bool indented_;
    size_t depth_ = 0;
};

// Counts the bytes the library has taken, since its events do not tell where they stand.
class CountingIterator {
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator() = default;
    CountingIterator(const char* at, size_t* taken) : at_(at), taken_(taken) {}

    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        ++at_;
        ++*taken_;
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

private:
    const char* at_ = nullptr;
    size_t* taken_ = nullptr;
};

// Builds the value from the library's events. Returning false stops the parser; `problem` then says why.
class Builder {
public:
    explicit Builder(bool foreign) : foreign_(foreign) {}

    bool null() { return put(nullptr); }
    bool boolean(bool flag) { return put(flag); }
    bool number_integer(int64_t number) { return put(number); }
    bool number_unsigned(uint64_t number) {
        if (number <= static_cast<uint64_t>(INT64_MAX)) return put(number);
        return foreign_ ? put(nullptr) : stop("the number does not fit into 64 bits");
    }
    bool number_float(double, const std::string&) {
        return foreign_ ? put(nullptr) : stop("the number is not a 64-bit integer");
    }
    bool string(std::string& text) { return put(std::move(text)); }
    bool binary(std::vector<uint8_t>&) { return stop("binary values are not JSON"); }
    bool start_object(size_t) { return open(JsonObject()); }
    bool start_array(size_t) { return open(JsonArray()); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(std::string& name) {
        if (!open_.back().names.insert(name).second) return stop(concat("member `", visible(name), "` stands twice"));
        open_.back().key = std::move(name);
        return true;
    }

    bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) {
        return stop("this is not JSON");
    }

    std::string problem;
    Json result;

private:
    struct Level {
        Json json;
        std::string key;
        std::unordered_set<std::string> names;
    };
    static constexpr size_t most_levels = 100;

    bool stop(std::string why) {
        problem = std::move(why);
        return false;
    }

    bool put(Json json) {
        if (open_.empty()) {
            result = std::move(json);
            return true;
        }
        Level& level = open_.back();
        if (auto* array = std::get_if<JsonArray>(&level.json.value)) {
            array->push_back(std::move(json));
        } else {
            std::get<JsonObject>(level.json.value).emplace_back(std::move(level.key), std::move(json));
        }
        return true;
    }

    bool open(Json json) {
        if (open_.size() == most_levels) return stop(concat("nesting is deeper than ", most_levels, " levels"));
        open_.push_back(Level{.json = std::move(json), .key = {}, .names = {}});
        return true;
    }

    bool close() {
        Json finished = std::move(open_.back().json);
        open_.pop_back();
        return put(std::move(finished));
    }

    std::vector<Level> open_;
    bool foreign_;
};

std::string place(std::string_view text, size_t taken) {
    // The parser has just taken the byte that is wrong; at the end it has taken everything and misses something.
    const std::string_view before = text.substr(0, taken == 0 ? 0 : taken - 1);
    const size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    const auto line = std::ranges::count(before, '\n') + 1;
    return concat("line ", line, ", column ", count_code_points(before.substr(line_start)) + 1);
}

Result<Json> parse(std::string_view text, bool foreign) {
    constexpr size_t most_bytes = size_t{64} << 20;
    if (text.size() > most_bytes) return fail(ErrorKind::limit, "the JSON text is larger than 64 MiB");
    size_t taken = 0;
    Builder builder(foreign);
    const char* const end = text.data() + text.size();
    size_t unused = 0;
    if (!Library::sax_parse(CountingIterator(text.data(), &taken), CountingIterator(end, &unused), &builder)) {
        return fail(ErrorKind::malformed, concat(place(text, taken), ": ", builder.problem));
    }
    return std::move(builder.result);
}

}  // namespace

std::string print_json(const Json& json, JsonStyle style) {
    std::string out;
    Printer(out, style).print(json);
    return out;
}

void JsonWriter::member(std::string_view key, const Json& value) {
    begin_member(key);
    Printer(text_, JsonStyle::compact).print(value);
}

void JsonWriter::open_array(std::string_view key) {
    begin_member(key);
    text_ += '[';
    first_ = true;
}

void JsonWriter::element(const Json& value) {
    if (!first_) text_ += ',';
    first_ = false;
    text_ += separator_;
    Printer(text_, JsonStyle::compact).print(value);
}

void JsonWriter::close_array() {
    text_ += ']';
    first_ = false;
}

std::string JsonWriter::finish() && {
    text_ += concat(separator_, '}');
    return std::move(text_);
}

void JsonWriter::begin_member(std::string_view key) {
    if (!first_) text_ += ',';
    first_ = false;
    text_ += concat(separator_, quoted(std::string(key)), ':');
}

Result<Json> parse_json(std::string_view text) { return parse(text, false); }

Result<Json> parse_foreign_json(std::string_view text) { return parse(text, true); }

}  // namespace nagaya
