// The normal form of lists and mappings of texts.
#pragma once

#include <optional>

#include "base/diagnostic.hpp"
#include "compose/table.hpp"
#include "compose/value.hpp"

namespace nagaya::compose {

class ListBinder {
public:
    ListBinder(Texts& texts, Report& report) : texts_(texts), report_(report) {}

    /// The normal form of a value that is kept as `keep`, or nothing when it is empty or wrong (which is reported).
    std::optional<Value> keep(Keep keep, const Value& value);

private:
    std::optional<Value> strings(const Value& value);
    std::optional<Value> pairs(const Value& value, Keep keep);
    std::optional<Value> multi_options(const Value& value);
    std::optional<Value> hosts(const Value& value);
    std::optional<Value> command(const Value& value);
    std::optional<Value> test(const Value& value);
    std::optional<Value> ssh(const Value& value);
    Value text_of(const Value& value);
    void fail(const Value& value, std::string message);

    Texts& texts_;
    Report& report_;
};

}  // namespace nagaya::compose
