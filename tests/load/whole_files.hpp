// One file of each kind with every key there is.
#pragma once

#include <string_view>

namespace nagaya::load {

constexpr std::string_view whole_service = R"(description = "Reverse proxy"
[account]
name = "proxy"
groups = ["certs", "media"]
[[port]]
name = "https"
listen = 443
target = 8443
via = "socket-proxy"
protocol = "tcp"
[[port]]
name = "dns"
via = "direct"
protocol = "udp"
socket = "web.container"
open = false
sources = ["10.0.0.0/8", "fd00::/8"]
[[data]]
path = "html/public"
owner = 101
group = 102
mode = "0755"
precheck_mount = false
[secrets]
env = ["web.env"]
files = ["tls.key:101", "token"]
podman = ["db-password"]
root = ["backup.env"]
[needs]
services = ["nextcloud:healthy", "greeter"]
reach = ["greeter"]
mounts = ["/mnt/data"]
[[health]]
unit = "web.container"
http = "http://127.0.0.1:@@PORT_HTTPS@@/"
tcp = "127.0.0.1:8443"
command = ["/usr/bin/true", "@@SERVICE@@"]
within = "2m"
settle = "1s500ms"
[[health]]
unit = "dns.container"
[[hook]]
stage = "after-build"
as = "root"
command = ["/bin/sh", "-c", "true"]
once = true
[start]
"web.timer" = "none"
"web.service" = "enable"
[reload]
"web.container" = ["files/conf.d/*", "files/x"]
[[certificates]]
name = "www"
names = ["www.@@DOMAIN@@", "*.w.example.org"]
reload = "web.container"
copy = true
owner = 33
[compose]
profiles = ["mail", "debug"]
[issuer]
server = "staging"
email = "@@LE_EMAIL@@"
dns = "rfc2136"
resolvers = ["9.9.9.9:53"]
ca = "acme/ca.pem"
eab = "kid-1"
unit = "get.container"
renew_days = 20
[[proxy]]
hosts = ["cloud.@@DOMAIN@@", "*.c.example.org"]
port = "https"
upstream = "http://10.0.0.5:8080"
websocket = false
body_size = "2g"
auth = "cloud.htpasswd"
tls = false
hsts = "1d"
timeout = "5m"
title = "Cloud"
listed = false
[reverse_proxy]
kind = "nginx"
unit = "web.container"
index = "home.@@DOMAIN@@"
tls = true
[vars]
GREETING = "hello"
MAX_SIZE = 20
DEBUG = true
)";

constexpr std::string_view whole_host = R"(os = "coreos"
address = "lab://mouse"
stage = "production"
podman = "5.4"
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
host_loopback = "169.254.1.2"
services = ["lego", "web"]
unprivileged_port_start = 80
[firewall]
backend = "nftables"
closed = true
allow = ["22", "51820/udp"]
isolate = false
[[mount]]
where = "/mnt/data"
kind = "nfs4"
mode = "automount"
owner = "web"
group = "1000"
[vars]
LOG_LEVEL = "debug"
)";

constexpr std::string_view whole_site = R"([site]
name = "home"
prefix = "hm"
domain = "example.org"
install_root = "/srv/x"
data_root = "/srv/y"
[accounts]
uids = [3000, 3009]
subids = { base = 2_000_000, size = 131_072 }
loopback_ports = [21000, 21009]
[secrets]
recipients = ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", "ssh-ed25519 AAAA me"]
dir = "/etc/secrets"
[retention]
generations = 3
age = "2w"
prune = "daily"
[certificates]
store = "/srv/tls"
group = "tls"
gid = 950
[vars]
LE_EMAIL = "a@example.org"
[[allow]]
rule = "latest-tag"
path = "services/web/*"
reason = "ours alone"
)";

}  // namespace nagaya::load
