"""The sites that renders are tested with: every example, one with a resource of every kind, and one with what confuses printers."""

import pathlib
import shutil

import every

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "examples"

# One with what the examples lack: words that Nix would read, binary files, units of an account twice, every kind of unit.
SITE = {
    "nagaya.toml": '[site]\nname = "odd"\nprefix = "odd"\ndomain = "odd.test"\n',
    "hosts/box.toml": 'os = "nixos"\npodman = "5.4"\nservices = ["a", "b", "r"]\n',
    "services/a/a.container": "[Container]\nImage=docker.io/library/debian:bookworm-slim\nEnvironment=X=${Y} \"Z='q'\"\n"
                              "Exec=/bin/sh -c 'echo $${HOME} 100%%'\n[Service]\nExecStartPre=-/usr/bin/podman ps\n[Install]\nWantedBy=default.target\n",
    "services/a/files/quotes.txt": "  ''${x}'' '''\n\ttab ${y}\n\\n \"q\" 50%\n",
    "services/a/files/flat.txt": "no break ${at} the end",
    "services/a/files/inner.txt": "    all lines\n    are in\n",
    "services/a/files/blob.bin": b"\x00\xff\x01\x02",
    "services/a/units/user/tick.service": "[Service]\nType=oneshot\nEnvironment=A=1 \"B=two words\"\nExecStart=/usr/bin/true\nTimeoutStartSec=30\n",
    "services/a/units/user/tick.timer": "[Timer]\nOnCalendar=daily\nPersistent=yes\n[Install]\nWantedBy=timers.target\n",
    "services/a/units/user/only.service": "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=default.target\n",
    "services/a/files/100%.txt": "a name that tmpfiles.d reads otherwise\n",
    "services/a/files/it's \\ here.txt": "'\n''\n'${x}\n",
    "services/a/files/ünï.txt": "\n\n  ü ends with a quote'",
    "services/a/files/escape.txt": "\x1b[0m\r\n",
    "services/a/units/user/strange.service": "[Unit]\nDescription=one\nDescription=two\nAfter=a.service x\\x2dy.service\nConflicts=z.service\n"
                                            "StartLimitBurst=3\nStartLimitIntervalSec=5min\n[X-Own]\nA=b\n[Service]\nType=simple\n"
                                            "Type=oneshot\nEnvironment=A=1\nEnvironment=\nEnvironment=PATH=/x \"B=1 2\"\nNice=-5\n"
                                            "ExecStart=/usr/bin/env\n[Install]\nWantedBy=default.target\nAlias=stranger.service\n",
    "services/b/b.container": "[Container]\nImage=docker.io/library/debian:bookworm-slim\n[Install]\nWantedBy=default.target\n",
    "services/b/units/user/tick.service": "[Service]\nType=oneshot\nExecStart=/usr/bin/true\n",
    "services/b/units/user/tick.timer": "[Timer]\nOnCalendar=weekly\n[Install]\nWantedBy=timers.target\n",
    "services/b/units/root/watch.path": "[Path]\nPathChanged=/srv/data/b\n[Install]\nWantedBy=multi-user.target\n",
    "services/b/units/root/watch.service": "[Unit]\nDocumentation=man:true(1)\n[Service]\nType=oneshot\nRestart=no\nRemainAfterExit=no\n"
                                           "CapabilityBoundingSet=\nExecStart=@/bin/sh sh -c 'true'\nExecStart=/usr/bin/true\n",
    "services/b/units/root/data.mount": "[Mount]\nWhat=/dev/x\nWhere=/srv/x-y\nOptions=ro\n[Install]\nWantedBy=local-fs.target\n",
    "services/b/units/root/data.automount": "[Automount]\nWhere=/srv/x-y\nTimeoutIdleSec=5\n[Install]\nWantedBy=local-fs.target\n",
    "services/b/units/root/file.swap": "[Swap]\nWhat=/swap\n[Install]\nWantedBy=swap.target\n",
    "services/b/units/root/in.socket": "[Socket]\nListenStream=1\nListenStream=\nListenStream=/run/a b\nListenDatagram=2\n"
                                       "Accept=yes\n[Install]\nWantedBy=sockets.target\n",
    "services/b/units/root/in@.service": "[Service]\nExecStart=/usr/bin/cat %i ${X} $$y\nStandardInput=socket\n",
    "services/r/n.network": "[Network]\n",
    "services/r/service.toml": '[account]\nname = "root"\n',
    "services/r/page.container": "[Container]\nImage=docker.io/library/debian:bookworm-slim\n[Install]\nWantedBy=multi-user.target\n",
    "services/r/page.container.d/10-x.conf": "[Service]\nMemoryMax=64M\n",
}


def names():
    return sorted([path.name for path in EXAMPLES.iterdir() if (path / "nagaya.toml").exists()] + ["every", "odd"])


def put(name, directory):
    """A copy of the site in the directory, which must not be there."""
    if name == "every":
        return every.put(directory)
    if name != "odd":
        shutil.copytree(EXAMPLES / name, directory)
        return directory
    for path, text in SITE.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return directory
