// What a [proxy] is in nginx's language: https://nginx.org/en/docs/dirindex.html.
#pragma once

#include <string>
#include <vector>

#include "model/proxy.hpp"

namespace nagaya::lower {

/// A server block, with everything found out.
struct NginxServer {
    std::vector<std::string> names;  ///< server_name: checked host names
    std::string certificate;         ///< directory in the proxy's container; "" = plain http
    const model::Proxy* proxy;       ///< how requests are handed on; null: the files below `root` are served
    std::string upstream;            ///< "http://169.254.1.3:20000"
    std::string password_file;       ///< in the proxy's container; "" = nobody is asked
    std::string root;                ///< in the proxy's container, without a `proxy`
};

/// A server that serves or hands on; by https when it has a certificate.
std::string nginx_server(const NginxServer& server);

/// A server that sends everybody from http to https.
std::string nginx_redirect(const std::vector<std::string>& names);

}  // namespace nagaya::lower
