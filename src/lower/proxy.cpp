#include "lower/proxy.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::lower {

namespace {

std::string small_letters(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

/// A domain name (RFC 1123), "*." may stand before it.
bool is_host_name(std::string_view text) {
    if (text.starts_with("*.")) text.remove_prefix(2);
    if (text.empty() || text.size() > 253) return false;
    return std::ranges::all_of(split(text, '.'), [](std::string_view label) {
        const auto is_inner = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
        return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
               std::ranges::all_of(label, is_inner);
    });
}

}  // namespace

LoweredService* find_reverse_proxy(Lowering& lowering) {
    const auto found = std::ranges::find_if(
        lowering.services, [](const LoweredService& service) { return service.service->reverse_proxy.has_value(); });
    return found == lowering.services.end() ? nullptr : &*found;
}

std::optional<std::string> host_name(const LoweredService& service, std::string_view text) {
    std::string name = small_letters(service.variables.expand_known(text));
    if (!is_host_name(name)) return std::nullopt;
    return name;
}

std::vector<Located<std::string>> https_names(const LoweredService& service) {
    std::vector<Located<std::string>> names;
    const auto add = [&](const Located<std::string>& written) {
        const std::optional<std::string> name = host_name(service, written.value);
        const auto is_it = [&](const Located<std::string>& known) { return known.value == name; };
        if (name && std::ranges::none_of(names, is_it)) names.push_back({*name, written.at});
    };
    for (const model::Proxy& proxy : service.service->proxies) {
        if (proxy.tls && !proxy.tls->value) continue;
        for (const Located<std::string>& host : proxy.hosts) add(host);
    }
    if (std::ranges::any_of(service.service->proxy_fragments, &model::ProxyFragment::https)) {
        for (const model::Certificate& certificate : service.service->certificates) {
            for (const Located<std::string>& domain : certificate.domains) add(domain);
        }
    }
    const auto& own = service.service->reverse_proxy;
    if (own && own->index && !(own->tls && !own->tls->value)) add(*own->index);
    return names;
}

}  // namespace nagaya::lower
