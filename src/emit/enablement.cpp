#include "emit/enablement.hpp"

#include <array>
#include <set>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::emit {

namespace {

struct Key {
    std::string_view key;
    std::string_view suffix;
};
constexpr std::array<Key, 3> wanting = {{{.key = "WantedBy", .suffix = ".wants"},
                                         {.key = "RequiredBy", .suffix = ".requires"},
                                         {.key = "UpheldBy", .suffix = ".upholds"}}};

/// %n, %N, %p, %i and %j of a unit's name (systemd.unit(5), "Specifiers"); others do not depend on the name and stay.
std::string expand(std::string_view text, std::string_view unit) {
    const std::string_view whole = unit.substr(0, unit.rfind('.'));
    const size_t at = whole.find('@');
    const std::string_view before = whole.substr(0, at);
    const std::string_view instance = at == std::string_view::npos ? std::string_view() : whole.substr(at + 1);
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        switch (text[++i]) {
            case '%': out += '%'; break;
            case 'n': out += unit; break;
            case 'N': out += whole; break;
            case 'p': out += before; break;
            case 'i': out += instance; break;
            case 'j': out += before.substr(before.rfind('-') + 1); break;
            default: out += concat('%', text[i]);
        }
    }
    return out;
}

class Installer {
public:
    Installer(std::string_view directory, const std::function<std::optional<std::string>(const std::string&)>& text_of)
        : directory_(directory), text_of_(text_of) {}

    void add(const std::string& unit) {
        if (!seen_.insert(unit).second) return;
        const std::optional<std::string> text = text_of_(unit);
        if (!text) return;
        Sources sources;
        Report ignored;  // whoever loaded the site has told what is wrong with the unit
        const syntax::UnitFile parsed = syntax::parse_unit_file(sources, sources.add(unit, *text), ignored);
        const std::string target = concat(directory_, '/', unit);
        const auto words = [&](std::string_view key) {
            std::vector<std::string> out;
            for (const syntax::UnitEntry* entry : syntax::find_all(parsed, "Install", key))
                for (const std::string& word : unit_names(entry->value)) {
                    std::string name = expand(word, unit);
                    // A link is made below the directory of units, and nowhere else.
                    if (!name.contains('/') && name != "." && name != "..") out.push_back(std::move(name));
                }
            return out;
        };
        for (const auto& [key, suffix] : wanting)
            for (const std::string& by : words(key)) links_[concat(directory_, '/', by, suffix, '/', unit)] = target;
        for (const std::string& alias : words("Alias"))
            if (alias != unit) links_[concat(directory_, '/', alias)] = target;
        for (const std::string& other : words("Also")) add(other);
    }

    Links take() { return std::move(links_); }

private:
    std::string_view directory_;
    const std::function<std::optional<std::string>(const std::string&)>& text_of_;
    std::set<std::string> seen_;
    Links links_;
};

}  // namespace

std::vector<std::string> unit_names(std::string_view value) {
    std::string kept;
    for (const char c : value) kept += c == '\\' ? std::string("\\\\") : std::string(1, c);
    return syntax::unit_words(kept);
}

Links install_links(std::string_view directory, std::string_view name,
                    const std::function<std::optional<std::string>(const std::string&)>& text_of) {
    Installer installer(directory, text_of);
    installer.add(std::string(name));
    return installer.take();
}

bool can_be_enabled(std::string_view text) {
    return !install_links("", "x.service", [&](const std::string& unit) {
                return unit == "x.service" ? std::optional<std::string>(text) : std::nullopt;
            }).empty();
}

}  // namespace nagaya::emit
