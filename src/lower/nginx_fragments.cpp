#include "lower/nginx_fragments.hpp"

#include "base/text.hpp"

namespace nagaya::lower {

namespace {

std::string seconds(uint64_t ms) { return concat((ms + 999) / 1000); }

// The client may not say who it is: what it sent in these headers is replaced.
constexpr std::string_view told_headers =
    "        proxy_set_header Host $http_host;\n"
    "        proxy_set_header X-Real-IP $remote_addr;\n"
    "        proxy_set_header X-Forwarded-For $remote_addr;\n"
    "        proxy_set_header X-Forwarded-Host $http_host;\n"
    "        proxy_set_header X-Forwarded-Proto $scheme;\n"
    "        proxy_set_header X-Forwarded-Port $server_port;\n";

std::string location(const NginxServer& server) {
    const model::Proxy& proxy = *server.proxy;
    const std::string silence = seconds(proxy.timeout_ms.value);
    // $connection_upgrade is the image's: "upgrade" for who asks for it, else "".
    const std::string_view upgrade = proxy.websocket.value
                                         ? "        proxy_set_header Upgrade $http_upgrade;\n"
                                           "        proxy_set_header Connection $connection_upgrade;\n"
                                         : "        proxy_set_header Connection \"\";\n";
    std::string text = concat(
        "    location / {\n        proxy_pass ", server.upstream, ";\n        proxy_http_version 1.1;\n", told_headers,
        upgrade, "        proxy_read_timeout ", silence, "s;\n        proxy_send_timeout ", silence, "s;\n");
    if (!server.password_file.empty()) {
        text += concat("        auth_basic \"", server.names.front(), "\";\n        auth_basic_user_file ",
                       server.password_file, ";\n");
    }
    return text + "    }\n";
}

}  // namespace

std::string nginx_server(const NginxServer& server) {
    const bool https = !server.certificate.empty();
    std::string text = concat("server {\n    listen ", https ? "443 ssl http2" : "80", ";\n    server_name ",
                              join(server.names, " "), ";\n");
    if (https) {
        text += concat("    ssl_certificate ", server.certificate, "/fullchain.pem;\n    ssl_certificate_key ",
                       server.certificate, "/privkey.pem;\n");
    }
    const uint64_t hsts_ms = server.proxy ? server.proxy->hsts_ms.value : model::Proxy{}.hsts_ms.value;
    if (https && hsts_ms > 0) {
        text += concat("    add_header Strict-Transport-Security \"max-age=", seconds(hsts_ms), "\" always;\n");
    }
    if (server.proxy) {
        text += concat("    client_max_body_size ", server.proxy->body_size.value, ";\n", location(server));
    } else {
        text += concat("    root ", server.root, ";\n");
    }
    return text + "}\n";
}

std::string nginx_redirect(const std::vector<std::string>& names) {
    // 308 keeps the method and the body (RFC 9110).
    return concat("server {\n    listen 80;\n    server_name ", join(names, " "),
                  ";\n    return 308 https://$host$request_uri;\n}\n");
}

}  // namespace nagaya::lower
