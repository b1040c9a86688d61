#include "ignition/validate.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "ignition/unit_text.hpp"
#include "ignition/url.hpp"
#include "ignition/validator.hpp"

namespace nagaya::ignition {

namespace {

std::string_view extension(std::string_view name) {
    size_t slash = name.rfind('/');
    std::string_view base = slash == std::string_view::npos ? name : name.substr(slash + 1);
    size_t dot = base.rfind('.');
    return dot == std::string_view::npos ? "" : base.substr(dot);
}

bool is_unit_extension(std::string_view text) {
    for (std::string_view known : {".service", ".socket", ".device", ".mount", ".automount", ".swap", ".target",
                                   ".path", ".timer", ".snapshot", ".slice", ".scope"})
        if (text == known) return true;
    return false;
}

/// "t@i.service" → "t@.service"; "" for a name of another kind.
std::string template_of(std::string_view name) {
    if (!name.ends_with(".service") || name.find('\n') != std::string_view::npos) return "";
    std::string_view stem = name.substr(0, name.size() - 8);
    size_t at = stem.find('@', 1);
    if (at == std::string_view::npos || at + 1 >= stem.size()) return "";
    return concat(stem.substr(0, at), "@.service");
}

}  // namespace

void Validator::error(const Place& place, std::string_view message) {
    findings_.push_back({.severity = Severity::error, .path = place.path(), .message = std::string(message)});
}

void Validator::warning(const Place& place, std::string_view message) {
    findings_.push_back({.severity = Severity::warning, .path = place.path(), .message = std::string(message)});
}

void Validator::check(const Config& config, const Place& place) {
    std::unordered_set<std::string> units;
    constexpr std::string_view directory = "/etc/systemd/system/";
    for (const Unit& unit : config.systemd.units) {
        if (given(unit.contents)) units.insert(concat(directory, unit.name));
        for (const Dropin& dropin : unit.dropins)
            if (given(dropin.contents)) units.insert(concat(directory, unit.name, ".d/", dropin.name));
    }
    Place storage = place.in("storage");
    auto check_nodes = [&](const auto& nodes, std::string_view name) {
        Place list = storage.in(name);
        for (size_t index = 0; index < nodes.size(); ++index) {
            if (!nodes[index].path.starts_with(directory) || !units.contains(nodes[index].path)) continue;
            Place node = list.in(index);
            error(node.in("path"), "path conflicts with systemd unit or dropin");
        }
    };
    if (units.empty()) return;
    check_nodes(config.storage.files, "files");
    check_nodes(config.storage.directories, "directories");
    check_nodes(config.storage.links, "links");
}

void Validator::check_required_source(const Resource& resource, const Place& place) {
    if (!given(resource.source))
        error(place, "source is required");
    else if (auto problem = check_source(*resource.source, version_))
        error(place, *problem);
}

void Validator::check(const ConfigReferences& references, const Place& place) {
    if (!is(1)) return;
    Place list = place.in("merge");
    for (size_t index = 0; index < references.merge.size(); ++index)
        check_required_source(references.merge[index], list.in(index));
}

void Validator::check(const Tls& tls, const Place& place) {
    Place list = place.in("certificateAuthorities");
    for (size_t index = 0; index < tls.certificate_authorities.size(); ++index) {
        const Resource& resource = tls.certificate_authorities[index];
        if (is(1))
            check_required_source(resource, list.in(index));
        else if (!given(resource.source))
            error(list.in(index).in("source"), "invalid url scheme");
    }
}

void Validator::check_proxy(const Text& proxy, const Place& place, bool plain_is_fine) {
    if (!proxy) return;
    auto url = parse_url(*proxy);
    if (!url)
        error(place, "unable to parse url");
    else if (url->scheme != "http" && url->scheme != "https")
        error(place, "proxies must be http(s)");
    else if (url->scheme == "http" && !plain_is_fine)
        warning(place, "insecure plaintext HTTP proxy specified for HTTPS resources");
}

void Validator::check(const Proxy& proxy, const Place& place) {
    check_proxy(proxy.http_proxy, place.in("httpProxy"), true);
    check_proxy(proxy.https_proxy, place.in("httpsProxy"), false);
}

void Validator::check(const Systemd& systemd, const Place& place) {
    std::unordered_map<std::string_view, const Unit*> by_name;
    for (const Unit& unit : systemd.units) by_name[unit.name] = &unit;
    Place list = place.in("units");
    for (size_t index = 0; index < systemd.units.size(); ++index) {
        const Unit& unit = systemd.units[index];
        if (unit.enabled != true) continue;
        std::string name = template_of(unit.name);
        if (name.empty()) continue;
        auto found = by_name.find(name);
        if (found == by_name.end() || !given(found->second->contents)) continue;
        UnitText text = read_unit_text(*found->second->contents);
        if (!text.error.empty() || text.installs) continue;
        Place at = list.in(index);
        warning(at.in("contents"), concat("template unit ", go_quoted(name), " for ", go_quoted(unit.name),
                                          " doesn't have Install section"));
    }
}

void Validator::check(const Unit& unit, const Place& place) {
    if (!is_unit_extension(extension(unit.name))) error(place.in("name"), "invalid systemd unit extension");
    if (!given(unit.contents)) return;
    UnitText text = read_unit_text(*unit.contents);
    if (!text.error.empty())
        error(place.in("contents"), concat("invalid unit content: ", text.error));
    else if (unit.enabled == true && !text.installs)
        warning(place.in("contents"), concat("unit ", go_quoted(unit.name),
                                             " is enabled, but has no install section so enable does nothing"));
}

void Validator::check(const Dropin& dropin, const Place& place) {
    if (dropin.contents)
        if (UnitText text = read_unit_text(*dropin.contents); !text.error.empty())
            error(place.in("contents"), concat("invalid unit content: ", text.error));
    if (extension(dropin.name) != ".conf") error(place.in("name"), "invalid systemd drop-in extension");
}

void Validator::check(const Resource& resource, const Place& place) {
    if (resource.compression && !resource.compression->empty() && *resource.compression != "gzip")
        error(place.in("compression"), "invalid compression method");
    if (resource.verification.hash && !resource.source)
        error(place.in("verification").in("hash"), "source must be specified if verification is specified");
    if (given(resource.source))
        if (auto problem = check_source(*resource.source, version_)) error(place.in("source"), *problem);
    if (resource.http_headers.empty()) return;
    auto url = given(resource.source) ? parse_url(*resource.source) : std::nullopt;
    if (!url)
        error(place.in("httpHeaders"), "unable to parse url");
    else if (url->scheme != "http" && url->scheme != "https")
        error(place.in("httpHeaders"), "cannot use HTTP headers with this source scheme");
}

void Validator::check(const HttpHeader& header, const Place& place) {
    if (header.name.empty()) error(place.in("name"), "HTTP header name can't be empty");
    if (header.value && header.value->empty()) error(place.in("value"), "unable to parse HTTP header");
}

void Validator::check(const Verification& verification, const Place& place) {
    if (!verification.hash) return;
    std::string_view hash = *verification.hash;
    Place at = place.in("hash");
    size_t dash = hash.find('-');
    if (dash == std::string_view::npos) {
        error(at, "malformed hash specifier");
        return;
    }
    std::string_view function = hash.substr(0, dash);
    size_t length = function == "sha512" ? 128 : function == "sha256" && is(1) ? 64 : 0;
    if (length == 0)
        error(at, "unrecognized hash function");
    else if (hash.size() - dash - 1 != length)
        error(at, "incorrect size for hash sum");
}

void validate(const Config& config, Version version, Findings& findings) {
    Validator(version, findings).walk(config, Place());
}

bool has_errors(const Findings& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.severity == Severity::error; });
}

}  // namespace nagaya::ignition
