#include "lower/certificates.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/proxy.hpp"
#include "lower/unit_name.hpp"

namespace nagaya::lower {

namespace {

constexpr size_t longest_domain = 253;
constexpr size_t longest_label = 63;

std::string small_letters(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= longest_label && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label,
                               [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// What may stand in a certificate: dotted labels (RFC 1123), before them "*." at most.
bool is_certificate_domain(std::string_view domain) {
    if (domain.size() > longest_domain) return false;
    if (domain.starts_with("*.")) domain.remove_prefix(2);
    return std::ranges::all_of(split(domain, '.'), is_label);
}

/// It becomes a directory's name and a word of a line.
bool is_certificate_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_domain && name.front() != '.' && name.front() != '-' &&
           std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
           });
}

/// "a.example.org" is matched by "*.example.org".
bool matches_wildcard(std::string_view wildcard, std::string_view domain) {
    const size_t dot = domain.find('.');
    return wildcard.starts_with("*.") && dot != std::string_view::npos && dot > 0 && domain.substr(0, 2) != "*." &&
           wildcard.substr(1) == domain.substr(dot);
}

std::string default_name(std::string_view domain) {
    return domain.starts_with('*') ? concat('_', domain.substr(1)) : std::string(domain);
}

void report_bad_name(Lowering& lowering, std::string message, Span at, std::string help) {
    lowering.report.add(
        {.code = "bad-certificate-name", .message = std::move(message), .at = at, .help = std::move(help)});
}

class Collector {
public:
    Collector(Lowering& lowering, const LoweredService& issuer) : lowering_(lowering), issuer_(issuer) {}

    void collect() {
        for (const LoweredService& service : lowering_.services) {
            for (const model::Certificate& wanted : service.service->certificates) add_declared(service, wanted);
        }
        // After all of those, so that the order of services does not decide what covers a domain.
        if (const LoweredService* proxy = find_reverse_proxy(lowering_)) {
            for (const LoweredService& service : lowering_.services) {
                for (const Located<std::string>& domain : https_names(service)) add_served(*proxy, domain);
            }
        }
        std::ranges::sort(lowering_.certificates, {}, &HostCertificate::name);
        for (const HostCertificate& certificate : lowering_.certificates) {
            for (const CertificateReader& reader : certificate.readers) add_need(reader);
        }
    }

private:
    /// The domains as they are on this host; empty after a finding.
    std::vector<std::string> domains_of(const LoweredService& service, const model::Certificate& wanted) {
        std::vector<std::string> domains;
        bool right = true;
        for (const Located<std::string>& written : wanted.domains) {
            std::optional<std::string> text = service.variables.expand(written.value, written.at, lowering_.report);
            right = right && text.has_value();
            if (!text) continue;
            std::string domain = small_letters(*text);
            if (!is_certificate_domain(domain)) {
                right = false;
                report_bad_name(lowering_,
                                concat('`', visible(*text), "` is not a domain that a certificate can be for"),
                                written.at, "write names such as `www.example.org` or `*.example.org`");
            } else if (std::ranges::find(domains, domain) == domains.end()) {
                domains.push_back(std::move(domain));
            }
        }
        for (const std::string& domain : domains) {
            for (const std::string& other : domains) {
                if (!matches_wildcard(other, domain)) continue;
                right = false;
                report_bad_name(lowering_,
                                concat('`', domain, "` is in the certificate twice: `", other, "` covers it"),
                                wanted.domains.front().at, concat("take `", domain, "` out of `names`"));
            }
        }
        if (!right) domains.clear();
        return domains;
    }

    static std::optional<Located<uint32_t>> copied_for(const model::Service& service,
                                                       const std::optional<Located<uint32_t>>& owner, Span at) {
        if (!service.copies_certificates()) return std::nullopt;
        return owner ? *owner : Located<uint32_t>{0, at};
    }

    void add_declared(const LoweredService& service, const model::Certificate& wanted) {
        const std::vector<std::string> domains = domains_of(service, wanted);
        if (domains.empty()) return;
        std::optional<std::string> name = default_name(domains.front());
        if (wanted.name) name = service.variables.expand(wanted.name->value, wanted.name->at, lowering_.report);
        if (!name) return;
        if (!is_certificate_name(*name)) {
            return report_bad_name(lowering_, concat('`', visible(*name), "` cannot be the directory of a certificate"),
                                   wanted.name ? wanted.name->at : wanted.at,
                                   "write small letters, digits, `-`, `_` and `.`, first a letter, a digit or `_`");
        }
        add({.name = *std::move(name), .domains = domains, .readers = {}, .at = wanted.at},
            {.service = service.name(),
             .reload = wanted.reload,
             .copied_for = copied_for(*service.service, wanted.owner, wanted.at),
             .at = wanted.at});
    }

    void add_served(const LoweredService& proxy, const Located<std::string>& domain) {
        const Span at = proxy.service->reverse_proxy->at;
        const CertificateReader reader{.service = proxy.name(),
                                       .reload = proxy_unit(*proxy.service),
                                       .copied_for = copied_for(*proxy.service, std::nullopt, at),
                                       .at = at};
        if (const HostCertificate* covering = find_certificate(lowering_, domain.value)) {
            add_reader(lowering_.certificates[static_cast<size_t>(covering - lowering_.certificates.data())], reader);
        } else {
            add({.name = default_name(domain.value), .domains = {domain.value}, .readers = {}, .at = domain.at},
                reader);
        }
    }

    /// The unit that takes up a certificate: the one that is named, or the only container.
    static std::optional<Located<std::string>> proxy_unit(const model::Service& proxy) {
        if (proxy.reverse_proxy->unit) return proxy.reverse_proxy->unit;
        const auto is_container = [](const model::UnitSource& unit) {
            return !unit.drop_in && extension(unit.name) == ".container";
        };
        if (std::ranges::count_if(proxy.units, is_container) != 1) return std::nullopt;
        const auto container = std::ranges::find_if(proxy.units, is_container);
        return Located<std::string>{container->name, proxy.reverse_proxy->at};
    }

    void add(HostCertificate certificate, const CertificateReader& reader) {
        auto& all = lowering_.certificates;
        const auto same = std::ranges::find(all, certificate.name, &HostCertificate::name);
        if (same == all.end()) {
            all.push_back(std::move(certificate));
            return add_reader(all.back(), reader);
        }
        const std::set<std::string> theirs(same->domains.begin(), same->domains.end());
        if (theirs == std::set<std::string>(certificate.domains.begin(), certificate.domains.end()))
            return add_reader(*same, reader);
        lowering_.report.add({.code = "certificate-clash",
                              .message = concat("two certificates of host `", lowering_.host.name, "` are called `",
                                                certificate.name, "`, for different names"),
                              .at = certificate.at,
                              .labels = {{.at = same->at, .message = "the other one"}},
                              .help = "give one of them another `name`, or both the same `names`"});
    }

    static void add_reader(HostCertificate& certificate, const CertificateReader& reader) {
        const auto is_known = [&](const CertificateReader& known) {
            const auto unit = [](const CertificateReader& one) {
                return one.reload ? one.reload->value : std::string();
            };
            return known.service == reader.service && unit(known) == unit(reader);
        };
        if (std::ranges::none_of(certificate.readers, is_known)) certificate.readers.push_back(reader);
    }

    /// A reader starts when its certificate is there. One that the issuer itself waits for cannot wait for the issuer.
    void add_need(const CertificateReader& reader) {
        LoweredService* service = lowering_.find(reader.service);
        if (!service || service == &issuer_ || is_needed(issuer_, *service)) return;
        const auto known = std::ranges::find(service->needs, issuer_.name(),
                                             [](const model::Need& need) { return need.service.value; });
        if (known != service->needs.end()) return;
        service->needs.push_back({.service = {issuer_.name(), reader.at}, .condition = {"started", reader.at}});
    }

    /// Does `service`, or anything that it needs, need `other` or something else of its account?
    bool is_needed(const LoweredService& service, const LoweredService& other) {
        std::set<std::string> seen;
        std::vector<const LoweredService*> open = {&service};
        while (!open.empty()) {
            const LoweredService* next = open.back();
            open.pop_back();
            for (const model::Need& need : next->needs) {
                const LoweredService* needed = lowering_.find(need.service.value);
                if (!needed || !seen.insert(needed->name()).second) continue;
                if (needed == &other || (!other.service->rootful() && needed->account() == other.account()))
                    return true;
                open.push_back(needed);
            }
        }
        return false;
    }

    Lowering& lowering_;
    const LoweredService& issuer_;
};

void report_no_issuer(Lowering& lowering) {
    for (const LoweredService& service : lowering.services) {
        for (const model::Certificate& wanted : service.service->certificates) {
            lowering.report.add(
                {.code = "certificate-without-issuer",
                 .message = concat("service `", service.name(), "` wants a certificate, and no service of host `",
                                   lowering.host.name, "` gets any"),
                 .at = wanted.at,
                 .help = "add a service with `[issuer]` to the host; `nagaya catalog add certificates` makes one"});
        }
    }
}

}  // namespace

bool HostCertificate::covers(std::string_view domain) const {
    return std::ranges::any_of(domains,
                               [&](const std::string& own) { return own == domain || matches_wildcard(own, domain); });
}

LoweredService* issuer_of(Lowering& lowering) {
    const auto found = std::ranges::find_if(
        lowering.services, [](const LoweredService& service) { return service.service->issuer.has_value(); });
    return found == lowering.services.end() ? nullptr : &*found;
}

void collect_certificates(Lowering& lowering) {
    const LoweredService* issuer = issuer_of(lowering);
    if (!issuer) return report_no_issuer(lowering);
    for (const LoweredService& other : lowering.services) {
        if (!other.service->issuer || &other == issuer) continue;
        lowering.report.add(
            {.code = "several-issuers",
             .message = concat("host `", lowering.host.name, "` has two services that get certificates"),
             .at = other.service->issuer->at,
             .labels = {{.at = issuer->service->issuer->at, .message = "the first one"}},
             .help = concat("take `", other.name(), "` or `", issuer->name(), "` from the host's `services`")});
    }
    Collector(lowering, *issuer).collect();
}

const std::vector<HostCertificate>& certificates_of(const Lowering& lowering) { return lowering.certificates; }

const HostCertificate* find_certificate(const Lowering& lowering, std::string_view domain) {
    const std::string wanted = small_letters(domain);
    const HostCertificate* covering = nullptr;
    for (const HostCertificate& certificate : lowering.certificates) {
        if (std::ranges::find(certificate.domains, wanted) != certificate.domains.end()) return &certificate;
        if (!covering && certificate.covers(wanted)) covering = &certificate;
    }
    return covering;
}

}  // namespace nagaya::lower
