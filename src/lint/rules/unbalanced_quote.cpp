#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/open_quote.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"
#include "lint/unit_keys.hpp"

namespace nagaya::lint {
namespace {

/// What becomes of a value whose quote stays open; "" where quotes are ordinary characters.
std::string_view fate_of(std::string_view section, std::string_view key, bool quadlet) {
    if (const QuadletKey* known = quadlet ? find_quadlet_key(section, key) : nullptr) {
        const bool in_words = known->kind == ValueKind::arguments || known->kind == ValueKind::last_arguments ||
                              known->kind == ValueKind::words || known->kind == ValueKind::pairs;
        return in_words ? "what follows becomes one word" : "";
    }
    if (quadlet && section == "Install") return "Quadlet drops the line";
    const ValueForm* form = find_unit_key(section, key);
    if (form == nullptr) return "";
    if (key.starts_with("Exec") && key != "ExecPaths" && key != "ExecSearchPath")
        return "systemd refuses the whole unit";
    return form->splitting() == Splitting::words && !form->bare() ? "systemd leaves the line out" : "";
}

class QuoteCheck {
public:
    QuoteCheck(const Context& context, const RuleInfo& info, Report& report)
        : sources_(context.sources()), info_(info), report_(report) {}

    void file(const syntax::UnitFile& file, bool quadlet) {
        for (const syntax::UnitSection& section : file.sections)
            for (const syntax::UnitEntry& entry : section.entries) {
                if (open_quote(entry.value) == std::string_view::npos) continue;
                const std::string_view fate = fate_of(section.name, entry.key, quadlet);
                const size_t open = fate.empty() ? std::string_view::npos : open_quote(sources_.text(entry.value_at));
                if (open == std::string_view::npos) continue;
                tell(entry, fate, open);
            }
    }

private:
    void tell(const syntax::UnitEntry& entry, std::string_view fate, size_t open) {
        const Span value = entry.value_at;
        const auto begin = value.begin + static_cast<uint32_t>(open);
        const Span at = {.file = value.file, .begin = begin, .end = begin + 1};
        const std::string_view text = sources_.text(value);
        const bool inside = open > 0 && text.find_first_of(" \t\n", open) != std::string_view::npos &&
                            std::string_view(" \t\n=").find(text[open - 1]) == std::string_view::npos;
        report_.add(
            {.code = info_.code,
             .severity = info_.severity,
             .message = concat("the quote is never closed, and ", fate),
             .at = at,
             .help = inside ? concat("write `\\", text[open], "` if it belongs to the text, or close it")
                            : "close it at the end of the word",
             .fixes = {inside ? Fix{.at = {.file = value.file, .begin = begin, .end = begin}, .replacement = "\\"}
                              : Fix{.at = {.file = value.file, .begin = value.end, .end = value.end},
                                    .replacement = std::string(1, text[open])}}});
    }

    const Sources& sources_;
    const RuleInfo& info_;
    Report& report_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    QuoteCheck quotes(context, info, report);
    for (const auto units : {context.units(), context.loose_drop_ins()})
        for (const Unit& unit : units) {
            quotes.file(*unit.file, unit.quadlet());
            for (const DropIn& drop_in : unit.drop_ins)
                quotes.file(*drop_in.file, drop_in.source->place == model::UnitPlace::quadlet);
        }
}

}  // namespace

extern const Rule unbalanced_quote = {
    .info =
        {
            .code = "unbalanced-quote",
            .summary = "a quote is opened and never closed",
            .why = "Quotes keep a value with blanks together, and a quote counts wherever it stands in a word. One "
                   "that is not\n"
                   "closed in a command (`ExecStartPre=`) makes systemd refuse the whole unit; in a list such as\n"
                   "`Environment=` the line is left out, and the service starts without its variable. Quadlet takes "
                   "all up\n"
                   "to the end of the line for one word. An apostrophe that belongs to the text is written `\\'`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Environment="GREETING=good day

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Environment="GREETING=good day"

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
