#include <array>

#include "app/drift.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace nagaya::app {

namespace {

constexpr size_t most_drifts = 100'000;

std::string coloured(std::string_view code, std::string text, bool colour) {
    return colour ? concat("\x1b[", code, "m", text, "\x1b[0m") : text;
}

std::string diff_lines(std::string_view diff, bool colour) {
    std::string out;
    if (diff.ends_with('\n')) diff.remove_suffix(1);
    if (diff.empty()) return out;
    for (const std::string_view line : split(diff, '\n')) {
        const std::string_view code = line.starts_with('+') ? "32" : line.starts_with('-') ? "31" : "2";
        out += concat("      ", coloured(code, visible(line), colour), "\n");
    }
    return out;
}

std::string subject_text(const Drift& drift) {
    if (drift.kind == "foreign") return concat(drift.subject, drift.unit.empty() ? "" : concat(" (", drift.unit, ")"));
    if (drift.account.empty()) return concat(drift.kind, " ", drift.subject);
    return concat(drift.kind, " ", drift.subject, " of ", drift.account);
}

/// The members that are texts, under their names in JSON.
struct Member {
    std::string_view name;
    std::string Drift::* text;
};
constexpr std::array<Member, 9> members = {{{"kind", &Drift::kind},
                                            {"service", &Drift::service},
                                            {"account", &Drift::account},
                                            {"subject", &Drift::subject},
                                            {"what", &Drift::what},
                                            {"deed", &Drift::deed},
                                            {"unit", &Drift::unit},
                                            {"wanted", &Drift::wanted},
                                            {"diff", &Drift::diff}}};

}  // namespace

std::string print_drift_text(const DriftReport& report, bool diffs, bool colour) {
    if (report.drifts.empty()) return concat("no drift: the host is as generation ", report.generation, " left it\n");
    std::string out;
    const Drift* before = nullptr;
    for (const Drift& drift : report.drifts) {
        if (!before || before->service != drift.service)
            out += concat(drift.service.empty() ? "host" : visible(drift.service), "\n");
        before = &drift;
        const std::string secret = drift.secret ? " (secret)" : "";
        out += concat("  ", coloured("33", visible(subject_text(drift)), colour), " — ", visible(drift.what), secret,
                      "\n");
        if (diffs) out += diff_lines(drift.diff, colour);
        out += concat("      → ", visible(drift.deed), "\n");
    }
    return concat(out, plural(report.drifts.size(), "difference"), " from generation ", report.generation, "\n");
}

std::string print_drift_json(const DriftReport& report, bool diffs, bool contents) {
    JsonArray rows;
    for (const Drift& drift : report.drifts) {
        JsonObject row;
        for (const Member& member : members)
            if (!(drift.*member.text).empty() && (diffs || member.name != "diff"))
                row.emplace_back(std::string(member.name), drift.*member.text);
        if (drift.secret) row.emplace_back("secret", true);
        if (contents && drift.content) row.emplace_back("content", *drift.content);
        rows.emplace_back(std::move(row));
    }
    return print_json(JsonObject{{"version", 1},
                                 {"prefix", report.prefix},
                                 {"generation", report.generation},
                                 {"drift", std::move(rows)}},
                      JsonStyle::indented) +
           "\n";
}

Result<DriftReport> parse_drift_json(std::string_view text) {
    const Json json = TRY(parse_json(text));
    if (json["version"].number() != 1)
        return fail(ErrorKind::unsupported, "the host's list of drift has another version");
    DriftReport report{.prefix = std::string(json["prefix"].text()),
                       .generation = static_cast<uint64_t>(json["generation"].number()),
                       .drifts = {}};
    if (json["drift"].array().size() > most_drifts) return fail(ErrorKind::limit, "the host lists too much drift");
    for (const Json& row : json["drift"].array()) {
        Drift& drift = report.drifts.emplace_back();
        for (const Member& member : members) drift.*member.text = row[member.name].text();
        drift.secret = row["secret"].flag();
        if (std::holds_alternative<std::string>(row["content"].value)) drift.content = row["content"].text();
    }
    return report;
}

}  // namespace nagaya::app
