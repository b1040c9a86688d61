"""A certificate authority (pebble) and a name server (bind9) on a lab host, for tests of certificates.

    acme = Acme(HOST + "ca")         boots a second host and sets both up for the zone lab.test
    Acme(…, bound=True)              its accounts must be bound to one that it knows: `hmac` is the key of "kid-1"
    acme.known_to(HOST)              the host under test finds the authority by its name
    acme.end()
"""

import base64
import json
import secrets

from lab import *

ZONE = "lab.test"
NAMED = """include "/etc/bind/lab.key";
options {{ directory "/var/cache/bind"; listen-on {{ any; }}; listen-on-v6 {{ none; }}; recursion no; allow-query {{ any; }};
  dnssec-validation no; pid-file none; session-keyfile "/var/cache/bind/session.key"; }};
zone "{zone}" {{ type primary; file "/var/lib/bind/{zone}"; update-policy {{ grant lego. zonesub ANY; }}; }};
"""
RECORDS = """$TTL 1
@ IN SOA ns.{zone}. root.{zone}. 1 60 60 60 1
@ IN NS ns.{zone}.
ns IN A {address}
acme IN A {address}
"""
PEBBLE = """{{"pebble": {{"listenAddress": "0.0.0.0:14000", "managementListenAddress": "127.0.0.1:15000",
"certificate": "/etc/pebble/lab.crt", "privateKey": "/etc/pebble/lab.key", "httpPort": 5002, "tlsPort": 5001,
"ocspResponderURL": "", "externalAccountBindingRequired": {required}, "externalAccountMACKeys": {keys},
"certificateValidityPeriod": 7776000}}}}
"""
# No waiting that only imitates a slow authority, and no errors that it makes up.
UNIT = """[Service]
Environment=PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 PEBBLE_AUTHZREUSE=0
ExecStart=/usr/bin/pebble -config /etc/pebble/lab.json -dnsserver 127.0.0.1:53 -strict
"""
SETUP = """set -e
mkdir -p /etc/pebble
cd /etc/pebble
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout lab.key -out lab.crt -days 30 \
    -subj /CN=acme.{zone} -addext subjectAltName=DNS:acme.{zone} 2>/dev/null
systemctl daemon-reload
systemctl restart named lab-pebble
for i in $(seq 200); do
    curl --silent --insecure https://127.0.0.1:14000/dir >/dev/null && exit 0
    sleep 0.1
done
echo pebble does not answer; exit 1
"""


def put(path, text, host):
    on_host(f"mkdir -p {os.path.dirname(path)}; cat >{path} <<'END_OF_TEXT'\n{text}END_OF_TEXT\n", host=host)


class Acme:
    """`url` is the directory, `ca` the certificate by which it is known, `resolver` the name server, `key` the secret that may
    change its records."""

    def __init__(self, host, bound=False):
        self.host = host
        nagaya("lab", "up", host, "--no-registry")
        self.address = address(host)
        self.url = f"https://acme.{ZONE}:14000/dir"
        self.resolver = f"{self.address}:53"
        self.key = base64.b64encode(secrets.token_bytes(32)).decode()
        put("/etc/bind/lab.key", f'key "lego." {{ algorithm hmac-sha256; secret "{self.key}"; }};\n', host)
        put("/etc/bind/named.conf", NAMED.format(zone=ZONE), host)
        put(f"/var/lib/bind/{ZONE}", RECORDS.format(zone=ZONE, address=self.address), host)
        self.hmac = base64.urlsafe_b64encode(secrets.token_bytes(80 if bound else 32)).decode().rstrip("=")
        put("/etc/pebble/lab.json", PEBBLE.format(required=json.dumps(bound), keys=json.dumps({"kid-1": self.hmac})), host)
        put("/run/systemd/system/lab-pebble.service", UNIT, host)
        on_host("chown -R bind: /var/lib/bind", host=host)
        on_host(SETUP.format(zone=ZONE), host=host)
        self.ca = on_host("cat /etc/pebble/lab.crt", host=host)

    def known_to(self, host):
        """Podman gives a host's /etc/hosts to its containers; lego looks name servers up as everybody does."""
        on_host(f"echo '{self.address} acme.{ZONE} ns.{ZONE}' >>/etc/hosts", host=host)

    def forgotten_by(self, host):
        on_host(f"grep -v ' acme.{ZONE} ' /etc/hosts >/tmp/hosts; cat /tmp/hosts >/etc/hosts; rm /tmp/hosts", host=host)

    def name_server(self, deed):
        """Starts or stops the name server."""
        on_host(f"systemctl {deed} named", host=self.host)

    def roots(self):
        """The certificates by which those that it gives are known, in PEM."""
        return on_host("curl --silent --insecure https://127.0.0.1:15000/roots/0", host=self.host)

    def environment(self, key=None):
        """The env file with which lego changes records of the zone. What it waits for between names is as short as can be."""
        return (f"RFC2136_NAMESERVER={self.resolver}\nRFC2136_TSIG_KEY=lego.\nRFC2136_TSIG_ALGORITHM=hmac-sha256.\n"
                f"RFC2136_TSIG_SECRET={key or self.key}\nRFC2136_PROPAGATION_TIMEOUT=10\nRFC2136_POLLING_INTERVAL=1\n"
                "RFC2136_TTL=1\nRFC2136_SEQUENCE_INTERVAL=1\n")

    def issuer(self):
        """The lines of [issuer] that lead to it; put `ca` beside them as files/acme-ca.pem."""
        return (f'server = "{self.url}"\nemail = "root@{ZONE}"\ndns = "rfc2136"\nresolvers = ["{self.resolver}"]\n'
                'ca = "acme-ca.pem"\n')

    def end(self):
        nagaya("lab", "down", self.host)
