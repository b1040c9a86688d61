"""What the lab tests share: the booted host, copies of sites, and ways to look at the host that do not go through nagaya.

A test is a Python file `*.test`. It runs as a program of its own with NAGAYA (the binary), LAB_HOST (the booted host's name)
and LAB_WORK (a directory that all tests of one run share) in its environment; `run` sets them. It fails by raising Failed.
"""

import os
import pathlib
import re
import shutil
import subprocess
import time

NAGAYA = os.environ["NAGAYA"]
HOST = os.environ["LAB_HOST"]
WORK = pathlib.Path(os.environ["LAB_WORK"])
EXAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "examples"


class Failed(Exception):
    """An expectation that did not hold; its text says which."""


def expect(condition, message):
    if not condition:
        raise Failed(message)


def expect_equal(got, wanted, what):
    if got != wanted:
        raise Failed(f"{what}\n  wanted: {wanted}\n  got:    {got}")


def expect_in(part, whole, what):
    if part not in whole:
        raise Failed(f"{what}\n  wanted in it: {part}\n  got:\n{whole}")


# ---------------------------------------------------------------------------------------------------------------- nagaya


class Answer:
    """What one call of nagaya said."""

    def __init__(self, done, seconds):
        self.code, self.out, self.err, self.seconds = done.returncode, done.stdout, done.stderr, seconds
        self.text = self.out + self.err


def nagaya(*words, code=0, timeout=240):
    """Runs nagaya; `code` is the exit code it must have (None: any)."""
    began = time.monotonic()
    print("$ nagaya " + " ".join(words), flush=True)
    done = subprocess.run([NAGAYA, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                          timeout=timeout)
    answer = Answer(done, time.monotonic() - began)
    print(answer.text, end="", flush=True)
    print(f"[exit {answer.code}, {answer.seconds:.2f} s]", flush=True)
    if code is not None and answer.code != code:
        raise Failed(f"`nagaya {' '.join(words)}` ended with {answer.code} instead of {code}")
    return answer


# -------------------------------------------------------------------------------------------------------------- the host


def on_host(script, check=True, timeout=120, host=HOST):
    """Runs a shell script as root on the host and returns what it printed."""
    done = subprocess.run([NAGAYA, "lab", "exec", host, "--", "sh", "-c", script], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace", timeout=timeout)
    if check and done.returncode != 0:
        raise Failed(f"on the host, exit {done.returncode}: {script}\n{done.stdout}{done.stderr}")
    return done.stdout


def as_account(account, command, check=True, host=HOST):
    """Runs a shell command on the host as an account, with its service manager's environment."""
    inner = command.replace("'", "'\\''")
    return on_host(f"u=$(id -u {account}); cd /; exec setpriv --reuid=$u --regid=$u --init-groups env -i "
                   f"PATH=/usr/local/bin:/usr/bin:/bin HOME=/home/{account} XDG_RUNTIME_DIR=/run/user/$u sh -c '{inner}'",
                   check=check, host=host)


def address(host=HOST):
    """The host's address on the lab's network."""
    found = re.search(r"inet ([0-9.]+)/", on_host("ip -4 -o addr show dev eth0", host=host))
    expect(found, "the host has no address on eth0")
    return found[1]


def get(url, seconds=5):
    """Fetches a page from outside; (status, body), and (0, why) when nobody answers. Tries for some seconds."""
    end = time.monotonic() + seconds
    while True:
        done = subprocess.run(["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", "3", "--write-out",
                               "\n%{http_code}", url], capture_output=True, text=True, errors="replace")
        body, _, status = done.stdout.rpartition("\n")
        if done.returncode == 0 and status != "502":
            return int(status), body
        if time.monotonic() > end:
            return (int(status), body) if done.returncode == 0 else (0, done.stderr)
        time.sleep(0.2)


def accounts():
    """The service accounts on the host: name → uid. Service accounts are those that linger."""
    text = on_host("for a in $(ls /var/lib/systemd/linger 2>/dev/null); do echo $a $(id -u $a); done")
    return {line.split()[0]: int(line.split()[1]) for line in text.splitlines()}


def running():
    """`systemctl is-system-running`, waited for while the host still starts."""
    state = on_host("systemctl is-system-running --wait || true").strip()
    failed = on_host("systemctl list-units --failed --plain --no-legend | cut -d' ' -f1").split()
    return " ".join([state, *failed])


UNITS = r"""
show() {
    names=$($@ list-units --plain --no-legend --state=active --type=service,timer,socket,path | cut -d' ' -f1)
    [ -n "$names" ] && $@ show --property=Id,InvocationID,NRestarts,Transient $names
}
echo "@root"; show systemctl; echo
for a in $(ls /var/lib/systemd/linger 2>/dev/null); do
    u=$(id -u $a)
    echo "@$a"; show setpriv --reuid=$u --regid=$u --init-groups env XDG_RUNTIME_DIR=/run/user/$u systemctl --user
    echo
done
"""
# Units of the system itself that come and go, and those that Podman makes while it works.
UNIT_NOISE = re.compile(r"root/(user|systemd-.*|session|run|getty|dpkg|logrotate|apt|man-db|polkit|fstrim|e2scrub|ldconfig|netavark-)|.*/podman-")


def units(host=HOST):
    """Every active service, timer, socket and path of every manager: "account/unit" → the id of its run."""
    found, account, fields = {}, "root", {}
    for line in on_host(UNITS, host=host).splitlines() + [""]:
        if line.startswith("@"):
            account = line[1:]
        elif line:
            key, _, value = line.partition("=")
            fields[key] = value
        elif fields:
            name = f"{account}/{fields['Id']}"
            if fields["Transient"] == "no" and not UNIT_NOISE.match(name):
                found[name] = f"{fields['InvocationID']} restarts {fields.get('NRestarts', 0)}"
            fields = {}
    return found


def changed_units(before, after):
    """The units that were started, stopped or started anew between two looks."""
    return sorted(unit for unit in before.keys() | after.keys() if before.get(unit) != after.get(unit))


def journal_cursor():
    return on_host("journalctl --sync; journalctl -n 0 --show-cursor | sed -n 's/^-- cursor: //p'").strip()


def journal_since(cursor):
    """What every manager and unit logged after `cursor`."""
    return on_host(f"journalctl --sync; journalctl --no-pager -o short-monotonic --after-cursor='{cursor}'")


ROOTS = "/boot /etc /home /opt /root /srv /usr /var"
# Written by the system itself while it runs, or by Podman for its own storage.
NOISE = re.compile(r"""^/(
      var/log(/.*)? | var/tmp(/.*)? | var/cache(/.*)? | var/spool(/.*)?
    | var/lib/systemd/(random-seed|timers|timesync|catalog|coredump|ephemeral-trees|rfkill|pstore)(/.*)? | var/lib/systemd
    | var/lib/containers(/.*)? | var/lib/(private|dbus|polkit-1|logrotate|apt|dpkg|misc)(/.*)?
    | home/[^/]+/\.local(/.*)? | home/[^/]+/\.cache(/.*)? | root/\.(cache|local|config)(/.*)?
    | etc/(hosts|machine-id|resolv\.conf|\.updated|adjtime|mtab|ld\.so\.cache) | var/\.updated | etc | var | home | var/lib
)$""", re.VERBOSE)


def tree(extra="", roots=ROOTS):
    """Every file of the host: path → kind, mode, owner, group, size and change time (ctime: any write shows)."""
    listing = on_host(f"find {roots} -xdev -printf '%p\\t%y %m %U:%G %s %C@ %l\\n' 2>/dev/null; "
                      f"find /home /var/lib/containers -xdev -path '*/.local' -prune -o -printf '%p\\t%y %m %U:%G %s %C@ %l\\n'")
    found = {}
    for line in listing.splitlines():
        path, _, facts = line.partition("\t")
        if not NOISE.match(path):
            kind = facts.split(" ", 1)[0]
            # The size and time of a directory change with its entries, which are seen themselves.
            found[path] = facts if kind != "d" else " ".join(facts.split(" ")[:3])
    return found


def changed_paths(before, after):
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


# ----------------------------------------------------------------------------------------------------------------- sites


class Site:
    """A copy of a site, to change and apply."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)

    def path(self, name):
        return self.directory / name

    def read(self, name):
        return self.path(name).read_text()

    def write(self, name, text, mode=None):
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            self.path(name).write_bytes(text)
        else:
            self.path(name).write_text(text)
        if mode is not None:
            self.path(name).chmod(mode)

    def replace(self, name, old, new):
        text = self.read(name)
        expect(old in text, f"the test is out of date: `{old}` is not in {name}")
        self.write(name, text.replace(old, new))

    def append(self, name, text):
        self.write(name, self.read(name) + text)

    def remove(self, name):
        path = self.path(name)
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def run(self, command, *words, code=0):
        return nagaya(command, "--site", str(self.directory), "--host", "demo", *words, code=code)

    def check(self, *words, code=0):
        return nagaya("check", "--site", str(self.directory), *words, code=code)

    def plan(self, *words, code=0):
        return self.run("plan", *words, code=code)

    def apply(self, *words, code=0):
        return self.run("apply", *words, code=code)


def example(name):
    """A fresh copy of an example for this host. What nagaya once decided (nagaya.lock) stays from test to test."""
    directory = WORK / "sites" / name
    lock = directory / "nagaya.lock"
    kept = lock.read_text() if lock.exists() else None
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(EXAMPLES / name, directory)
    site = Site(directory)
    site.replace("hosts/demo.toml", '"lab://demo"', f'"lab://{HOST}"')
    if kept is not None:
        site.write("nagaya.lock", kept)
    return site


def hello():
    """The example `hello`, applied; quick when the host is already so."""
    site = example("hello")
    site.apply()
    return site


def small_site(name, number):
    """An empty site with ids and ports of its own, so that it stands beside the others on one host. Throw it away with `clear`."""
    directory = WORK / "sites" / name
    shutil.rmtree(directory, ignore_errors=True)
    site = Site(directory)
    site.write("nagaya.toml", f"""[site]
name = "{name}"
prefix = "{name}"
domain = "{name}.test"

[accounts]
uids = [{3000 + 100 * number}, {3099 + 100 * number}]
subids = {{ base = {100_000_000 + 10_000_000 * number}, size = 65536 }}
loopback_ports = [{21000 + 100 * number}, {21099 + 100 * number}]
""")
    site.services = []
    host_services(site)
    return site


def host_services(site, *names):
    """Sets which services the site's host runs."""
    listed = ", ".join(f'"{name}"' for name in names)
    site.write("hosts/demo.toml", f'os = "debian"\naddress = "lab://{HOST}"\npodman = "5.4"\nservices = [{listed}]\n')


# Runs without a build: the lab's registry has this image. The shell is the first process and ends at once when told to.
# For containers that a test expects after a boot: a busy manager of systemd 257 may miss the word that one is up, and fails it.
RESTARTS = "\n[Service]\nRestart=on-failure\n"

SLEEPER = """[Unit]
Description=Sleeper

[Container]
Image=docker.io/library/debian:bookworm-slim
Exec=/bin/sleep infinity
RunInit=true

[Install]
WantedBy=default.target
"""


def clear(site):
    """Takes everything of a site off the host again, its data and accounts too."""
    host_services(site)
    site.apply("--purge")
