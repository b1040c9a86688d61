#include "compose/value.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.hpp"

namespace nagaya::compose {

Value* Value::find(std::string_view key) {
    for (auto& entry : entries)
        if (entry.key == key) return &entry.value;
    return nullptr;
}

const Value* Value::find(std::string_view key) const { return const_cast<Value*>(this)->find(key); }

std::string_view Value::text_of(std::string_view key) const {
    const auto* value = find(key);
    return value != nullptr && value->is_text() ? value->text : std::string_view{};
}

Value& Value::set(std::string_view key, Value value) {
    if (auto* there = find(key)) return *there = std::move(value);
    const Span place = value.at;
    return entries.emplace_back(Entry{key, place, std::move(value)}).value;
}

void Value::set_default(std::string_view key, Value value) {
    if (find(key) == nullptr) set(key, std::move(value));
}

void Value::erase(std::string_view key) {
    std::erase_if(entries, [&](const Entry& entry) { return entry.key == key; });
}

namespace {

bool same_entries(const Value& left, const Value& right) {
    if (left.entries.size() != right.entries.size()) return false;
    auto sorted = [](const Value& value) {
        std::vector<const Entry*> order;
        for (const auto& entry : value.entries) order.push_back(&entry);
        std::ranges::sort(order, {}, [](const Entry* entry) { return entry->key; });
        return order;
    };
    const auto one = sorted(left);
    const auto other = sorted(right);
    for (size_t i = 0; i < one.size(); ++i)
        if (one[i]->key != other[i]->key || !same(one[i]->value, other[i]->value)) return false;
    return true;
}

}  // namespace

bool same(const Value& left, const Value& right) {
    if (left.kind != right.kind) return false;
    switch (left.kind) {
        case Value::Kind::null:
        case Value::Kind::broken: return true;
        case Value::Kind::boolean: return left.number == right.number;
        case Value::Kind::integer: return left.number == right.number && left.text == right.text;
        case Value::Kind::real: return left.fraction == right.fraction;
        case Value::Kind::text:
        case Value::Kind::date: return left.text == right.text;
        case Value::Kind::sequence: return std::ranges::equal(left.items, right.items, same);
        case Value::Kind::mapping: return same_entries(left, right);
    }
    return false;
}

std::string print_real(double number) {
    if (number != number) return "NaN";
    if (number > std::numeric_limits<double>::max()) return "+Inf";
    if (number < std::numeric_limits<double>::lowest()) return "-Inf";
    char digits[32];
    // The shortest digits that read back, with an exponent from 1e6 on and below 1e-4: what %v gives when no precision is asked.
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::scientific);
    const std::string_view scientific(digits, static_cast<size_t>(end - digits));
    const size_t mark = scientific.find('e');
    int exponent = 0;
    const auto* first = scientific.data() + mark + 1;
    std::from_chars(*first == '+' ? first + 1 : first, end, exponent);
    if (exponent < -4 || exponent >= 6) return std::string(scientific);
    char fixed[400];
    const auto [fixed_end, fixed_error] = std::to_chars(fixed, fixed + sizeof fixed, number, std::chars_format::fixed);
    return {fixed, fixed_end};
}

std::string print_scalar(const Value& value) {
    switch (value.kind) {
        case Value::Kind::null: return "<nil>";
        case Value::Kind::boolean: return value.number != 0 ? "true" : "false";
        case Value::Kind::integer: return value.text.empty() ? concat(value.number) : std::string(value.text);
        case Value::Kind::real: return print_real(value.fraction);
        case Value::Kind::text:
        case Value::Kind::date: return std::string(value.text);
        case Value::Kind::sequence:
        case Value::Kind::mapping:
        case Value::Kind::broken: return "";
    }
    return "";
}

std::string_view kind_name(Value::Kind kind) {
    switch (kind) {
        case Value::Kind::null: return "null";
        case Value::Kind::boolean: return "boolean";
        case Value::Kind::integer: return "integer";
        case Value::Kind::real: return "number";
        case Value::Kind::text: return "string";
        case Value::Kind::date: return "date";
        case Value::Kind::sequence: return "list";
        case Value::Kind::mapping: return "mapping";
        case Value::Kind::broken: return "broken value";
    }
    return "";
}

std::string Path::text() const {
    std::string before = up != nullptr ? up->text() : std::string();
    if (key.empty() && index < 0) return before;
    if (!before.empty()) before += '.';
    if (index >= 0)
        append_piece(before, index);
    else
        before += key;
    return before;
}

}  // namespace nagaya::compose
