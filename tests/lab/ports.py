"""What the tests of ports share: a small site whose services run peer.c, and ways to connect to them."""
import socket
import subprocess

from lab import *

HERE = pathlib.Path(__file__).resolve().parent


def peer_image(site):
    """The shared image `peer`: one static program. Built once a run."""
    program = WORK / "peer"
    if not program.exists():
        subprocess.run(["cc", "-Os", "-static", "-o", program, HERE / "peer.c"], check=True)
    site.path("images/peer").mkdir(parents=True, exist_ok=True)
    shutil.copy(program, site.path("images/peer/peer"))
    site.write("images/peer/Containerfile", "FROM scratch\nCOPY peer /peer\n")


def peer_service(site, name, settings, words="serve 8080", container=""):
    site.write(f"services/{name}/service.toml", settings)
    site.write(f"services/{name}/{name}.container", f"""[Container]
Image=@@IMAGE_PEER@@
Exec=/peer {words}
{container}{RESTARTS}
[Install]
WantedBy=default.target
""")


def target(site, service, port):
    """The number that nagaya.lock gave the port."""
    return int(re.search(rf'"{service}/{port}" = (\d+)', site.read("nagaya.lock"))[1])


def outside_address(to):
    """Which address this machine has for the host."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((to, 9))
        return probe.getsockname()[0]


def ask(to, port, seconds=5):
    """Who the service says is connected, or "refused", "no answer"."""
    end = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection((to, port), timeout=3) as connection:
                connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
                text = b""
                while piece := connection.recv(4096):
                    text += piece
            answer = text.decode().rpartition("\r\n\r\n")[2].strip() or "refused"
        except (ConnectionRefusedError, ConnectionResetError):
            answer = "refused"
        except (TimeoutError, OSError):
            answer = "no answer"
        if answer not in ("refused", "no answer") or time.monotonic() > end:
            return answer
        time.sleep(0.2)


def ask_udp(to, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.settimeout(3)
        for _ in range(3):
            connection.sendto(b"who?", (to, port))
            try:
                return connection.recv(512).decode()
            except (TimeoutError, OSError):
                pass
    return "no answer"


def ask_inside(account, container, to, port):
    """The same from inside a container."""
    return as_account(account, f"podman exec systemd-{container} /peer ask {to} {port}", check=False).strip()


LOOPBACK = "169.254.1.3"
MAPPED = f"Network=pasta:--map-host-loopback={LOOPBACK}"
