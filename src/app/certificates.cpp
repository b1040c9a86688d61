#include "app/certificates.hpp"

#include <algorithm>
#include <ctime>
#include <memory>

#include "app/deployed_units.hpp"
#include "app/forwarded_words.hpp"
#include "app/transaction.hpp"
#include "base/text.hpp"
#include "base/x509.hpp"
#include "host/deployed_record.hpp"
#include "host/machine.hpp"
#include "host/safe_files.hpp"

namespace nagaya::app {

namespace {

constexpr size_t longest_list = 4 << 20;
constexpr size_t longest_file = 256 << 10;
constexpr size_t longest_status = 4096;
constexpr int64_t day = 86'400;
constexpr std::string_view list_file = "/wanted/certificates.conf";

/// What an issuer was told: certificates.conf, which nagaya wrote.
struct Wanted {
    std::string service;
    std::string account;
    std::string store;
    std::string server;
    std::string unit;
    std::vector<std::vector<std::string>> certificates;  ///< name, then domains
};

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    for (const std::string_view word : split_words(line)) words.emplace_back(word);
    return words;
}

Wanted parse_wanted(std::string_view text) {
    Wanted wanted;
    for (const std::string_view line : split(text, '\n')) {
        std::vector<std::string> words = words_of(line);
        if (words.size() < 2) continue;
        const std::string fact = words.front();
        words.erase(words.begin());
        if (fact == "store") wanted.store = words.front();
        if (fact == "server") wanted.server = words.front();
        if (fact == "unit") wanted.unit = words.front();
        if (fact == "certificate") wanted.certificates.push_back(std::move(words));
    }
    return wanted;
}

Result<std::vector<Wanted>> read_wanted(const state::Deployed& deployed) {
    std::vector<Wanted> all;
    for (const auto& [id, entry] : deployed.entries) {
        if (id.kind != state::Kind::file || !id.name.ends_with(list_file)) continue;
        const std::optional<host::SeenFile> file = TRY(host::read_file(id.name, longest_list));
        if (!file || file->status.owner.uid != 0) continue;
        Wanted wanted = parse_wanted(file->bytes);
        wanted.service = entry.service;
        for (const DeployedUnit& unit : units_of(deployed, {entry.service})) {
            if (unit.name == wanted.unit) wanted.account = unit.account;
        }
        all.push_back(std::move(wanted));
    }
    return all;
}

void read_status_file(const std::string& path, StoredCertificate& certificate) {
    const auto file = host::read_file(path, longest_status);
    if (!file || !*file || !is_text((*file)->bytes)) return;
    for (const std::string_view line : split((*file)->bytes, '\n')) {
        const size_t equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view value = line.substr(equals + 1);
        if (line.starts_with("attempt=")) certificate.found_attempt = value;
        if (line.starts_with("result=")) certificate.failed = value == "failed";
        if (line.starts_with("error=")) certificate.found_error = value;
    }
}

StoredCertificate look(const Wanted& wanted, const std::vector<std::string>& words) {
    StoredCertificate certificate{.name = words.front(),
                                  .service = wanted.service,
                                  .domains = {words.begin() + 1, words.end()},
                                  .acme = wanted.server != "none",
                                  .found_issuer = {},
                                  .found_serial = {},
                                  .found_domains = {},
                                  .found_attempt = {},
                                  .found_error = {}};
    const std::string directory = concat(wanted.store, '/', certificate.name);
    const auto key = host::look_at(directory + "/privkey.pem");
    certificate.has_key = key && *key && (*key)->type == host::FileType::regular && (*key)->size > 0;
    read_status_file(directory + "/status", certificate);
    const auto file = host::read_file(directory + "/fullchain.pem", longest_file);
    if (!file || !*file) return certificate;
    Result<CertificateFacts> facts = read_certificate((*file)->bytes);
    certificate.damaged = !facts;
    if (!facts) return certificate;
    certificate.found = true;
    certificate.self_signed = facts->self_signed;
    certificate.found_issuer = facts->issuer;
    certificate.found_serial = facts->serial;
    certificate.found_domains = facts->domains;
    certificate.not_before = facts->not_before;
    certificate.not_after = facts->not_after;
    return certificate;
}

std::string day_text(int64_t seconds) {
    tm parts{};
    const time_t time = seconds;
    gmtime_r(&time, &parts);
    char text[32];
    strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

std::string end_text(const StoredCertificate& certificate, int64_t now) {
    const int64_t days = certificate.days_left(now);
    if (certificate.not_after <= now) return concat("ended on ", day_text(certificate.not_after));
    return concat("ends in ", plural(static_cast<size_t>(days), "day"), ", on ", day_text(certificate.not_after));
}

std::string_view kind_of(const StoredCertificate& certificate) {
    if (certificate.damaged) return "damaged";
    if (!certificate.found) return "missing";
    return certificate.self_signed ? "self-signed" : "ACME";
}

/// What is wrong with it; "" when nothing is.
std::string trouble(const StoredCertificate& certificate, int64_t now) {
    std::string text;
    const auto add = [&](std::string_view what) { text += concat(text.empty() ? "" : "; ", what); };
    if (certificate.damaged) {
        add("what is there is no certificate");
    } else if (!certificate.found) {
        add("there is none");
    } else if (!certificate.has_key) {
        add("its key is missing");
    }
    if (certificate.found && certificate.days_left(now) < certificate_warning_days) add(end_text(certificate, now));
    if (certificate.failed) {
        add(concat("the last attempt, ", visible(certificate.found_attempt),
                   ", failed: ", visible(certificate.found_error)));
    }
    return text;
}

bool is_bad(const StoredCertificate& certificate, int64_t now) {
    return !certificate.found || !certificate.has_key || certificate.failed || certificate.not_after <= now;
}

/// Leaves those that are meant; false after an error.
bool choose(std::vector<StoredCertificate>& certificates, const std::vector<std::string>& names, Console& console) {
    const auto is_meant = [](const StoredCertificate& certificate, const std::string& name) {
        return certificate.name == name || std::ranges::find(certificate.domains, name) != certificate.domains.end();
    };
    for (const std::string& name : names) {
        if (std::ranges::any_of(certificates, [&](const auto& one) { return is_meant(one, name); })) continue;
        console.err(concat("nagaya: no certificate of this host is called `", visible(name),
                           "`\nhelp: `nagaya cert list` shows them\n"));
        return false;
    }
    if (names.empty()) return true;
    std::erase_if(certificates, [&](const StoredCertificate& one) {
        return std::ranges::none_of(names, [&](const std::string& name) { return is_meant(one, name); });
    });
    return true;
}

std::string table(const std::vector<StoredCertificate>& certificates, int64_t now) {
    std::vector<std::vector<std::string>> rows = {{"NAME", "KIND", "ISSUER", "ENDS", "DOMAINS"}};
    for (const StoredCertificate& one : certificates) {
        rows.push_back({one.name, std::string(kind_of(one)), one.found ? visible(one.found_issuer) : "–",
                        one.found ? concat(day_text(one.not_after), " (", one.days_left(now), " d)") : "–",
                        join(one.domains, " ")});
    }
    std::vector<size_t> widths(rows.front().size());
    const auto columns = [](std::string_view text) {
        return static_cast<size_t>(
            std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    };
    for (const auto& row : rows)
        for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (size_t i = 0; i < row.size(); ++i)
            line += concat(row[i], std::string(i + 1 < row.size() ? widths[i] - columns(row[i]) + 2 : 0, ' '));
        out += line + "\n";
    }
    return out;
}

std::string details(const StoredCertificate& one, int64_t now) {
    std::string out = concat(one.name, "\n  domains       ", join(one.domains, " "), "\n  kind          ", kind_of(one),
                             "\n  issued for    ", one.service, '\n');
    if (one.found) {
        out += concat("  issuer        ", visible(one.found_issuer), "\n  serial        ", one.found_serial,
                      "\n  valid         ", day_text(one.not_before), " to ", day_text(one.not_after), ", ",
                      end_text(one, now), "\n  names in it   ", visible(join(one.found_domains, " ")), '\n');
    }
    out += concat("  key           ", one.has_key ? "there" : "missing", "\n  last attempt  ",
                  one.found_attempt.empty() ? std::string("none") : visible(one.found_attempt),
                  one.found_attempt.empty() ? ""
                  : one.failed              ? ", failed"
                                            : ", went well",
                  '\n');
    if (one.failed) out += concat("  error         ", visible(one.found_error), '\n');
    return out;
}

int print(const std::vector<StoredCertificate>& certificates, const CertificateOptions& options, bool all,
          Console& console) {
    const int64_t now = std::time(nullptr);
    if (options.format == Format::json) {
        console.out(print_json(JsonObject{{"version", 1}, {"certificates", certificates_json(certificates, now)}},
                               JsonStyle::indented) +
                    "\n");
    } else if (certificates.empty()) {
        console.out("no service of this host wants a certificate\n");
    } else if (all) {
        for (const StoredCertificate& one : certificates) console.out(details(one, now));
    } else {
        console.out(table(certificates, now));
        for (const std::string& warning : certificate_warnings(certificates, now)) console.out(warning + "\n");
    }
    return any_bad(certificates, now) ? exit_failed : exit_ok;
}

int read_and_print(const CertificateOptions& options, bool all, Console& console) {
    const auto deployed = read_records();
    if (!deployed) return tell(deployed.error(), console);
    auto certificates = read_certificates(*deployed);
    if (!certificates) return tell(certificates.error(), console);
    if (!choose(*certificates, options.names, console)) return exit_usage;
    return print(*certificates, options, all, console);
}

/// Starts the issuers' units, one after another: a host has one issuer for each site.
Result<bool> run_issuers(const std::vector<Wanted>& issuers, Console& console) {
    const std::unique_ptr<apply::Machine> machine = host::make_machine();
    bool any = false;
    for (const Wanted& wanted : issuers) {
        if (wanted.account.empty() || wanted.certificates.empty()) continue;
        any = true;
        const state::Unit unit{.account = wanted.account, .name = wanted.unit, .inputs = {}};
        const auto done =
            machine->perform(plan::ChangeUnit{.verb = plan::UnitVerb::start, .unit = unit}, [](std::string_view) {});
        // Which certificate failed and why stands in the store.
        if (!done) console.err(concat(wanted.service, ": ", wanted.unit, ": ", safe_text(done.error()), "\n"));
    }
    return any;
}

}  // namespace

int64_t StoredCertificate::days_left(int64_t now) const {
    const int64_t seconds = not_after - now;
    return seconds >= 0 ? seconds / day : -((-seconds + day - 1) / day);
}

Result<std::vector<StoredCertificate>> read_certificates(const state::Deployed& deployed) {
    std::vector<StoredCertificate> certificates;
    const std::vector<Wanted> issuers = TRY(read_wanted(deployed));
    for (const Wanted& wanted : issuers) {
        for (const std::vector<std::string>& words : wanted.certificates) certificates.push_back(look(wanted, words));
    }
    std::ranges::stable_sort(certificates, {}, &StoredCertificate::name);
    return certificates;
}

bool any_bad(const std::vector<StoredCertificate>& certificates, int64_t now) {
    return std::ranges::any_of(certificates, [&](const StoredCertificate& one) { return is_bad(one, now); });
}

std::vector<std::string> certificate_warnings(const std::vector<StoredCertificate>& certificates, int64_t now) {
    std::vector<std::string> warnings;
    for (const StoredCertificate& certificate : certificates) {
        const std::string text = trouble(certificate, now);
        if (!text.empty()) warnings.push_back(concat("certificate ", certificate.name, ": ", text));
    }
    return warnings;
}

Json certificates_json(const std::vector<StoredCertificate>& certificates, int64_t now) {
    JsonArray array;
    for (const StoredCertificate& one : certificates) {
        JsonArray domains;
        for (const std::string& domain : one.domains) domains.emplace_back(domain);
        array.push_back(JsonObject{{"name", one.name},
                                   {"service", one.service},
                                   {"domains", std::move(domains)},
                                   {"kind", one.found     ? one.self_signed ? "self-signed" : "acme"
                                            : one.damaged ? "damaged"
                                                          : "missing"},
                                   {"issuer", one.found_issuer},
                                   {"serial", one.found_serial},
                                   {"has_key", one.has_key},
                                   {"not_before", one.not_before},
                                   {"not_after", one.not_after},
                                   {"days_left", one.found ? one.days_left(now) : 0},
                                   {"last_attempt", one.found_attempt},
                                   {"failed", one.failed},
                                   {"error", one.found_error}});
    }
    return array;
}

int list_certificates(const CertificateOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words("list", options), console);
    return routed.here ? read_and_print(options, false, console) : routed.exit_code;
}

int show_certificates(const CertificateOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words("show", options), console);
    return routed.here ? read_and_print(options, true, console) : routed.exit_code;
}

int renew_certificates(const CertificateOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words("renew", options), console);
    if (!routed.here) return routed.exit_code;
    const auto deployed = read_records();
    if (!deployed) return tell(deployed.error(), console);
    const auto issuers = read_wanted(*deployed);
    if (!issuers) return tell(issuers.error(), console);
    const auto any = run_issuers(*issuers, console);
    if (!any) return tell(any.error(), console);
    if (!*any) {
        console.err("nagaya: no service of this host gets certificates\nhelp: see `nagaya cert list`\n");
        return exit_failed;
    }
    return read_and_print(options, false, console);
}

}  // namespace nagaya::app
