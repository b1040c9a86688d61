"""Applies that are cut off: a site in two versions, ways to kill an apply of it, and what must hold afterwards.

Shared by the crash tests and tests/soak. The program under test runs on the host itself, so that a kill by its pid hits it.
Nothing here asks nagaya what the host looks like: files are read and hashed, units are asked, and each service says itself
which version it runs (app.c).
"""

import json
import random
import shlex

from lab import *

HERE = pathlib.Path(__file__).resolve().parent
TREES = ("oak", "elm", "ash", "fir", "yew", "bay", "fig", "box", "gum", "may")
# What differs between the versions, of each service that is in both.
CHANGED = {
    "oak": "a mounted file",
    "elm": "a Quadlet and its mounted file",
    "ash": "a secret, a Quadlet and its mounted file",
    "fir": "a drop-in and a mounted file",
    "yew": "an image of its own, and all of its files",
}
UNCHANGED = ("bay", "fig", "box")
LEAVES, COMES = "gum", "may"


def build_app(directory):
    """The image of the tests' services: one static program, which also is its shell."""
    directory.mkdir(parents=True, exist_ok=True)
    program = WORK / "app"
    if not program.exists():
        subprocess.run(["cc", "-Os", "-static", "-o", program, HERE / "app.c"], check=True)
    shutil.copy(program, directory / "app")
    (directory / "Containerfile").write_text('FROM scratch\nCOPY app /app\nCOPY app /bin/sh\nCMD ["/app"]\n')


def app_container(name, image="@@IMAGE_APP@@", version="1", more="", service="", install=True):
    """A Quadlet file that runs app.c with the mounted file app.conf and the data directory state."""
    return f"""[Unit]
Description=Test service {name}

[Container]
Image={image}
Environment=VERSION={version}
Volume=@@FILES_PATH@@/app.conf:/app.conf:ro
Volume=@@DATA_PATH@@/state:/state
{more}
[Service]
{service}""" + ("\n[Install]\nWantedBy=default.target\n" if install else "")


def app_service(site, name, version="1", conf="", more="", service="", toml="", image="@@IMAGE_APP@@"):
    """Writes one such service."""
    base = f"services/{name}/"
    site.write(base + "service.toml", '[[data]]\npath = "state"\n' + toml)
    site.write(base + "files/app.conf", f"version={version}\n{conf}")
    site.write(base + f"{name}.container", app_container(name, image=image, version=version, more=more, service=service))


def app_site(name, number):
    """An empty site whose services run app.c."""
    site = small_site(name, number)
    build_app(site.path("images/app"))
    return site


def versions(number, prefix="crash"):
    """The site in two versions, "A" and "B"."""
    made = {}
    for version in ("A", "B"):
        site = app_site(prefix, number)
        site.append("nagaya.toml", '\n[secrets]\ndir = "secrets"\n')
        for tree_name in TREES:
            shown = version if tree_name in CHANGED else "A"
            port = {"conf": "port=8080\n", "more": "PublishPort=127.0.0.1:@@PORT_HTTP@@:8080\n"} if tree_name == "elm" else {}
            app_service(site, tree_name, version=shown, service="Restart=on-failure\n", **port)
            site.write(f"services/{tree_name}/files/conf.d/words.txt", f"{tree_name} {shown}\n" * 2000)
        oak = "services/oak/"
        site.write(oak + "oak.container", app_container("oak", version="@@VERSION@@", service="Restart=always\n"))
        site.append(oak + "service.toml", f'\n[vars]\nVERSION = "{version}"\n')
        site.write(oak + "units/user/rings.timer", "[Timer]\nOnActiveSec=1h\n\n[Install]\nWantedBy=timers.target\n")
        site.write(oak + "units/user/rings.service", f"[Service]\nType=oneshot\nExecStart=/bin/echo {version}\n")
        site.append("services/elm/service.toml", '\n[[port]]\nname = "http"\nlisten = 8461\nvia = "socket-proxy"\n\n[needs]\nservices = ["oak"]\n')
        site.write("services/ash/service.toml", '[[data]]\npath = "state"\n\n[secrets]\nenv = ["ash.env"]\n')
        site.write("secrets/ash/ash.env", f"TOKEN=hush-{version}\n", mode=0o600)
        site.write("services/fir/fir.container.d/10-more.conf", f"[Container]\nLabel=version={version}\n")
        build_app(site.path("services/yew/image"))
        site.append("services/yew/image/Containerfile", f"LABEL version={version}\n")
        site.write("services/yew/yew.container", app_container("yew", image="@@IMAGE@@", version=version))
        host_services(site, *[tree for tree in TREES if tree != (COMES if version == "A" else LEAVES)])
        target = WORK / "sites" / f"{prefix}-{version}"
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(site.directory, target)
        made[version] = Site(target)
    return made


# ------------------------------------------------------------------------------------------------------------ on the host

PROGRAM = "/root/nagaya-under-test"


def send_program(host=HOST):
    on_host(f"rm -f {PROGRAM}", host=host)
    subprocess.run([NAGAYA, "lab", "put", host, NAGAYA, PROGRAM], check=True, stdout=subprocess.DEVNULL)


def send(site, name, host=HOST):
    """Copies the site to the host; returns its path there."""
    there = f"/root/sites/{name}"
    on_host(f"mkdir -p /root/sites && rm -rf {there}", host=host)
    subprocess.run([NAGAYA, "lab", "put", host, site.directory, there], check=True, stdout=subprocess.DEVNULL)
    return there


def words(deed, there, *more):
    return f"{PROGRAM} {deed} --local --site {there} --host demo " + " ".join(shlex.quote(word) for word in more)


def local(deed, there, *more, code=0, host=HOST, timeout=240):
    """Runs nagaya on the host, to its end."""
    print(f"# {deed} {' '.join(more)} of {there}", flush=True)
    began = time.monotonic()
    text = on_host(words(deed, there, *more) + " 2>&1; echo \"exit $?\"", host=host, timeout=timeout)
    body, _, got = text.rstrip("\n").rpartition("exit ")
    print(f"{body}[exit {got}, {time.monotonic() - began:.2f} s]", flush=True)
    if code is not None and int(got) != code:
        raise Failed(f"`{deed} {' '.join(more)}` of {there} ended with {got} instead of {code}:\n{body}")
    return body


def killed_after(deed, there, seconds, host=HOST):
    """Runs nagaya on the host and kills it after some time; True when it was still running."""
    text = on_host(f"{words(deed, there)} >/root/killed.log 2>&1 & p=$!; sleep {seconds:.3f}; "
                   f"kill -9 $p 2>/dev/null && echo killed; wait $p; echo code $?", host=host)
    print(f"# {deed} of {there}, killed after {seconds:.3f} s: {' '.join(text.split())}", flush=True)
    return "killed" in text and "code 137" in text


CALLS = "fsync,fdatasync,syncfs,renameat,renameat2,rename,unlinkat,linkat,mkdirat,symlinkat,fchown,fchownat,fchmod,ftruncate,pwrite64"


def at_call(deed, there, number, inject, host=HOST):
    """The same, but something happens at the given call, by number in each thread, of those that change something durable:
    "signal=SIGKILL", "error=ENOSPC". Returns the exit code."""
    text = on_host(f"strace -f -qq -o /dev/null -e trace={CALLS} -e inject={CALLS}:{inject}:when={number} "
                   f"{words(deed, there)} >/root/killed.log 2>&1; echo code $?", host=host)
    print(f"# {deed} of {there}, {inject} at its call {number}: {' '.join(text.split())}", flush=True)
    return int(text.split("code ")[1])


LOOK = r"""
find /etc /srv /home /run/nagaya-secrets \( -path '/home/*/.local' -o -path '/home/*/.cache' -o -path '/srv/data/*/*' \) -prune -o \
    \( -type f -printf 'f %m %U:%G ' -exec sha256sum {} \; \) -o \( -type l -printf 'l %m %U:%G %l  %p\n' \) -o \
    -printf '%y %m %U:%G -  %p\n' 2>/dev/null
true  # where no service has a secret there is no directory for them
"""
ACCOUNT_FILES = re.compile(r"/etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$")


def files(host=HOST):
    """What nagaya may write to, but for data and Podman's storage: path → kind, mode, owner, digest."""
    found = {}
    for line in on_host(LOOK, host=host).splitlines():
        facts, _, path = line.rpartition("  ")
        if not NOISE.match(path) and not ACCOUNT_FILES.match(path):
            found[path] = facts
    return found


def service_says(host=HOST):
    """Which version each running service of app.c says it is: service → (file, env, secret)."""
    text = on_host("for d in /srv/data/*/state; do [ -f $d/now ] && echo $(basename $(dirname $d)) $(cat $d/now); done; true", host=host)
    said = {}
    for line in text.splitlines():
        name, _, *facts = line.split()
        fields = dict(fact.split("=", 1) for fact in facts)
        said[name] = (fields["file"], fields["env"], fields["secret"])
    return said


JOBS = r"""
for n in $(seq 150); do
    busy=
    for a in $(ls /var/lib/systemd/linger 2>/dev/null); do
        u=$(id -u $a)
        [ -S /run/user/$u/bus ] || continue
        [ -z "$(setpriv --reuid=$u --regid=$u --init-groups env XDG_RUNTIME_DIR=/run/user/$u systemctl --user list-jobs --no-legend 2>/dev/null)" ] || busy="$busy $a"
    done
    [ -z "$(systemctl list-jobs --no-legend)" ] || busy="$busy root"
    [ -n "$busy" ] || break
    sleep 0.2
done
echo "$busy"
"""


def settle(host=HOST):
    """Waits until no service manager has a job left."""
    expect_equal(on_host(JOBS, host=host).strip(), "", "managers with jobs that do not end")


class World:
    """A host with the site in its version A, and what it must look like in each version."""

    def __init__(self, number, prefix="crash", host=HOST):
        self.prefix, self.host = prefix, host
        self.sites = versions(number, prefix)
        send_program(host)
        self.there = {version: send(site, f"{prefix}-{version}", host) for version, site in self.sites.items()}
        self.files, self.said, self.active, self.seconds = {}, {}, {}, {}

    def prepare(self):
        """Applies each version whole, to learn what it looks like and how long it takes. Ends with A on the host."""
        lock = f"{self.there['A']}/nagaya.lock"
        self.files["none"] = files(self.host)
        local("apply", self.there["A"], host=self.host)
        on_host(f"cp {lock} {self.there['B']}/", host=self.host)
        for version in ("B", "A"):
            began = time.monotonic()
            local("apply", self.there[version], host=self.host)
            self.seconds[version] = time.monotonic() - began
            on_host(f"cp {self.there['B']}/nagaya.lock {lock}", host=self.host)
            settle(self.host)
            seen = files(self.host)
            self.files[version], self.said[version] = seen, service_says(self.host)
            self.active[version] = self.running_trees()
        expect(self.files["A"] != self.files["B"], "the two versions look the same")
        self.write_data()
        self.people = account_lines(self.host)

    def write_data(self):
        on_host("; ".join(f"echo token of {name} >/srv/data/{name}/state/data" for name in TREES), host=self.host)

    def running_trees(self):
        # A manager starts its bus when somebody first asks for it: after a boot nobody may have.
        return {unit: run for unit, run in units(self.host).items()
                if (unit.split("/")[0] in TREES and not unit.endswith("/dbus.service")) or f"/{self.prefix}-" in unit}

    def check_between(self, start, target, runs, power=False):
        """What must hold right after an apply from `start` to `target` was cut off: everything is wholly old or wholly new."""
        seen = files(self.host)
        for path in seen.keys() | self.files[start].keys() | self.files[target].keys():
            got = seen.get(path)
            if got in (self.files[start].get(path), self.files[target].get(path)):
                continue
            # What is being written has a name that nobody reads, until it is whole.
            expect(TEMPORARY.search(path), f"half done: {path}\n  old: {self.files[start].get(path)}\n  new: "
                   f"{self.files[target].get(path)}\n  now: {got}")
        self.check_data()
        settle(self.host)
        now, said = self.running_trees(), service_says(self.host)
        for unit in self.active[start].keys() & self.active[target].keys():
            expect(unit in now, f"{unit} does not run, neither old nor new")
        stray = sorted(now.keys() - self.active[start].keys() - self.active[target].keys())
        expect_equal(stray, [], "units that are in neither version")
        for name in CHANGED:
            expect(said[name] in (self.said[start][name], self.said[target][name]),
                   f"{name} runs a mixture: {said[name]} instead of {self.said[start][name]} or {self.said[target][name]}")
        if not power:
            self.check_untouched(runs)

    def check_untouched(self, runs):
        now = self.running_trees()
        for name in UNCHANGED:
            expect_equal(now.get(f"{name}/{name}.service"), runs.get(f"{name}/{name}.service"), f"{name} was touched")

    def check_data(self):
        got = on_host("cat " + " ".join(f"/srv/data/{name}/state/data" for name in TREES), host=self.host)
        expect_equal(got, "".join(f"token of {name}\n" for name in TREES), "data")

    def check_whole(self, version):
        """What must hold when an apply of `version` ended well."""
        settle(self.host)
        expect_equal(changed_lines(self.files[version], files(self.host)), [], f"files that are not as version {version} has them")
        expect_equal(sorted(self.running_trees()), sorted(self.active[version]), f"units of version {version}")
        said = service_says(self.host)
        for name in TREES:
            if f"{name}/{name}.service" in self.active[version]:
                expect_equal(said[name], self.said[version][name], f"what {name} runs")
        expect_equal(account_lines(self.host), self.people, "accounts")
        self.check_data()
        left = on_host(f"find /var/lib/nagaya/{self.prefix} -maxdepth 1 -name '*journal*' -size +0", host=self.host)
        expect_equal(left, "", "a journal was left")

    def converge(self, version):
        """Applies `version` and proves that it holds and that nothing is left to do."""
        body = local("apply", self.there[version], host=self.host)
        expect_in("nothing to do", local("apply", self.there[version], host=self.host), "the apply after it")
        self.check_whole(version)
        return body

    def purge(self):
        """Takes all of it off the host again, data and accounts too."""
        there = f"{self.there['A']}-none"
        on_host(f"rm -rf {there} && cp -a {self.there['A']} {there} && sed -i 's/^services = .*/services = []/' {there}/hosts/demo.toml",
                host=self.host)
        local("apply", there, "--purge", host=self.host)


TEMPORARY = re.compile(r"/\.[^/]*(nagaya|new|tmp)[^/]*(/|$)|\.nagaya-|/etc/\.pwd\.lock$|[-+~]$|\.lock$")


def changed_lines(before, after):
    """Differences of two looks, for people."""
    return [f"{path}: {before.get(path)} → {after.get(path)}" for path in changed_paths(before, after)]


def account_lines(host=HOST):
    text = on_host("getent passwd; getent group; cat /etc/subuid /etc/subgid; ls /var/lib/systemd/linger", host=host)
    return sorted(text.splitlines())


class Dice:
    """Random instants that can be had again: CRASH_SEED=N."""

    def __init__(self):
        self.seed = int(os.environ.get("CRASH_SEED") or random.SystemRandom().randrange(1_000_000))
        self.random = random.Random(self.seed)
        print(f"seed {self.seed} (again with CRASH_SEED={self.seed})", flush=True)


def kill_world(world, dice, start, how=None):
    """One world: from `start`, an apply of the other version is killed; then all must be old or new, and an apply of either
    version must converge. Returns the version that holds then."""
    target = "B" if start == "A" else "A"
    runs = world.running_trees()
    how = how or dice.choice(("time", "time", "call"))
    if how == "time":
        hit = killed_after("apply", world.there[target], dice.uniform(0.02, world.seconds[target] * 1.05), world.host)
    else:
        number = dice.choice((dice.randrange(1, 12), dice.randrange(1, 40), dice.randrange(1, 180)))
        hit = at_call("apply", world.there[target], number, "signal=SIGKILL", world.host) == 137
    world.check_between(start, target, runs)
    chosen = dice.choice((target, target, start))
    if dice.random() < 0.4:  # what recovers is cut off as well
        killed_after("apply", world.there[chosen], dice.uniform(0.02, world.seconds[chosen] * 0.7), world.host)
        world.check_between(start, target, runs)
    world.converge(chosen)
    world.check_untouched(runs)
    return chosen, hit


def power_world(world, dice, start):
    """The same, but the whole host loses its power and boots again with the same disk."""
    target = "B" if start == "A" else "A"
    after = dice.uniform(0.05, world.seconds[target])
    on_host(f"sync; ({words('apply', world.there[target])} >/root/killed.log 2>&1 &) ; sleep {after:.3f}", host=world.host)
    print(f"# power cut {after:.3f} s after the apply of {target} began", flush=True)
    nagaya("lab", "kill", world.host)
    nagaya("lab", "up", world.host, code=None)  # a unit may have failed: it begins with what stood there at that instant
    chosen = dice.choice((target, start))
    world.converge(chosen)
    return chosen


def refuse_world(world, dice, start):
    """From `start`, an apply of the other version meets a call that fails: it ends with all old or all new, service by service."""
    target = "B" if start == "A" else "A"
    runs = world.running_trees()
    error = dice.choice(("ENOSPC", "EIO", "EROFS"))
    number = dice.choice((dice.randrange(1, 12), dice.randrange(1, 60)))
    code = at_call("apply", world.there[target], number, f"error={error}", world.host)
    expect(code in (0, 1, 3), f"exit code {code}")
    world.check_between(start, target, runs)
    chosen = dice.choice((target, start))
    world.converge(chosen)
    world.check_untouched(runs)
    return chosen


def first_world(world, dice):
    """From nothing, the first apply is killed; the next one converges."""
    world.purge()
    hit = killed_after("apply", world.there["A"], dice.uniform(0.02, world.seconds["A"] * 2), world.host)
    seen = files(world.host)
    for path, facts in seen.items():
        known = facts == world.files["A"].get(path) or TEMPORARY.search(path) or facts == world.files["none"].get(path)
        expect(known, f"half done: {path}\n  wanted: {world.files['A'].get(path)}\n  now: {facts}")
    for version in ("A", "B"):
        local("apply", world.there[version], host=world.host)
    world.write_data()
    world.converge("A")
    return "A"
