#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/byte_set.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/open_quote.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"
#include "lint/trailing_comment.hpp"
#include "lint/unit_keys.hpp"
#include "lint/value_form.hpp"

namespace nagaya::lint {
namespace {

/// The form of a row of the table of Quadlet's keys; made when the first file has the key.
const ValueForm& form_of(const QuadletKey& key) {
    static std::vector<std::optional<ValueForm>> made(quadlet_keys().size());
    std::optional<ValueForm>& form = made[static_cast<size_t>(&key - quadlet_keys().data())];
    if (!form) form.emplace(key.values);
    return *form;
}

/// Has a word of it quotes or escapes? What it comes to is not seen from its letters.
bool is_quoted(std::string_view value) {
    static constexpr ByteSet marks("\"'\\");
    return marks.any_in(value);
}

/// Of systemd.special(7), the targets that units are put into.
constexpr auto usual_targets = std::to_array<std::string_view>(
    {"basic.target", "default.target", "graphical.target", "multi-user.target", "network-online.target",
     "network.target", "paths.target", "sockets.target", "timers.target"});

class ValueCheck {
public:
    ValueCheck(const Context& context, const RuleInfo& info, Report& report)
        : context_(context), sources_(context.sources()), info_(info), report_(report) {}

    void unit(const Unit& unit) {
        const bool runs = unit.kind == UnitKind::container || unit.kind == UnitKind::kube;
        for (const UnitLine& line : unit.lines) {
            const syntax::UnitEntry& entry = *line.entry;
            if (entry.value.empty() || entry.value.size() > most_bytes || find_trailing_comment(entry)) continue;
            if (runs && (entry.key == "Type" || entry.key == "KillMode")) continue;  // service-type
            this->line(line, entry);
        }
    }

private:
    static constexpr size_t most_bytes = 4096;  // nothing that is judged is longer

    void line(const UnitLine& line, const syntax::UnitEntry& entry) {
        if (const QuadletKey* key = line.key) {
            if (key->kind == ValueKind::boolean) return;  // unset-boolean
            const bool words = key->kind == ValueKind::words || key->kind == ValueKind::arguments;
            judge(form_of(*key), entry, words, true);
        } else if (const ValueForm* form = find_unit_key(line.section->name, entry.key)) {
            // Quadlet takes the quotes off dependencies that it translates; missing-quadlet-reference knows when it does.
            if (line.for_generator && line.section->name == "Unit" && form->bare() && quotes_quadlet(entry)) return;
            judge(*form, entry, form->splitting() == Splitting::words, false);
        }
    }

    /// Is there the name of a Quadlet file in quotes?
    bool quotes_quadlet(const syntax::UnitEntry& entry) const {
        return is_quoted(entry.value) && std::ranges::any_of(words_at(sources_, entry.value_at), [](const Word& word) {
                   const auto bare = without_quotes(word.value);
                   return bare.size() < word.value.size() && kind_of(bare) != UnitKind::plain;
               });
    }

    void judge(const ValueForm& form, const syntax::UnitEntry& entry, bool words, bool variables) {
        if (!form.judges()) return;
        if (words) {
            if (is_quoted(entry.value) && !form.bare()) {
                if (!variables) spelled(form, entry);
                return;
            }
            for (const Word& word : words_at(sources_, entry.value_at))
                piece(form, entry, word.value, word.at, variables);
        } else if (!variables || !is_quoted(entry.value) || form.in_parts()) {  // systemd takes no quotes off one value
            piece(form, entry, entry.value, entry.value_at, variables);
        }
    }

    /// Words that stand in quotes; unbalanced-quote tells of those that cannot be read.
    void spelled(const ValueForm& form, const syntax::UnitEntry& entry) {
        if (form.splitting() != Splitting::words || open_quote(entry.value) != std::string_view::npos) return;
        for (const std::string& word : syntax::unit_words(entry.value)) {
            if (is_open(word, false)) continue;
            auto misfit = form.check(word);
            if (!misfit) continue;
            misfit->part = {};
            tell(entry, word, part_at(sources_, entry.value_at, word), "", *std::move(misfit));
        }
    }

    void piece(const ValueForm& form, const syntax::UnitEntry& entry, std::string_view text, Span at, bool variables) {
        if (!form.in_parts() && is_open(text, variables)) return;
        auto misfit = form.check(text);
        if (!misfit) return;
        const std::string_view part = misfit->part.empty() ? text : misfit->part;
        if (sources_.text(at) == text) {
            at.begin += static_cast<uint32_t>(part.data() - text.data());
            at.end = at.begin + static_cast<uint32_t>(part.size());
        } else {
            at = part_at(sources_, at, part);
        }
        const std::string_view bare = without_quotes(text);
        tell(entry, part, at, bare != text && !form.check(bare) ? bare : "", std::move(*misfit));
    }

    void tell(const syntax::UnitEntry& entry, std::string_view part, Span at, std::string_view bare, Misfit misfit) {
        std::string what = misfit.what.empty() ? concat("is no value of `", entry.key, "=`") : std::move(misfit.what);
        Diagnostic finding{.code = info_.code,
                           .severity = misfit.listed ? Severity::warning : info_.severity,
                           .message = concat("`", visible(part), "` ", what),
                           .at = at};
        if (const size_t sign = part.find(" #"); sign != std::string_view::npos)
            misfit.meant = trim(part.substr(0, sign));  // there are no comments behind values
        else if (misfit.names_unit && !is_there(misfit.meant))
            misfit.meant.clear();
        if (misfit.meant.empty()) misfit.meant = bare;
        if (misfit.meant.empty()) misfit.meant = nearest(part, misfit.words).value_or("");
        if (!misfit.meant.empty()) {
            finding.help = concat("did you mean `", visible(misfit.meant), "`?");
            finding.fixes = {{.at = at, .replacement = misfit.meant}};
        }
        if (!misfit.allowed.empty())
            finding.help += concat(finding.help.empty() ? "" : " ", "allowed: ", misfit.allowed);
        report_.add(std::move(finding));
    }

    bool is_there(std::string_view unit) const {
        return std::ranges::find(usual_targets, unit) != usual_targets.end() ||
               std::ranges::any_of(context_.units(), [&](const Unit& other) {
                   return other.name == unit || other.installed == unit || other.generated == unit;
               });
    }

    const Context& context_;
    const Sources& sources_;
    const RuleInfo& info_;
    Report& report_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    ValueCheck values(context, info, report);
    for (const auto units : {context.units(), context.loose_drop_ins()})
        for (const Unit& unit : units) values.unit(unit);
}

}  // namespace

extern const Rule bad_value = {
    .info =
        {
            .code = "bad-value",
            .summary = "a value is none that its key can have",
            .why = "systemd leaves a line out whose value it cannot read, and starts the unit without it: "
                   "`Restart=allways` restarts\n"
                   "nothing. Podman refuses to make the container. Both only say so in the journal of the host. What "
                   "a key may be\n"
                   "stands in systemd.service(5), systemd.exec(5), systemd.time(7) and podman-systemd.unit(5). Values "
                   "with a\n"
                   "specifier (`%h`), a variable or a placeholder are not looked at, and an empty value takes back "
                   "what stood before.\n\n"
                   "A word that is in none of today's lists is a warning: a newer release may know it. Then allow it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
HealthCmd=curl -f http://127.0.0.1
HealthInterval=30
Volume=pages.volume:/srv:roo

[Service]
Restart=allways
RestartSec=10x

[Install]
WantedBy=default.target

== services/web/pages.volume
[Volume]
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
HealthCmd=curl -f http://127.0.0.1
HealthInterval=30s
Volume=pages.volume:/srv:ro

[Service]
Restart=always
RestartSec=10s

[Install]
WantedBy=default.target

== services/web/pages.volume
[Volume]
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
