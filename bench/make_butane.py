#!/usr/bin/env python3
"""Butane files of several sizes, and what they embed, in the current directory: small, medium, 2,000 Quadlet files, a tree of
5,000 files, 20,000 inline files, and all at once. The same bytes each time: the reference tool's figures were taken on them.
"""

import os
import random

WORDS = ("ContainerName Image Volume PublishPort Environment Network Label Exec HealthCmd Restart quay.io docker.io library "
         "data config srv var lib cache unless-stopped always 8080 443 true false Requires After Wants Description").split()
HEAD = "variant: fcos\nversion: 1.5.0\n"


def unit(number, size=1024):
    text = f"# unit {number}\n[Container]\n"
    while len(text) < size:
        text += f"{random.choice(WORDS)}={random.choice(WORDS)}-{random.randrange(10**6)}/{random.choice(WORDS)}\n"
    return text[:size - 1] + "\n"


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def entry(path, how):
    return f"    - path: {path}\n      mode: 0644\n      contents:\n        {how}\n"


def main():
    random.seed(7)
    for number in range(2000):
        write(f"files/q/svc{number:04d}.container", unit(number))
    for number in range(30):
        write(f"files/m/f{number:02d}.conf", unit(number))
    for number in range(5000):
        write(f"files/tree/d{number % 50:02d}/s{number % 7}/f{number:04d}.txt", unit(number))
    medium = "".join(entry(f"/etc/app/f{n:02d}.conf", f"local: m/f{n:02d}.conf") for n in range(30))
    quadlets = "".join(entry(f"/etc/containers/systemd/svc{n:04d}.container", f"local: q/svc{n:04d}.container")
                       for n in range(2000))
    inline = "".join(entry(f"/srv/data/dir{n % 100}/entry{n:05d}.conf", f'inline: "key{n} = value {n * 7}"')
                     for n in range(20000))
    tree = "  trees:\n    - local: tree\n      path: /opt/tree\n"
    files = HEAD + "storage:\n  files:\n"
    write("small.bu", files + entry("/etc/hostname", "inline: host1") + "passwd:\n  users: [{name: core}]\n")
    write("medium.bu", files + medium)
    write("large-quadlets.bu", files + quadlets)
    write("large-inline.bu", files + inline)
    write("large-tree.bu", HEAD + "storage:\n" + tree)
    write("large-all.bu", files + quadlets + inline + tree)


if __name__ == "__main__":
    main()
