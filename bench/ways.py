"""The bench of ways in: what each costs against a connection straight to the container's published port."""
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent

# Way in → the port it listens on, and what the container says.
WAYS = {"direct": (8084, "PublishPort=@@PUBLISH_HTTP@@:8080"), "redirect": (82, "PublishPort=@@PUBLISH_HTTP@@:8080"),
        "fd": (8083, "Network=none"), "socket-proxy": (81, "PublishPort=@@PUBLISH_HTTP@@:8080")}


def ways_site(site, host):
    """A site with one service for each way, all of one account and one image."""
    (site / "images/flow").mkdir(parents=True)
    subprocess.run(["cc", "-Os", "-static", "-o", site / "images/flow/flow", HERE / "flow.c"], check=True)
    (site / "images/flow/Containerfile").write_text("FROM scratch\nCOPY flow /flow\n")
    (site / "hosts").mkdir()
    (site / "nagaya.toml").write_text('[site]\nname = "ways"\nprefix = "ways"\n')
    names = {way: way.replace("-", "") for way in WAYS}
    listed = ", ".join(f'"{name}"' for name in names.values())
    (site / "hosts/demo.toml").write_text(f'os = "debian"\naddress = "lab://{host}"\npodman = "5.4"\nservices = [{listed}]\n')
    for way, (number, more) in WAYS.items():
        service = site / "services" / names[way]
        service.mkdir(parents=True)
        (service / "service.toml").write_text(
            f'[account]\nname = "ways"\n\n[[port]]\nname = "http"\nlisten = {number}\nvia = "{way}"\n')
        (service / f"{names[way]}.container").write_text(
            f"[Container]\nImage=@@IMAGE_FLOW@@\nExec=/flow serve 8080\n{more}\n\n[Install]\nWantedBy=default.target\n")


def measure(program, address, number):
    """Seconds for a connection with one byte each way, and MB/s."""
    for rounds in ("20", "400"):  # the first warms up what is started on demand
        done = subprocess.run([program, "ask", address, str(number), rounds], capture_output=True, text=True, check=True)
    micros, rate = done.stdout.split()
    return float(micros) / 1e6, float(rate)


def bench(work, nagaya, host, address):
    """Prints the table; `address` is the lab host's."""
    site = work / "ways"
    shutil.rmtree(site, ignore_errors=True)
    ways_site(site, host)
    subprocess.run([nagaya, "apply", "--site", site, "--host", "demo"], check=True, stdin=subprocess.DEVNULL, capture_output=True)
    measured = {way: measure(site / "images/flow/flow", address, number) for way, (number, _) in WAYS.items()}
    straight = measured["direct"]
    for way, (latency, rate) in measured.items():
        print(f"{'way in: ' + way:<46} {latency * 1e6:9.0f} µs {rate:9.0f} MB/s   ratio to direct: latency "
              f"{latency / straight[0]:.2f}, throughput {rate / straight[1]:.2f}", flush=True)
