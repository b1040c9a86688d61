// The tables of services/NAME/service.toml that publish a service by name.
#include <algorithm>
#include <iterator>

#include "load/keys.hpp"

namespace nagaya::load {

namespace {

using model::Proxy;
using model::ReverseProxy;
using model::Service;

constexpr int64_t second = 1000;
constexpr int64_t hour = 3600 * second;
constexpr int64_t day = 24 * hour;

/// What is published, and how.
std::vector<KeyRow> server_keys() {
    return {
        {.key = "hosts",
         .type = list_of(form(ValueForm::host_name), 1),
         .required = true,
         .example = "hosts = [\"cloud.@@DOMAIN@@\"]",
         .doc = "The names that the world uses. Variables are filled in.",
         .set = into(&Proxy::hosts)},
        {.key = "port",
         .type = form(ValueForm::name),
         .fallback = "the service's only port",
         .example = "port = \"http\"",
         .doc = "The `[[port]]` of this service that requests go to, by its name.",
         .set = into(&Proxy::port)},
        {.key = "upstream",
         .type = form(ValueForm::upstream),
         .fallback = "the port",
         .example = "upstream = \"http://10.0.0.5:8080\"",
         .doc =
             "Where requests go instead of a port of this service, such as another machine. Variables are filled in.",
         .set = into(&Proxy::upstream)},
        {.key = "websocket",
         .type = boolean(),
         .fallback = "true",
         .example = "websocket = false",
         .doc = "Whether a connection may become a web socket.",
         .set = into(&Proxy::websocket)},
        {.key = "body_size",
         .type = form(ValueForm::size),
         .fallback = "\"16m\"",
         .example = "body_size = \"2g\"",
         .doc = "The largest body of a request, such as an upload; `0` for any.",
         .set = into(&Proxy::body_size)},
        {.key = "auth",
         .type = form(ValueForm::file_name),
         .fallback = "nobody is asked",
         .example = "auth = \"htpasswd\"",
         .doc = "A secret of the reverse proxy's service, one of its `[secrets] files`, with lines `NAME:HASH` as "
                "`htpasswd` writes them: the proxy asks for a name and password (basic authentication).",
         .set = into(&Proxy::auth)},
        {.key = "tls",
         .type = boolean(),
         .fallback = "true when a service of the host issues certificates",
         .example = "tls = true",
         .doc = "Whether the names are served by https, and http only sends there.",
         .set = into(&Proxy::tls)},
        {.key = "hsts",
         .type = duration(0, 3650 * day),
         .fallback = "\"180d\"",
         .example = "hsts = \"0s\"",
         .doc = "For how long browsers remember to use https only (Strict-Transport-Security); `0s` for not at all.",
         .set = into(&Proxy::hsts_ms)},
        {.key = "timeout",
         .type = duration(second, day),
         .fallback = "\"60s\"",
         .example = "timeout = \"5m\"",
         .doc = "How long the service may be silent before the proxy gives up.",
         .set = into(&Proxy::timeout_ms)},
    };
}

/// What the index page shows.
std::vector<KeyRow> listing_keys() {
    return {
        {.key = "title",
         .type = form(ValueForm::text),
         .fallback = "the service's description",
         .example = "title = \"Cloud\"",
         .doc = "Its name on the index page.",
         .set = into(&Proxy::title)},
        {.key = "listed",
         .type = boolean(),
         .fallback = "true",
         .example = "listed = false",
         .doc = "Whether it stands on the index page.",
         .set = into(&Proxy::listed)},
    };
}

TableRow proxy_table() {
    std::vector<KeyRow> keys = server_keys();
    std::ranges::move(listing_keys(), std::back_inserter(keys));
    return {.kind = FileKind::service,
            .path = "proxy",
            .shape = TableShape::either,
            .doc =
                "What the host's reverse proxy hands to this service. Several `[[proxy]]` for several sites. What the "
                "keys cannot say stands in `proxy/http/*.conf` and `proxy/https/*.conf`.",
            .open = element_of(&Service::proxies),
            .keys = std::move(keys)};
}

TableRow reverse_proxy_table() {
    return {
        .kind = FileKind::service,
        .path = "reverse_proxy",
        .doc =
            "This service is the reverse proxy of the hosts that run it: what their services say under `[proxy]` and "
            "in `proxy/` is installed below its path and taken up without a restart.",
        .open = [](const Target& outer, Span at) -> Target {
            ReverseProxy& proxy = object_of<Service>(outer).reverse_proxy.emplace();
            proxy.at = at;
            return &proxy;
        },
        .keys = {
            {.key = "kind",
             .type = one_of({"nginx"}),
             .fallback = "\"nginx\"",
             .example = "kind = \"nginx\"",
             .doc = "The program, and so the language of the fragments.",
             .set = into(&ReverseProxy::kind)},
            {.key = "unit",
             .type = form(ValueForm::text),
             .fallback = "the only container of the service",
             .example = "unit = \"nginx.container\"",
             .doc = "The container that runs it.",
             .set = into(&ReverseProxy::unit)},
            {.key = "index",
             .type = form(ValueForm::host_name),
             .fallback = "no page",
             .example = "index = \"home.@@DOMAIN@@\"",
             .doc = "The host name of a page that lists the published services.",
             .set = into(&ReverseProxy::index)},
            {.key = "tls",
             .type = boolean(),
             .fallback = "true when a service of the host issues certificates",
             .example = "tls = true",
             .doc = "Whether that page is served by https.",
             .set = into(&ReverseProxy::tls)},
        }};
}

}  // namespace

std::vector<TableRow> proxy_tables() { return {proxy_table(), reverse_proxy_table()}; }

}  // namespace nagaya::load
