"""bench/run butane: user CPU, peak memory and instructions of `nagaya butane`, beside the recorded figures of the reference.

The reference cannot be installed from Debian. Its figures were taken once on one core of the kind of machine that CI has, so
that the ratios are of the right size and no more; CPU time and instructions are ours and absolute.
"""

import os
import re
import shutil
import subprocess
import sys

# User CPU seconds, peak MiB of the reference, and how many times less CPU we want to take.
REFERENCE = {
    "small": (0.004, 10, 2),
    "medium": (0.032, 14, None),
    "large-quadlets": (1.5, 55, 20),
    "large-tree": (5.2, 125, None),
    "large-inline": (13.3, 415, 50),
    "large-all": (20.3, 550, None),
}
RUNS = 5


def measure(words, cwd):
    """User CPU seconds and peak KiB of one run. A child begins with the memory of whoever forked it, so time(1) forks it."""
    timer = shutil.which("time")
    if timer:
        done = subprocess.run([timer, "-f", "%M", *words], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    child = subprocess.Popen(words, cwd=cwd, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"bench: `{' '.join(words)}` failed")
    return usage.ru_utime, int(done.stderr.split()[-1]) if timer else usage.ru_maxrss


def instructions(words, cwd):
    """User-space instructions in millions by perf, else by valgrind, else nothing."""
    if shutil.which("perf"):
        done = subprocess.run(["perf", "stat", "-x,", "-e", "instructions:u", *words], cwd=cwd, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        counted = re.search(r"^(\d+),", done.stderr, re.M)
        if counted:
            return int(counted.group(1)) / 1e6
    if shutil.which("valgrind"):
        done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *words], cwd=cwd,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        counted = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
        if counted and done.returncode == 0:  # old valgrinds do not know openat2(2)
            return int(counted.group(1)) / 1e6
    return None


def bench_butane(nagaya, maker, work):
    directory = work / "butane"
    directory.mkdir()
    subprocess.run([sys.executable, maker], cwd=directory, check=True)
    print(f"{'butane, best of ' + str(RUNS):<20} {'user CPU':>9} {'reference':>10} {'ratio':>7} {'wanted':>7} "
          f"{'peak MiB':>9} {'reference':>10} {'Minstr':>8}")
    for name, (cpu, memory, wanted) in REFERENCE.items():
        words = [nagaya, "butane", "-d", "files", f"{name}.bu"]
        runs = [measure(words, directory) for _ in range(RUNS)]
        took = min(run[0] for run in runs)
        peak = min(run[1] for run in runs) / 1024
        counted = instructions(words, directory)
        ratio = f"{cpu / took:.0f} x" if took > 0 else "–"
        print(f"{name:<20} {took * 1000:>6.1f} ms {cpu * 1000:>7.0f} ms {ratio:>7} {f'{wanted} x' if wanted else '–':>7} "
              f"{peak:>9.1f} {memory:>10} {f'{counted:.1f}' if counted else '–':>8}", flush=True)
