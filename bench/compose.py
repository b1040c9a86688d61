"""bench/run compose: what the normal form of a large Compose project costs, and its lowering, against docker-compose.

The peer is Debian's docker-compose 2 (trixie has 2.26, sid 2.40): DOCKER_COMPOSE names the program, by default the one that is installed. CPU seconds
of both are compared, best of five.
"""

import os
import resource
import shutil
import subprocess


def project(count):
    """A Compose file of `count` services with what real ones have."""
    lines = ["services:"]
    for i in range(count):
        lines += [f"  s{i}:", f'    image: "docker.io/library/app:${{TAG:-1.{i}}}"', "    restart: unless-stopped",
                  f'    command: ["run", "--id", "{i}"]', "    environment:"]
        lines += [f'      VAR_{e}: "value {e} of {i} ${{X{e}:-d}}"' for e in range(10)]
        lines += ["    healthcheck:", f'      test: ["CMD", "curl", "-f", "http://localhost:{8000 + i}/"]', "      interval: 30s",
                  "      retries: 3", "    labels:", f'      a.b.c: "x{i}"', '      d.e.f: "true"', "    networks: [front, back]",
                  f'    volumes: ["data{i}:/data", "/srv/s{i}:/srv:ro"]', f'    ports: ["{10000 + i % 40000}:80"]']
        if i:
            lines.append(f"    depends_on: {{s{(i - 1) // 2}: {{condition: service_healthy}}}}")
    lines += ["networks: {front: {}, back: {}}", "volumes:", *(f"  data{i}: {{}}" for i in range(count))]
    return "\n".join(lines) + "\n"


def cpu(*words):
    """User and system seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bench(work, nagaya, row):
    peer_program = os.environ.get("DOCKER_COMPOSE") or shutil.which("docker-compose") or ""
    for count in (500, 10_000):
        file = str(work / f"compose{count}.yaml")
        with open(file, "w", encoding="utf-8") as out:
            out.write(project(count))
        peer = None
        if peer_program and count == 500:
            peer = min(cpu(peer_program, "-f", file, "config") for _ in range(3))
        ours = min(cpu(nagaya, "compose", "config", "-f", file) for _ in range(5))
        row(f"compose config, {count:,} services", ours, peer, "docker-compose config", "1 / 20; linear")
        ours = min(cpu(nagaya, "import", "compose", file) for _ in range(5))
        row(f"import compose, {count:,} services", ours, peer, "docker-compose config", "1 / 20; linear")
