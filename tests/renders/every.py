"""A site with a resource of every kind that a host's state can hold, written by a program.

`put` needs a directory and, for hosts that shall run it, the program peer (tests/lab/peer.c), which is all that its images hold.
"""

import pathlib

DOMAIN = "every.test"

# One that nobody trusts: what readers of certificates see before an issuer made real ones.
PAIR = pathlib.Path(__file__).resolve().parent / "pair"

CONTAINER = """[Unit]
Description={what}

[Container]
Image={image}
Exec=/peer {words}
{more}
[Service]
Restart=on-failure

[Install]
WantedBy={target}
"""


def container(what, words, more="", image="@@IMAGE_PEER@@", target="default.target"):
    return CONTAINER.format(what=what, words=words, more=more, image=image, target=target)


def files(peer):
    """Path → text or bytes."""
    mapped = "Network=pasta:--map-host-loopback=@@HOST_LOOPBACK@@\n"
    published = "PublishPort=@@PUBLISH_HTTP@@:8080\n"
    return {
        "nagaya.toml": f"""[site]
name = "every"
prefix = "every"
domain = "{DOMAIN}"

[accounts]
uids = [11200, 11299]
subids = {{ base = 920_000_000, size = 65536 }}
loopback_ports = [29200, 29299]

[vars]
GREETING = "hello, every kind"
""",
        "images/peer/Containerfile": "FROM scratch\nCOPY peer /peer\n",
        "images/peer/peer": peer,
        # ---- store: an account of its own, data with owners and modes, files of every sort, hooks, all kinds of secrets
        "services/store/store.container": container(
            "Keeps things", "serve 8080",
            published + "Volume=kept.volume:/kept\nVolume=@@DATA_PATH@@/queue:/queue\nVolume=@@FILES_PATH@@:/conf:ro\n"
                        "Secret=pass,type=env,target=PASS\n"),
        "services/store/store.container.d/10-limits.conf": "[Service]\nTimeoutStopSec=5\n",
        "services/store/kept.volume": "[Volume]\nLabel=of=every\n",
        "services/store/image/Containerfile": "FROM localhost/peer\nCOPY note /note\n",
        "services/store/image/note": "in an image\n",
        "services/store/files/plain.conf": "greeting = @@GREETING@@\nhome = @@HOME@@\n",
        "services/store/files/deep/er/blob.bin": bytes(range(256)),
        "services/store/files/empty": "",
        "services/store/files/run.sh": "#!/bin/sh\nexit 0\n",
        "services/store/units/user/tidy.service": "[Service]\nType=oneshot\nExecStart=/usr/bin/touch %h/tidied\n",
        "services/store/units/user/tidy.timer": "[Timer]\nOnCalendar=daily\n\n[Install]\nWantedBy=timers.target\n",
        "services/store/units/user/at-boot.service": "[Service]\nType=oneshot\nExecStart=/usr/bin/touch %h/booted\n\n"
                                                    "[Install]\nWantedBy=default.target\n",
        "services/store/units/user/once.service": "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'echo ran >>%h/once'\n",
        "services/store/units/user/lone.service": "[Service]\nExecStart=/bin/sleep infinity\n",
        "services/store/units/user/lone.service.d/10-nice.conf": "[Service]\nNice=5\n",
        "services/store/units/user/seen.path": "[Path]\nPathChanged=%h/seen\n\n[Install]\nWantedBy=paths.target\n",
        "services/store/units/user/seen.service": "[Service]\nType=oneshot\nExecStart=/bin/true\n",
        "services/store/units/user/talk.socket": "[Socket]\nListenStream=%t/talk\nAccept=yes\n\n[Install]\nWantedBy=sockets.target\n",
        "services/store/units/user/talk@.service": "[Service]\nExecStart=/bin/cat\nStandardInput=socket\n",
        "services/store/units/root/watch.path": "[Path]\nPathChanged=@@DATA_PATH@@/queue\n\n[Install]\nWantedBy=multi-user.target\n",
        "services/store/units/root/watch.service": "[Service]\nType=oneshot\nExecStart=/bin/true\n",
        "services/store/units/root/count.service": "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n\n"
                                                   "[Install]\nWantedBy=multi-user.target\n",
        "services/store/units/root/count.service.d/10-more.conf": "[Service]\nEnvironment=MORE=1\n",
        "services/store/units/root/again.timer": "[Timer]\nOnBootSec=1d\n\n[Install]\nWantedBy=timers.target\n",
        "services/store/units/root/again.service": "[Service]\nType=oneshot\nExecStart=/bin/true\n",
        "services/store/service.toml": """description = "Keeps things"

[account]
groups = ["systemd-journal"]

[[port]]
name = "http"

[[data]]
path = "queue"
owner = 33
group = 34
mode = "2770"

[[data]]
path = "deep/er"

[health]
unit = "store.container"
tcp = "127.0.0.1:@@PORT_HTTP@@"

[secrets]
env = ["store.env"]
files = ["key.pem:33"]
podman = ["pass"]
root = ["root.env"]

[[hook]]
stage = "before-build"
command = ["/usr/bin/touch", "@@DATA_PATH@@/deep/er/before"]

[[hook]]
stage = "after-build"
as = "root"
command = ["/usr/bin/touch", "/var/lib/every-hook"]
once = true
""",
        # ---- front: needs another account, a redirect, a name behind the proxy; handed and proxied: the other ways in
        "services/front/front.container": container("The front", "serve 8080", published + mapped).replace("\n[Install]", "ExecReload=/bin/true\n\n[Install]"),
        "services/front/store.container.d/20-front.conf": "[Container]\nEnvironment=BEHIND=front\n",
        "services/front/service.toml": """[[port]]
name = "http"
listen = 81
via = "redirect"

[needs]
services = ["store:healthy"]

[reload]
"front.container" = ["files/*"]

[proxy]
hosts = ["front.@@DOMAIN@@"]
tls = false
""",
        "services/front/files/front.conf": "one\n",
        "services/beside/beside.container": container("In the account of another", "sleep", "Pod=both.pod\n"),
        "services/beside/both.pod": "[Pod]\nPodName=both\n",
        "services/beside/service.toml": '[account]\nname = "front"\n',
        "services/handed/handed.container": container("Takes a socket", "serve 8080", "Network=none\n"),
        "services/handed/service.toml": '[[port]]\nname = "http"\nlisten = 8083\nvia = "fd"\n',
        "services/proxied/proxied.container": container("Behind systemd", "serve 8080", published + "Network=own.network\n"),
        "services/proxied/own.network": "[Network]\nSubnet=10.99.7.0/24\n",
        "services/proxied/service.toml": '[[port]]\nname = "http"\nlisten = 83\nvia = "socket-proxy"\nsources = ["10.0.0.0/8"]\n',
        "services/open/open.container": container("Open", "serve 8080", published),
        "services/open/service.toml": '[[port]]\nname = "http"\nlisten = 8084\nvia = "direct"\n\n[needs]\nmounts = ["/home"]\n',
        # ---- edge: where the proxy's files go, and a reader of certificates; ca: who has them
        "services/edge/edge.container": container(
            "Reverse proxy", "serve 8080", published + "Volume=@@SERVICE_PATH@@/proxy:/etc/proxy:ro\nVolume=@@CERTIFICATES@@:/certs:ro\nGroupAdd=keep-groups\n", image="@@IMAGE@@"),
        "services/edge/image/Containerfile": "FROM localhost/peer\nCOPY --from=localhost/peer /peer /usr/local/bin/proxy\n",
        "services/edge/service.toml": f"""[reverse_proxy]
kind = "nginx"
index = "{DOMAIN}"
tls = false

[[port]]
name = "http"
listen = 8085

[certificates]
names = ["www.{DOMAIN}"]
""",
        "services/own/own.container": container("Has a copy", "sleep", "Volume=@@CERTIFICATES@@:/certs:ro\n"),
        "services/own/service.toml": f'[certificates]\nnames = ["own.{DOMAIN}"]\ncopy = true\n',
        "services/ca/units/user/self-sign.service":
            "[Service]\nType=oneshot\nRemainAfterExit=yes\nUMask=0027\n"
            + "".join(f"ExecStart=/usr/bin/install -D -m 0640 -t @@CERTIFICATES@@/{name}.{DOMAIN} @@FILES_PATH@@/fullchain.pem @@FILES_PATH@@/privkey.pem\n"
                      for name in ("www", "own"))
            + "\n[Install]\nWantedBy=default.target\n",
        "services/ca/files/fullchain.pem": (PAIR / "fullchain.pem").read_text(),
        "services/ca/files/privkey.pem": (PAIR / "privkey.pem").read_text(),
        "services/ca/service.toml": '[issuer]\nserver = "none"\nemail = "admin@every.test"\ndns = "rfc2136"\n',
        # ---- rooted: all of it as root
        "services/rooted/rooted.container": container("Rootful", "serve 8080", published, target="multi-user.target"),
        "services/rooted/rooted.container.d/10-more.conf": "[Service]\nTimeoutStopSec=5\n",
        "services/rooted/units/root/beat.service": "[Service]\nType=oneshot\nExecStart=/bin/true\n",
        "services/rooted/units/root/beat.timer": "[Timer]\nOnCalendar=hourly\n\n[Install]\nWantedBy=timers.target\n",
        "services/rooted/units/root/alone.service": "[Service]\nExecStart=/bin/sleep infinity\n",
        "services/rooted/files/conf": "of root\n",
        "services/rooted/service.toml": """[account]
name = "root"

[[port]]
name = "http"
listen = 8086

[[data]]
path = "rooted"
mode = "0700"

[health]
unit = "rooted.container"
http = "http://127.0.0.1:8086/"
""",
    }


SERVICES = ["store", "front", "beside", "handed", "proxied", "open", "edge", "own", "ca", "rooted"]


def put(directory, host_settings="", peer=b"\x7fELF"):
    """The site in the directory, whose host is `demo`."""
    directory = pathlib.Path(directory)
    for path, content in files(peer).items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    for program in ("images/peer/peer", "services/store/files/run.sh"):
        (directory / program).chmod(0o755)
    host = directory / "hosts/demo.toml"
    host.parent.mkdir(exist_ok=True)
    listed = ", ".join(f'"{name}"' for name in SERVICES)
    host.write_text(f'os = "debian"\npodman = "5.4"\nservices = [{listed}]\n{host_settings}\n[[mount]]\nwhere = "/home"\n')
    return directory
