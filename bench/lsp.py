"""bench/run lsp: how long `nagaya lsp` takes to answer a keystroke in a site of 1,000 services, and how long `nagaya check` takes to read it once.

An editor's side of the protocol: one file is open, each keystroke is a didChange with its whole text, and the answer is the
publishDiagnostics of that version. Wall-clock milliseconds; the median of thirty keystrokes in each of three services, and the slowest.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
KEYSTROKES = 30


class Editor:
    def __init__(self, nagaya, root):
        self.server = subprocess.Popen([nagaya, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.send("initialize", {"rootUri": root.as_uri(), "capabilities": {}}, id=1)
        self.receive(lambda message: message.get("id") == 1)
        self.send("initialized", {})

    def send(self, method, params, **more):
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params} | more).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.server.stdin.flush()

    def receive(self, wanted):
        """Reads messages until one is wanted."""
        while True:
            length = 0
            while (line := self.server.stdout.readline().strip()):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if length == 0:
                sys.exit("bench: the language server ended")
            message = json.loads(self.server.stdout.read(length))
            if wanted(message):
                return message

    def diagnostics(self, uri, version=None):
        return self.receive(lambda message: message.get("method") == "textDocument/publishDiagnostics" and
                            message["params"]["uri"] == uri and version in (None, message["params"].get("version")))

    def close(self):
        self.send("shutdown", None, id=2)
        self.send("exit", None)
        self.server.wait()


def keystrokes(editor, file):
    """Opens the file, types a value a letter at a time, and tells how long each answer took."""
    uri, text = file.as_uri(), file.read_text()
    editor.send("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "ini", "version": 1, "text": text}})
    editor.diagnostics(uri)
    taken = []
    for version in range(2, 2 + KEYSTROKES):
        typed = text.replace("[Service]", "PublishPort=" + "127.0.0.1:8443:443/tcp and more"[:version] + "\n\n[Service]")
        begin = time.perf_counter()
        editor.send("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": typed}]})
        editor.diagnostics(uri, version)
        taken.append(time.perf_counter() - begin)
    editor.send("textDocument/didClose", {"textDocument": {"uri": uri}})
    return taken


def bench(work, nagaya, row):
    site = work / "edited"
    subprocess.run([sys.executable, HERE / "make_site.py", "1000", site], check=True)
    whole = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run([nagaya, "check", "--site", site], stdout=subprocess.DEVNULL, check=True)
        whole.append(time.perf_counter() - begin)
    editor = Editor(nagaya, site)
    taken = [one for number in (0, 500, 999)
             for one in keystrokes(editor, site / f"services/service-{number:05}/service-{number:05}.container")]
    editor.close()
    row("lsp: a keystroke, 1,000 services", statistics.median(taken), min(whole), "nagaya check, once", "< 20 ms")
    print(f"  the slowest of {len(taken)} answers: {max(taken) * 1000:.1f} ms", flush=True)
