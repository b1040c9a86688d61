// Any bytes as a text with variables and as an env file: no more than a result or an error, and literal texts stay as they are.
#include <cstdint>

#include "base/check.hpp"
#include "base/ip_address.hpp"
#include "compose/environment.hpp"
#include "compose/scalars.hpp"
#include "compose/short_forms.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nagaya::compose;
    const std::string text(data, data + size);
    const Environment known{{"A", "a"}, {"EMPTY", ""}};
    const Lookup lookup = [&](std::string_view name) -> std::optional<std::string_view> {
        const auto found = known.find(name);
        return found != known.end() ? std::optional<std::string_view>(found->second) : std::nullopt;
    };
    const auto ignore = [](std::string_view) {};
    const auto ignore_at = [](std::string_view, size_t) {};
    const Substitution made = substitute(text, lookup, ignore);
    if (is_literal(text)) CHECK(!made.error && made.text == text);
    if (made.error) CHECK(made.error->begin <= made.error->end && made.error->end <= text.size());
    Environment variables;
    read_env_file(text, variables, lookup, ignore_at);
    read_raw_env_file(text, variables, lookup);
    split_command(text);
    parse_port(text);
    parse_mount(text);
    nagaya::is_ip_address(text);
    CHECK(clean_path(clean_path(text)) == clean_path(text));
    if (const auto time = parse_duration(text)) CHECK(parse_duration(print_duration(*time)).has_value());
    parse_bytes(text);
    Texts texts;
    print_scalar(resolve_scalar(text, {}, texts));
    return 0;
}
