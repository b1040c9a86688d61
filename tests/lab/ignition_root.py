"""Runs Ignition's own stages (Debian's package) on the disk of a lab host that is switched off."""

import os
import pathlib
import re
import subprocess
import tempfile

IGNITION = "/usr/lib/dracut/modules.d/30ignition/ignition"
LAB = pathlib.Path(os.environ.get("NAGAYA_LAB_DIR", "/var/lib/nagaya-lab"))

# In a mount namespace of its own: the host's root as it will be, and what Ignition does in the initial RAM disk.
SCRIPT = """
mkdir -p "$disk/ignition-work" "$disk/root"
mount -t overlay overlay -o lowerdir="$lower",upperdir="$disk/upper",workdir="$disk/ignition-work" "$disk/root"
mount --bind "$disk/home" "$disk/root/home"
for stage in fetch files; do
    "$ignition" -platform=file -stage=$stage -root="$disk/root" -config-cache="$work/cache.json" -state-file="$work/state.json" \
        -neednet="$work/neednet" -log-to-stdout >"$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; exit 1; }
done
# What the first boot of a host with an empty /etc/machine-id does; this one has one.
sed -n 's/^enable //p' "$disk/root/etc/systemd/system-preset/20-ignition.preset" | xargs systemctl --root="$disk/root" preset -q
"$nagaya" observe "$tree" --root "$disk/root"
"""


def fill(nagaya, host, config, tree):
    """Fills the disk of `host` by the Ignition config; returns what `nagaya observe` says of the tree there."""
    disk = LAB / "hosts" / host
    image = re.search(r'"image": *"([0-9a-f]+)"', (disk / "host.json").read_text())[1]
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        # Debian's Ignition is 2.14: spec 3.4 is there under its experimental name.
        text = pathlib.Path(config).read_text().replace('"version":"3.4.0"', '"version":"3.4.0-experimental"')
        (work / "config.ign").write_text(text)
        (work / "bin").mkdir()
        for program in ("setfiles", "udevadm"):
            (work / "bin" / program).write_text("#!/bin/sh\nexit 0\n")
            (work / "bin" / program).chmod(0o755)
        # The last thing the stage does is to label files: it wants a policy's name and a list of nothing.
        selinux = disk / "upper/etc/selinux"
        (selinux / "none/contexts/files").mkdir(parents=True, exist_ok=True)
        (selinux / "none/contexts/files/file_contexts").write_text("")
        (selinux / "config").write_text("SELINUXTYPE=none\nSELINUX=disabled\n")
        environment = os.environ | {"PATH": f"{work}/bin:{os.environ['PATH']}:/usr/sbin:/sbin", "IGNITION_CONFIG_FILE": str(work / "config.ign"),
                                    "disk": str(disk), "lower": str(LAB / "images" / image / "root"), "work": str(work),
                                    "ignition": IGNITION, "nagaya": nagaya, "tree": str(tree)}
        done = subprocess.run(["unshare", "--mount", "--propagation", "private", "sh", "-euc", SCRIPT], env=environment, text=True,
                              capture_output=True, timeout=120)
    subprocess.run(["rm", "-rf", disk / "ignition-work"], check=True)
    if done.returncode != 0:
        raise SystemExit(f"Ignition on the disk of {host}: {done.stdout}{done.stderr}")
    return done.stdout
