#include "compose/merge.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"

namespace nagaya::compose {

namespace {

enum class Rule { usual, replace, sequence, build, dependencies, names, hosts, logging, limit, pools };

struct Pattern {
    std::string_view path;
    Rule rule;
};
// Below `services.*`.
constexpr std::array<Pattern, 25> service_rules{{{"annotations", Rule::sequence},
                                                 {"build", Rule::build},
                                                 {"build.args", Rule::sequence},
                                                 {"build.additional_contexts", Rule::sequence},
                                                 {"build.extra_hosts", Rule::hosts},
                                                 {"build.labels", Rule::sequence},
                                                 {"command", Rule::replace},
                                                 {"depends_on", Rule::dependencies},
                                                 {"deploy.labels", Rule::sequence},
                                                 {"dns", Rule::sequence},
                                                 {"dns_opt", Rule::sequence},
                                                 {"dns_search", Rule::sequence},
                                                 {"entrypoint", Rule::replace},
                                                 {"env_file", Rule::sequence},
                                                 {"label_file", Rule::sequence},
                                                 {"environment", Rule::sequence},
                                                 {"extra_hosts", Rule::hosts},
                                                 {"healthcheck.test", Rule::replace},
                                                 {"labels", Rule::sequence},
                                                 {"logging", Rule::logging},
                                                 {"models", Rule::names},
                                                 {"networks", Rule::names},
                                                 {"sysctls", Rule::sequence},
                                                 {"tmpfs", Rule::sequence},
                                                 {"ulimits.*", Rule::limit}}};

class Merger {
public:
    Merger(Texts& texts, Report& report) : texts_(texts), report_(report) {}

    void mappings(Value& into, Value over) {
        if (into.entries.size() + over.entries.size() < 32) {
            for (auto& entry : over.entries) {
                Value* there = into.find(entry.key);
                one(into, there, entry);
            }
            return;
        }
        std::unordered_map<std::string_view, size_t> index;
        for (size_t i = 0; i < into.entries.size(); ++i) index.emplace(into.entries[i].key, i);
        for (auto& entry : over.entries) {
            const auto there = index.find(entry.key);
            one(into, there == index.end() ? nullptr : &into.entries[there->second].value, entry);
        }
    }

    std::vector<std::string_view> path;

private:
    void one(Value& into, Value* there, Entry& entry) {
        if (there == nullptr) {
            into.entries.push_back(std::move(entry));
            return;
        }
        path.push_back(entry.key);
        value(*there, std::move(entry.value));
        path.pop_back();
    }

    Rule rule() const {
        if (path.size() == 3 && path[2] == "labels" && (path[0] == "networks" || path[0] == "volumes"))
            return Rule::sequence;
        if (path.size() == 4 && path[0] == "networks" && path[2] == "ipam" && path[3] == "config") return Rule::pools;
        if (path.size() < 3 || path.size() > 6 || path[0] != "services") return Rule::usual;
        if (path.size() == 6) return Rule::usual;
        for (const auto& pattern : service_rules) {
            const size_t dot = pattern.path.find('.');
            if (pattern.path.substr(0, dot) != path[2]) continue;
            if (path.size() == 3 && dot == std::string_view::npos) return pattern.rule;
            if (path.size() != 4 || dot == std::string_view::npos) continue;
            const auto last = pattern.path.substr(dot + 1);
            if (last == "*" || last == path[3]) return pattern.rule;
        }
        return Rule::usual;
    }

    void value(Value& into, Value over) {
        switch (rule()) {
            case Rule::replace:
            case Rule::limit: into = std::move(over); return;
            case Rule::sequence: return sequence(into, std::move(over));
            case Rule::hosts: return hosts(into, std::move(over));
            case Rule::build:
                as_build(into);
                as_build(over);
                break;
            case Rule::dependencies:
                as_mapping(into, true);
                as_mapping(over, true);
                break;
            case Rule::names:
                as_mapping(into, false);
                as_mapping(over, false);
                break;
            case Rule::logging: {
                const Value* driver = into.find("driver");
                const Value* other = over.find("driver");
                if (driver != nullptr && other != nullptr && !same(*driver, *other)) {
                    into = std::move(over);
                    return;
                }
                break;
            }
            case Rule::pools: return pools(into, std::move(over));
            case Rule::usual: break;
        }
        usual(into, std::move(over));
    }

    void usual(Value& into, Value over) {
        if (over.is_null() || over.is_broken()) return;
        if (into.is_mapping() || into.is_sequence()) {
            if (into.kind != over.kind) {
                report_.add({.code = "compose-merge",
                             .message = concat("`", path_text(), "` is a ", kind_name(over.kind), " here and a ",
                                               kind_name(into.kind), " in what this overrides"),
                             .at = over.at,
                             .labels = {{.at = into.at, .message = "overridden here"}}});
                return;
            }
            if (into.is_mapping()) return mappings(into, std::move(over));
            std::ranges::move(over.items, std::back_inserter(into.items));
            return;
        }
        into = std::move(over);
    }

    std::string path_text() const { return join(std::vector<std::string>(path.begin(), path.end()), "."); }

    /// A mapping as a list of `key=value`, sorted; a text as a list of it.
    void as_sequence(Value& value) {
        if (value.is_sequence()) return;
        Value made = Value::of_sequence(value.at);
        auto add = [&](std::string_view key, const Value& one) {
            made.items.push_back(
                Value::of_text(one.is_null() ? key : texts_.keep(concat(key, "=", print_scalar(one))), one.at));
        };
        if (value.is_text()) made.items.push_back(value);
        for (const auto& entry : value.entries) {
            if (entry.value.is_sequence())
                for (const auto& item : entry.value.items) add(entry.key, item);
            else
                add(entry.key, entry.value);
        }
        if (value.is_mapping()) std::ranges::sort(made.items, {}, &Value::text);
        value = std::move(made);
    }

    void sequence(Value& into, Value over) {
        as_sequence(into);
        as_sequence(over);
        std::ranges::move(over.items, std::back_inserter(into.items));
    }

    void hosts(Value& into, Value over) {
        as_sequence(into);
        as_sequence(over);
        std::unordered_set<std::string_view> known;
        for (const auto& item : into.items) known.insert(item.text);
        for (auto& item : over.items)
            if (!known.contains(item.text)) into.items.push_back(std::move(item));
    }

    static void as_build(Value& value) {
        if (!value.is_text()) return;
        Value made = Value::of_mapping(value.at);
        made.set("context", std::move(value));
        value = std::move(made);
    }

    static void as_mapping(Value& value, bool dependencies) {
        if (!value.is_sequence()) return;
        Value made = Value::of_mapping(value.at);
        for (const auto& item : value.items) {
            if (!item.is_text()) continue;
            Value entry = Value::of_null(item.at);
            if (dependencies) {
                entry = Value::of_mapping(item.at);
                entry.set("condition", Value::of_text("service_started", item.at));
                entry.set("required", Value::of_bool(true, item.at));
            }
            if (made.find(item.text) == nullptr) made.entries.push_back({item.text, item.at, std::move(entry)});
        }
        value = std::move(made);
    }

    /// Address pools are merged by their subnet, each of the one with each of the other.
    void pools(Value& into, Value over) {
        if (!into.is_sequence() || !over.is_sequence()) return;
        std::vector<Value> made;
        auto subnet = [](const Value& pool) { return pool.text_of("subnet"); };
        auto known = [&](std::string_view wanted) {
            return std::ranges::find_if(made, [&](const Value& pool) { return subnet(pool) == wanted; });
        };
        for (auto& left : into.items) {
            for (const auto& right : over.items) {
                if (made.size() > most_pools) return;
                if (subnet(left) != subnet(right) && known(subnet(right)) == made.end()) {
                    made.push_back(right);
                    continue;
                }
                mappings(left, right);
                if (const auto there = known(subnet(left)); there != made.end())
                    *there = left;
                else
                    made.push_back(left);
            }
        }
        into.items = std::move(made);
    }

    static constexpr size_t most_pools = 1000;

    Texts& texts_;
    Report& report_;
};

}  // namespace

void merge_file(Value& file, Value over, Texts& texts, Report& report) {
    Merger(texts, report).mappings(file, std::move(over));
}

void merge_service(Value& base, Value over, Texts& texts, Report& report) {
    Merger merger(texts, report);
    merger.path = {"services", "x"};
    merger.mappings(base, std::move(over));
}

void apply_resets(Value& file, std::span<const ResetPath> resets) {
    for (const auto& reset : resets) {
        Value* at = &file;
        for (size_t i = 0; i + 1 < reset.size() && at != nullptr; ++i)
            at = reset[i] == "[]" ? nullptr : at->find(reset[i]);
        if (at != nullptr && !reset.empty()) at->erase(reset.back());
    }
}

}  // namespace nagaya::compose
