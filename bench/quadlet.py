"""bench/run quadlet: a dry run of 1,000 Quadlet files, against Podman's generator; CPU seconds, best of ten.

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
    subprocess.run(words, env={"QUADLET_UNIT_DIRS": str(directory)}, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bench(work, nagaya, row):
    peer = os.environ.get("QUADLET", "/usr/libexec/podman/quadlet")
    directory = work / "quadlets"
    directory.mkdir()
    for i in range(1000):
        (directory / f"app{i}.container").write_text(UNIT.format(i=i, port=10000 + i))
    best = lambda *words: min(cpu([str(word) for word in words], directory) for _ in range(10))
    theirs = best(peer, "-dryrun", "-no-kmsg-log") if os.access(peer, os.X_OK) else None
    for what, words in (("quadlet -dryrun of 1,000 files", ["quadlet", "-dryrun"]), ("preview of them", ["preview", f"{directory}/"])):
        row(what, best(nagaya, *words), theirs, "the generator of Podman", "1/5")
