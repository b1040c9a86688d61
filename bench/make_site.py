#!/usr/bin/env python3
"""Writes a large site: make_site.py N DIR [PER_HOST]. N services with three files each, twenty (or PER_HOST) on a host."""

import pathlib
import sys

CHAIN = 20


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def main():
    count, root = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    per_host = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    write(root / "nagaya.toml", f"""[site]
name = "large"
prefix = "large"
domain = "large.test"

[accounts]
uids = [2000, {1999 + count}]
subids = {{ base = 1_000_000, size = 65_536 }}
loopback_ports = [20000, {19999 + count}]

[vars]
TEAM = "operations"
""")
    names = [f"service-{number:05}" for number in range(count)]
    for first in range(0, count, per_host):
        listed = ",\n".join(f'    "{name}"' for name in names[first:first + per_host])
        write(root / f"hosts/host-{first // per_host:04}.toml", f"""os = "debian"
podman = "5.4"
services = [
{listed},
]
""")
    for number, name in enumerate(names):
        # Each service needs the one before it on its host: chains of twenty at most.
        needs = f'\n[needs]\nservices = ["{names[number - 1]}"]\n' if number % CHAIN else ""
        write(root / f"services/{name}/service.toml", f"""description = "Service number {number}"

[[port]]
name = "http"
listen = {8000 + number % per_host}

[[data]]
path = "state"
owner = 33
{needs}""")
        write(root / f"services/{name}/{name}.container", f"""[Unit]
Description=Service number {number} of @@TEAM@@

[Container]
Image=registry.large.test/{name}:1.{number}
PublishPort=127.0.0.1:@@PORT_HTTP@@:8080
Network=pasta:--map-host-loopback=@@HOST_LOOPBACK@@
Volume=@@FILES_PATH@@/app.conf:/etc/app.conf:ro
Volume=@@DATA_PATH@@/state:/var/lib/app
Environment=SERVICE=@@SERVICE@@
ReadOnly=true
NoNewPrivileges=true

[Service]
Restart=on-failure

[Install]
WantedBy=default.target
""")
        options = "".join(f"option_{option} = {number * option}\n" for option in range(20))
        write(root / f"services/{name}/files/app.conf", f"""# Configuration of @@SERVICE@@ in @@DOMAIN@@
listen = 0.0.0.0:8080
state = /var/lib/app
{options}""")


if __name__ == "__main__":
    main()
