// Nix values, printed the way nixpkgs is formatted (nixfmt, RFC 166): two blanks a level, one element of a list a line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace nagaya::emit {

struct Nix;
using NixList = std::vector<Nix>;
/// Attributes in the order in which they are printed.
using NixAttrs = std::vector<std::pair<std::string, Nix>>;

/// An expression that is printed as it is.
struct NixCode {
    std::string text;
};

/// A text. What stands between `code_begin` and `code_end` in it is an expression, printed as ${…}.
struct Nix {
    static constexpr char code_begin = '\x01';
    static constexpr char code_end = '\x02';

    std::variant<bool, int64_t, std::string, NixList, NixAttrs, NixCode> value;

    Nix(bool flag) : value(flag) {}
    Nix(int number) : value(int64_t{number}) {}
    Nix(uint32_t number) : value(int64_t{number}) {}
    Nix(int64_t number) : value(number) {}
    Nix(const char* text) : value(std::string(text)) {}
    Nix(std::string_view text) : value(std::string(text)) {}
    Nix(std::string text) : value(std::move(text)) {}
    Nix(NixList list) : value(std::move(list)) {}
    Nix(NixAttrs attrs) : value(std::move(attrs)) {}
    Nix(NixCode code) : value(std::move(code)) {}
};

/// The value as it stands on a line that is `indent` blanks in; lines after the first are indented, the last has no break.
std::string print_nix(const Nix& value, size_t indent);

/// "name = value;" for each attribute, each on lines of its own, indented. Sets of one attribute are joined by dots.
std::string print_bindings(const NixAttrs& attrs, size_t indent);

/// Adds the attributes of `more`; lists and sets of the same name are put together, and others replaced.
void merge(NixAttrs& into, NixAttrs more);

/// Is there an expression in it that has `name`, such as "pkgs."?
bool uses(const Nix& value, std::string_view name);

/// A name as an attribute: quoted where it must be.
std::string attribute_name(std::string_view name);

}  // namespace nagaya::emit
