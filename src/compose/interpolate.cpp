#include <array>

#include "base/text.hpp"
#include "compose/canonical.hpp"
#include "compose/scalars.hpp"

namespace nagaya::compose {

namespace {

enum class Cast { boolean, integer, real };

struct Rule {
    std::string_view path;  // `*` is any key, `[]` an item of a list
    Cast cast;
};
constexpr std::array<Rule, 40> rules{{{"services.*.cpu_count", Cast::integer},
                                      {"services.*.cpu_percent", Cast::real},
                                      {"services.*.cpu_period", Cast::integer},
                                      {"services.*.cpu_quota", Cast::integer},
                                      {"services.*.cpu_rt_period", Cast::integer},
                                      {"services.*.cpu_rt_runtime", Cast::integer},
                                      {"services.*.cpus", Cast::real},
                                      {"services.*.cpu_shares", Cast::integer},
                                      {"services.*.init", Cast::boolean},
                                      {"services.*.deploy.replicas", Cast::integer},
                                      {"services.*.deploy.update_config.parallelism", Cast::integer},
                                      {"services.*.deploy.update_config.max_failure_ratio", Cast::real},
                                      {"services.*.deploy.rollback_config.parallelism", Cast::integer},
                                      {"services.*.deploy.rollback_config.max_failure_ratio", Cast::real},
                                      {"services.*.deploy.restart_policy.max_attempts", Cast::integer},
                                      {"services.*.deploy.placement.max_replicas_per_node", Cast::integer},
                                      {"services.*.healthcheck.retries", Cast::integer},
                                      {"services.*.healthcheck.disable", Cast::boolean},
                                      {"services.*.oom_kill_disable", Cast::boolean},
                                      {"services.*.oom_score_adj", Cast::integer},
                                      {"services.*.pids_limit", Cast::integer},
                                      {"services.*.ports.[].target", Cast::integer},
                                      {"services.*.privileged", Cast::boolean},
                                      {"services.*.read_only", Cast::boolean},
                                      {"services.*.scale", Cast::integer},
                                      {"services.*.stdin_open", Cast::boolean},
                                      {"services.*.tty", Cast::boolean},
                                      {"services.*.ulimits.*", Cast::integer},
                                      {"services.*.ulimits.*.hard", Cast::integer},
                                      {"services.*.ulimits.*.soft", Cast::integer},
                                      {"services.*.volumes.[].read_only", Cast::boolean},
                                      {"services.*.volumes.[].volume.nocopy", Cast::boolean},
                                      {"networks.*.external", Cast::boolean},
                                      {"networks.*.internal", Cast::boolean},
                                      {"networks.*.attachable", Cast::boolean},
                                      {"networks.*.enable_ipv4", Cast::boolean},
                                      {"networks.*.enable_ipv6", Cast::boolean},
                                      {"volumes.*.external", Cast::boolean},
                                      {"secrets.*.external", Cast::boolean},
                                      {"configs.*.external", Cast::boolean}}};

class Interpolator {
public:
    Interpolator(const InterpolateOptions& options, Texts& texts, Report& report)
        : options_(options), texts_(texts), report_(report) {
        for (const auto& rule : rules) {
            auto parts = split(rule.path, '.');
            by_depth_[parts.size()].push_back({std::move(parts), rule.cast});
        }
    }

    void walk(Value& value, const Path& path) {
        switch (value.kind) {
            case Value::Kind::text: return text(value, path);
            case Value::Kind::sequence:
                keys_.emplace_back("[]");
                for (size_t i = 0; i < value.items.size(); ++i) walk(value.items[i], path.item(i));
                keys_.pop_back();
                return;
            case Value::Kind::mapping:
                for (auto& entry : value.entries) {
                    keys_.push_back(entry.key);
                    walk(entry.value, path.next(entry.key));
                    keys_.pop_back();
                }
                return;
            default: return;
        }
    }

private:
    struct Parts {
        std::vector<std::string_view> keys;
        Cast cast;
    };

    void text(Value& value, const Path& path) {
        if (!is_literal(value.text)) {
            if (options_.bytes_left == 0) return fail_all(value);
            auto made =
                substitute(value.text, options_.lookup, [&](std::string_view name) { options_.unset(name, value.at); });
            if (made.error) return fail(value, *made.error, path);
            if (made.text.size() > options_.bytes_left) return fail_all(value);
            options_.bytes_left -= made.text.size();
            value.text = texts_.keep(std::move(made.text));
        }
        if (const auto cast = find_cast()) apply(*cast, value, path);
    }

    std::optional<Cast> find_cast() const {
        if (keys_.size() < 3 || keys_.size() >= by_depth_.size()) return std::nullopt;
        for (const auto& rule : by_depth_[keys_.size()]) {
            bool fits = true;
            for (size_t i = rule.keys.size(); i-- > 0 && fits;)
                fits = rule.keys[i] == "*" ? keys_[i] != "[]" : rule.keys[i] == keys_[i];
            if (fits) return rule.cast;
        }
        return std::nullopt;
    }

    void apply(Cast cast, Value& value, const Path& path) {
        const std::string_view text = value.text;
        if (cast == Cast::boolean) {
            if (const auto flag = parse_boolean(text)) {
                if (text.size() < 4 || text.size() > 5) options_.loose(text, value.at);
                value = Value::of_bool(*flag, value.at);
                return;
            }
        } else if (cast == Cast::integer) {
            if (const auto number = parse_integer(text)) {
                value = Value::of_integer(*number, value.at);
                return;
            }
        } else if (const auto number = parse_real(text)) {
            value = Value::of_real(*number, value.at);
            return;
        }
        report_.add({.code = "compose-value",
                     .message = concat("`", path.text(), "` is `", visible(text), "`, not ",
                                       cast == Cast::boolean ? "true or false" : "a number"),
                     .at = value.at});
        value.kind = Value::Kind::broken;
    }

    /// Tells once that there is no more room for texts.
    void fail_all(Value& value) {
        value.kind = Value::Kind::broken;
        if (options_.bytes_left == 0) return;
        options_.bytes_left = 0;
        report_.add({.code = "compose-interpolation",
                     .message = "the file is too large once its variables are replaced",
                     .at = value.at,
                     .help = "use long variables less often"});
    }

    void fail(Value& value, const SubstitutionError& error, const Path& path) {
        Diagnostic found{
            .code = "compose-interpolation", .message = describe(error, concat("`", path.text(), "`")), .at = value.at};
        if (error.kind == SubstitutionError::Kind::required)
            found.help = concat("set it in `.env`; `", path.text(), "` needs it");
        else if (error.kind == SubstitutionError::Kind::invalid)
            found.help = "write `$$` for a dollar";
        report_.add(std::move(found));
        value.kind = Value::Kind::broken;
    }

    const InterpolateOptions& options_;
    Texts& texts_;
    Report& report_;
    std::array<std::vector<Parts>, 7> by_depth_;
    std::vector<std::string_view> keys_;
};

}  // namespace

void interpolate(Value& file, const InterpolateOptions& options, Texts& texts, Report& report) {
    Interpolator(options, texts, report).walk(file, {});
}

}  // namespace nagaya::compose
