"""bench/run quadlet: dry run, preview and full check of 1,000 Quadlet files, against the dry run of Podman's generator; CPU seconds, best
of fifteen, in turns, so that what else the machine does falls on all of them.

QUADLET names the peer, by default /usr/libexec/podman/quadlet (of the podman package of Debian trixie: 5.4.2).
"""

import os
import resource
import subprocess

UNIT = """[Unit]
Description=Number {i}

[Container]
Image=registry.example.net/app{i}:1.{i}
ContainerName=app-{i}
Environment=PORT=8080 MODE=prod "NOTE=two words"
Volume=/srv/data{i}:/data:ro,Z
PublishPort={port}:8080
Label=net.example.id={i}
Exec=serve --id {i}

[Service]
Restart=always

[Install]
WantedBy=multi-user.target
"""


def cpu(words, directory):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, env={"QUADLET_UNIT_DIRS": str(directory)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def write_units(directory, count):
    directory.mkdir()
    for i in range(count):
        (directory / f"app{i}.container").write_text(UNIT.format(i=i, port=10000 + i))


def bench(work, nagaya, row):
    peer = os.environ.get("QUADLET", "/usr/libexec/podman/quadlet")
    directory, many = work / "quadlets", work / "many-quadlets"
    write_units(directory, 1_000)
    write_units(many, 10_000)
    deeds = {"quadlet -dryrun of 1,000 files": ([nagaya, "quadlet", "-dryrun"], "1/5"),
             "preview of them": ([nagaya, "preview", f"{directory}/"], "1/5"),
             "check of them, every rule": ([nagaya, "check", directory], "1/3")}
    peers = {"": ([peer, "-dryrun", "-no-kmsg-log"], "")} if os.access(peer, os.X_OK) else {}
    taken = {what: [] for what in peers | deeds}
    for _ in range(15):
        for what, (words, _) in (peers | deeds).items():
            taken[what].append(cpu([str(word) for word in words], directory))
    for what, (_, wanted) in deeds.items():
        row(what, min(taken[what]), min(taken[""]) if peers else None, "the generator of Podman", wanted)
    for verb, words in (("preview", ["preview", f"{many}/"]), ("check", ["check", str(many)])):
        took = min(cpu([nagaya, *words], many) for _ in range(3))
        row(f"{verb} of 10,000", took, None, "", "linear")
