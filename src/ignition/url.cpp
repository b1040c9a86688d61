#include "ignition/url.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ignition/data_url.hpp"

namespace nagaya::ignition {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The byte that an escape at `at` stands for, or -1.
int escaped_byte(std::string_view text, size_t at) {
    if (at + 2 >= text.size()) return -1;
    int high = hex_digit(text[at + 1]);
    int low = hex_digit(text[at + 2]);
    return high < 0 || low < 0 ? -1 : 16 * high + low;
}

bool escapes_are_valid(std::string_view text) {
    for (size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 3))
        if (escaped_byte(text, at) < 0) return false;
    return true;
}

bool is_port(std::string_view text) {
    return text.empty() || (text[0] == ':' && std::all_of(text.begin() + 1, text.end(), is_digit));
}

bool host_characters_are_valid(std::string_view host, bool zone) {
    for (size_t at = 0; at < host.size(); ++at) {
        char c = host[at];
        if (c == '%') {
            int byte = escaped_byte(host, at);
            if (byte < 0 || (!zone && byte < 0x80 && host.substr(at, 3) != "%25")) return false;
            at += 2;
        } else if (is_ascii(c) && !is_letter(c) && !is_digit(c) && !is_one_of(c, "-_.~!$&'()*+,;=:[]<>\"")) {
            return false;
        }
    }
    return true;
}

bool host_is_valid(std::string_view host) {
    if (host.starts_with('[')) {
        size_t close = host.rfind(']');
        if (close == std::string_view::npos || !is_port(host.substr(close + 1))) return false;
        size_t zone = host.substr(0, close).find("%25");
        if (zone == std::string_view::npos) return host_characters_are_valid(host, false);
        return host_characters_are_valid(host.substr(0, zone), false) &&
               host_characters_are_valid(host.substr(zone, close - zone), true) &&
               host_characters_are_valid(host.substr(close), false);
    }
    size_t colon = host.rfind(':');
    if (colon != std::string_view::npos && !is_port(host.substr(colon))) return false;
    return host_characters_are_valid(host, false);
}

bool authority_is_valid(std::string_view authority) {
    size_t at = authority.rfind('@');
    if (at == std::string_view::npos) return host_is_valid(authority);
    std::string_view user = authority.substr(0, at);
    bool known = std::all_of(user.begin(), user.end(), [](char c) {
        return is_ascii(c) && (is_letter(c) || is_digit(c) || is_one_of(c, "-._:~!$&'()*+,;=%@"));
    });
    return known && escapes_are_valid(user) && host_is_valid(authority.substr(at + 1));
}

/// Takes "scheme:" from the front; false if there can be none such.
bool take_scheme(std::string_view& rest, std::string& scheme) {
    for (size_t at = 0; at < rest.size(); ++at) {
        char c = rest[at];
        if (is_letter(c)) continue;
        if (c == ':') {
            if (at == 0) return false;
            for (char letter : rest.substr(0, at))
                scheme += static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter);
            rest.remove_prefix(at + 1);
            return true;
        }
        if (at == 0 || !(is_digit(c) || is_one_of(c, "+-."))) return true;
    }
    return true;
}

/// A query's text with `+` and escapes undone, or nothing.
std::optional<std::string> unescape_query(std::string_view text) {
    std::string out;
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%') {
            int byte = escaped_byte(text, at);
            if (byte < 0) return std::nullopt;
            out += static_cast<char>(byte);
            at += 2;
        } else {
            out += text[at] == '+' ? ' ' : text[at];
        }
    }
    return out;
}

/// S3 takes the object's version from the query; the first one given counts.
bool has_empty_object_version(std::string_view query) {
    for (std::string_view pair : split(query, '&')) {
        if (pair.empty() || pair.find(';') != std::string_view::npos) continue;
        size_t equals = std::min(pair.find('='), pair.size());
        auto name = unescape_query(pair.substr(0, equals));
        auto value = unescape_query(pair.substr(std::min(equals + 1, pair.size())));
        if (name && value && *name == "versionId") return value->empty();
    }
    return false;
}

/// arn:partition:s3:region:account:bucket/key, or …:accesspoint/name/object/key
bool is_s3_arn(std::string_view resource_name) {
    std::string full = concat("arn:", resource_name);
    auto parts = split(full, ':');
    if (parts.size() < 6 || parts[2] != "s3") return false;
    size_t begin = static_cast<size_t>(parts[5].data() - full.data());
    std::string_view resource = std::string_view(full).substr(begin);
    auto slashes = std::count(full.begin(), full.end(), '/');
    return slashes >= (resource.starts_with("accesspoint/") ? 2 : 1);
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    size_t hash = std::min(text.find('#'), text.size());
    std::string_view fragment = text.substr(std::min(hash + 1, text.size()));
    std::string_view rest = text.substr(0, hash);
    auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(rest.begin(), rest.end(), is_control)) return std::nullopt;
    Url url;
    if (!take_scheme(rest, url.scheme)) return std::nullopt;
    if (size_t question = rest.find('?'); question != std::string_view::npos) {
        url.query = rest.substr(question + 1);
        rest = rest.substr(0, question);
    }
    if (!escapes_are_valid(fragment)) return std::nullopt;
    if (!rest.starts_with('/')) {
        if (!url.scheme.empty()) {
            url.opaque = rest;
            return url;
        }
        if (rest.substr(0, rest.find('/')).find(':') != std::string_view::npos) return std::nullopt;
    }
    if (rest.starts_with("//") && (!url.scheme.empty() || !rest.starts_with("///"))) {
        rest.remove_prefix(2);
        size_t slash = std::min(rest.find('/'), rest.size());
        if (!authority_is_valid(rest.substr(0, slash))) return std::nullopt;
        rest.remove_prefix(slash);
    }
    if (!escapes_are_valid(rest)) return std::nullopt;
    return url;
}

std::optional<std::string> check_source(std::string_view source, Version version) {
    if (source.starts_with("data:") && source.find('#') == std::string_view::npos) return check_data_url(source);
    auto url = parse_url(source);
    if (!url) return "unable to parse url";
    const std::string& scheme = url->scheme;
    if (scheme == "http" || scheme == "https" || scheme == "tftp") return std::nullopt;
    if (scheme == "gs" && version.minor >= 2) return std::nullopt;
    bool arn = scheme == "arn" && version.minor >= 4;
    if (scheme == "s3" || arn) {
        if (arn && !is_s3_arn(url->opaque)) return "invalid S3 ARN format";
        if (has_empty_object_version(url->query)) return "invalid S3 object VersionId";
        return std::nullopt;
    }
    if (scheme == "data") return check_data_url(source);
    return "invalid url scheme";
}

}  // namespace nagaya::ignition
