#include "load/names.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace nagaya::load {

namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

}  // namespace

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_name && is_lower(text.front()) &&
           std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_account_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_name && (is_lower(text.front()) || text.front() == '_') &&
           std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; });
}

bool is_variable_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && is_upper(text.front()) &&
           std::ranges::all_of(text, [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
}

bool is_unit_name(std::string_view text) {
    const size_t dot = text.rfind('.');
    return dot != std::string_view::npos && dot > 0 && dot + 1 < text.size() && text.size() <= 255 &&
           std::ranges::all_of(
               text, [](char c) { return is_letter(c) || is_digit(c) || std::string_view(":-_.\\@").contains(c); });
}

bool is_file_name(std::string_view text) {
    return !text.empty() && text.size() <= 255 && text != "." && text != ".." && is_text(text) &&
           std::ranges::none_of(text, [](char c) { return c == '/' || is_control(c); });
}

bool is_relative_path(std::string_view text) {
    return text.size() <= 4000 && std::ranges::all_of(split(text, '/'), is_file_name);
}

bool is_absolute_path(std::string_view text) {
    return text == "/" || (text.starts_with('/') && is_relative_path(text.substr(1)));
}

bool is_directory_path(std::string_view text) {
    if (text.starts_with('/')) return is_absolute_path(text);
    while (text.starts_with("../")) text.remove_prefix(3);
    return text == ".." || is_relative_path(text);
}

bool is_secret_name(std::string_view text) {
    constexpr size_t longest = 64;
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (text.empty() || text.size() > longest || !is_plain(text.front())) return false;
    if (text == "root" || text.ends_with(".age")) return false;
    return std::ranges::all_of(text, [&](char c) { return is_plain(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_secret_file(std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return is_secret_name(text);
    const auto owner = parse_number(text.substr(colon + 1));
    return is_secret_name(text.substr(0, colon)) && owner && *owner <= 65'535;
}

bool is_age_key(std::string_view text) {
    constexpr size_t length = 62;
    return text.size() == length && text.starts_with("age1") &&
           std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

bool is_recipient(std::string_view text) {
    if (text.starts_with("age1")) return is_age_key(text);
    if (!text.starts_with("ssh-ed25519 ") && !text.starts_with("ssh-rsa ")) return false;
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_domain(std::string_view text) { return text.size() <= 253 && std::ranges::all_of(split(text, '.'), is_label); }

bool is_ipv4(std::string_view text) {
    const std::vector<std::string_view> parts = split(text, '.');
    return parts.size() == 4 && std::ranges::all_of(parts, [](std::string_view part) {
               auto number = parse_number(part);
               return number && *number <= 255 && part.size() <= 3;
           });
}

namespace {

bool is_ipv6(std::string_view text) {
    const size_t gap = text.find("::");
    if (gap != std::string_view::npos && text.find("::", gap + 1) != std::string_view::npos) return false;
    size_t groups = 0;
    for (const std::string_view group : split(text, ':')) {
        const bool hex =
            std::ranges::all_of(group, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
        if (!hex || group.size() > 4) return false;
        groups += group.empty() ? 0 : 1;
    }
    if (gap == std::string_view::npos) return groups == 8 && !text.starts_with(':') && !text.ends_with(':');
    const bool loose = (text.starts_with(':') && gap != 0) || (text.ends_with(':') && gap + 2 != text.size());
    return groups < 8 && !loose;
}

}  // namespace

bool is_network(std::string_view text) {
    const size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    const bool six = address.contains(':');
    if (six ? !is_ipv6(address) : !is_ipv4(address)) return false;
    if (slash == std::string_view::npos) return true;
    const auto length = parse_number(text.substr(slash + 1));
    return length && *length <= (six ? 128U : 32U) && text.size() - slash <= 4;
}

bool is_open_port(std::string_view text) {
    const size_t slash = text.find('/');
    const auto number = parse_number(text.substr(0, slash));
    const std::string_view protocol = slash == std::string_view::npos ? "tcp" : text.substr(slash + 1);
    return number && *number >= 1 && *number <= 65'535 && slash != 0 && (protocol == "tcp" || protocol == "udp");
}

bool is_version(std::string_view text) {
    const std::vector<std::string_view> parts = split(text, '.');
    return (parts.size() == 2 || parts.size() == 3) && std::ranges::all_of(parts, [](std::string_view part) {
               return part.size() <= 4 && parse_number(part).has_value();
           });
}

bool is_host_address(std::string_view text) {
    if (text.starts_with("lab://")) return is_name(text.substr(6));
    if (!text.starts_with("ssh://")) return false;
    text.remove_prefix(6);
    if (size_t at = text.find('@'); at != std::string_view::npos) {
        if (!is_account_name(text.substr(0, at))) return false;
        text.remove_prefix(at + 1);
    }
    if (size_t colon = text.rfind(':'); colon != std::string_view::npos) {
        auto port = parse_number(text.substr(colon + 1));
        if (!port || *port == 0 || *port > 65'535) return false;
        text = text.substr(0, colon);
    }
    return is_domain(text);
}

bool is_probe_url(std::string_view text) {
    constexpr std::string_view scheme = "http://";
    return text.size() > scheme.size() && text.size() <= 2000 && text.starts_with(scheme) &&
           text[scheme.size()] != '/' && std::ranges::none_of(text, [](char c) {
               return c == ' ' || c == '"' || c == '\'' || c == '\\' || is_control(c);
           });
}

bool is_socket_address(std::string_view text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || text.size() > 300) return false;
    const std::string_view address = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    const auto is_placeholder = [](std::string_view part) {
        return part.size() > 4 && part.starts_with("@@") && part.ends_with("@@") &&
               is_variable_name(part.substr(2, part.size() - 4));
    };
    const auto number = parse_number(port);
    if (!is_placeholder(port) && (!number || *number == 0 || *number > 65'535)) return false;
    if (address.starts_with('[') && address.ends_with(']')) {
        return address.size() > 2 && std::ranges::all_of(address.substr(1, address.size() - 2), [](char c) {
                   return is_digit(c) || is_letter(c) || c == ':' || c == '.' || c == '%';
               });
    }
    return is_placeholder(address) || is_domain(address);
}

bool is_upstream(std::string_view text) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (text.starts_with(scheme)) return is_socket_address(text.substr(scheme.size()));
    }
    return false;
}

bool is_host_name_pattern(std::string_view text) {
    if (text.size() > 300) return false;
    if (text.starts_with("*.")) text.remove_prefix(2);
    // What a variable stands for is looked at when its value is known.
    std::string filled;
    while (!text.empty()) {
        const size_t begin = text.find("@@");
        filled += text.substr(0, begin);
        if (begin == std::string_view::npos) break;
        const size_t end = text.find("@@", begin + 2);
        if (end == std::string_view::npos || !is_variable_name(text.substr(begin + 2, end - begin - 2))) return false;
        filled += 'x';
        text.remove_prefix(end + 2);
    }
    return is_domain(filled);
}

bool is_size(std::string_view text) {
    if (text.empty() || text.size() > 9) return false;
    if (std::string_view("kmg").contains(text.back())) text.remove_suffix(1);
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

bool is_file_pattern(std::string_view text) { return text.starts_with("files/") && is_relative_path(text); }

bool is_builtin_variable(std::string_view name) {
    static constexpr std::array<std::string_view, 18> names = {
        "SERVICE",      "SERVICE_PATH", "FILES_PATH", "SECRETS_PATH", "INSTALL_ROOT", "DATA_ROOT",
        "DATA_PATH",    "PREFIX",       "DOMAIN",     "DOMAIN_NAME",  "HOST",         "HOST_LOOPBACK",
        "CERTIFICATES", "ACCOUNT",      "UID",        "GID",          "HOME",         "IMAGE"};
    return std::ranges::find(names, name) != names.end() || name.starts_with("PORT_") || name.starts_with("LISTEN_") ||
           name.starts_with("PUBLISH_") || name.starts_with("IMAGE_");
}

std::string in_backticks(std::string_view text) {
    static constexpr size_t longest = 60;
    // A cut inside a code point would make the message itself malformed.
    if (text.size() > longest) {
        size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
        return concat('`', visible(text.substr(0, end)), "…`");
    }
    return concat('`', visible(text), '`');
}

}  // namespace nagaya::load
