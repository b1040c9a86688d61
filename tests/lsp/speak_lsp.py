#!/usr/bin/env python3
"""Speaks the Language Server Protocol with the real program over pipes: speak_lsp.py NAGAYA [--bench SITE FILE]"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

SITE = {
    "nagaya.toml": '[site]\nname = "home"\n\n[vars]\nTEAM = "a"\n',
    "hosts/box.toml": 'services = ["web"]\n',
    "services/web/service.toml": 'description = "x"\n',
    "services/web/web.container": "[Container]\nImage=docker.io/library/nginx:1.27\nVolume=data.volume:/data\n\n[Install]\nWantedBy=default.target\n",
    "services/web/data.volume": "[Volume]\n",
}


class Client:
    def __init__(self, program, root):
        self.root = pathlib.Path(root)
        self.process = subprocess.Popen([program, "lsp", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ids = 0

    def send(self, message, pieces=1):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        data = b"Content-Length: %d\r\n\r\n" % len(body) + body
        size = max(1, len(data) // pieces)
        for at in range(0, len(data), size):
            self.process.stdin.write(data[at:at + size])
            self.process.stdin.flush()

    def receive(self):
        length = None
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length is not None, "the server went away"
        return json.loads(self.process.stdout.read(length))

    def request(self, method, params, pieces=1):
        self.ids += 1
        self.send({"id": self.ids, "method": method, "params": params}, pieces)
        while (answer := self.receive()).get("id") != self.ids:
            pass
        return answer

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def uri(self, path):
        return (self.root / path).as_uri()

    def open(self, path, text=None):
        text = (self.root / path).read_text() if text is None else text
        self.notify("textDocument/didOpen", {"textDocument": {"uri": self.uri(path), "languageId": "x", "version": 1, "text": text}})

    def change(self, path, version, start, end, text):
        place = lambda at: {"line": at[0], "character": at[1]}
        self.notify("textDocument/didChange", {"textDocument": {"uri": self.uri(path), "version": version},
                                               "contentChanges": [{"range": {"start": place(start), "end": place(end)}, "text": text}]})

    def diagnostics(self, path, until):
        """The published diagnostics of the file, once `until` is true of their codes."""
        while True:
            message = self.receive()
            if message.get("method") != "textDocument/publishDiagnostics" or message["params"]["uri"] != self.uri(path):
                continue
            found = message["params"]["diagnostics"]
            if until({one["code"] for one in found}):
                return found

    def at(self, path, line, character):
        return {"textDocument": {"uri": self.uri(path)}, "position": {"line": line, "character": character}}


def write_site(root, files):
    for path, text in files.items():
        file = pathlib.Path(root) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def check_sites(program, base):
    """Two folders, one with a blank and letters of all kinds in its path; files that come and go; a reading that fails."""
    bad = "[Container]\nImage=docker.io/library/nginx:1.27\nNoSuchKey=1\n"
    one, two = base / "my site" / "é日", base / "two"
    for root in (one, two):
        write_site(root, {**SITE, "services/web/web.container": bad})
    client = Client(program, one)
    folders = [{"uri": root.as_uri(), "name": "x"} for root in (one, two)]
    watched = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}, "workspaceEdit": {"documentChanges": True}}}
    # A fraction somewhere in a user's settings is none of our business.
    client.request("initialize", {"rootUri": None, "workspaceFolders": folders, "capabilities": watched,
                                  "initializationOptions": {"delay": 0.5}})
    client.notify("initialized", {})
    assert client.receive()["method"] == "client/registerCapability"
    client.send({"id": "nagaya-watch", "result": None})
    web = "services/web/web.container"
    unknown = lambda codes: "unknown-quadlet-key" in codes
    client.diagnostics(web, unknown)
    client.root = two
    client.diagnostics(web, unknown)
    client.root = one
    client.open(web)
    symbols = client.request("textDocument/documentSymbol", {"textDocument": {"uri": client.uri(web)}})["result"]
    assert [one["name"] for one in symbols] == ["Container"], symbols
    client.change(web, 2, (2, 0), (3, 0), 'PublishPort="127.0.0.1:8080:80"\n')
    client.diagnostics(web, lambda codes: "literal-quotes" in codes)
    place = {"line": 2, "character": 14}
    actions = client.request("textDocument/codeAction", {"textDocument": {"uri": client.uri(web)}, "context": {"diagnostics": []},
                                                         "range": {"start": place, "end": place}})["result"]
    edits = next(one for one in actions if one["isPreferred"])["edit"]["documentChanges"]
    assert edits[0]["textDocument"] == {"uri": client.uri(web), "version": 2}, edits
    # Closed without being saved: the disk counts again. Renamed on disk: the old name has no findings any more.
    client.notify("textDocument/didClose", {"textDocument": {"uri": client.uri(web)}})
    client.diagnostics(web, unknown)
    (one / web).rename(one / "services/web/other.container")
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": client.uri(web), "type": 3}]})
    seen = {}
    while "other" not in seen or "web" not in seen:
        message = client.receive()["params"]
        if message["uri"].startswith(client.uri("services/web")):
            seen[pathlib.PurePath(message["uri"]).stem] = {found["code"] for found in message["diagnostics"]}
    assert not seen["web"] and unknown(seen["other"]), seen
    # What cannot be read leaves what was found, and is told.
    (one / "nagaya.toml").rename(one / "away")
    client.notify("workspace/didChangeWatchedFiles", {"changes": []})
    while (message := client.receive())["method"] != "window/showMessage":
        assert message["params"]["diagnostics"] or not message["params"]["uri"].startswith(client.uri("services")), message
    assert "nagaya.toml" in message["params"]["message"]
    (one / "away").rename(one / "nagaya.toml")
    # The secret that a container names, and a folder that goes.
    client.open("services/web/x.container", "[Container]\nSecret=pass\n")
    write_site(one, {"secrets/web/pass.age": "x"})
    client.notify("workspace/didChangeWatchedFiles", {"changes": []})
    found = client.request("textDocument/definition", client.at("services/web/x.container", 1, 9))["result"]
    assert found["uri"] == client.uri("secrets/web/pass.age"), found
    client.root = two
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"removed": [folders[1]], "added": []}})
    client.diagnostics(web, lambda codes: not codes)
    # A client that says nothing at its end.
    client.process.stdin.close()
    assert client.process.wait(10) == 1


def labels(answer):
    return {item["label"] for item in answer["result"]}


def check(program, root):
    web = "services/web/web.container"
    client = Client(program, root)
    client.process.stdin.write(b"Content-Length: 5\r\n\r\n{bad}")
    client.process.stdin.flush()
    broken = client.receive()
    assert (broken["id"], broken["error"]["code"]) == (None, -32700), broken
    assert client.request("textDocument/hover", client.at(web, 0, 0))["error"]["code"] == -32002
    answer = client.request("initialize", {"rootUri": client.root.as_uri(), "capabilities": {}}, pieces=7)
    assert answer["result"]["capabilities"]["textDocumentSync"]["change"] == 2
    client.notify("initialized", {})
    client.open(web)
    # What is typed is found, and gone again when it is mended. "𝄞" is two units of UTF-16 and four bytes.
    client.change(web, 2, (1, 34), (1, 34), "\nLabel=a=𝄞\nNoSuchKey=1")
    found = client.diagnostics(web, lambda codes: "unknown-quadlet-key" in codes)
    bad = next(one for one in found if one["code"] == "unknown-quadlet-key")
    assert bad["range"] == {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 9}}, bad
    client.change(web, 3, (2, 10), (3, 11), "")
    client.diagnostics(web, lambda codes: "unknown-quadlet-key" not in codes)
    client.change(web, 4, (2, 0), (2, 10), 'PublishPort="127.0.0.1:8080:80"')
    found = client.diagnostics(web, lambda codes: "literal-quotes" in codes)
    actions = client.request("textDocument/codeAction", {"textDocument": {"uri": client.uri(web)}, "context": {"diagnostics": []},
                                                         "range": {"start": {"line": 2, "character": 14}, "end": {"line": 2, "character": 14}}})["result"]
    fix = next(one for one in actions if one["isPreferred"])
    edit = fix["edit"]["changes"][client.uri(web)][0]
    assert edit["newText"] == "127.0.0.1:8080:80" and edit["range"]["start"] == {"line": 2, "character": 12}, edit

    client.change(web, 5, (3, 0), (3, 0), "Mem\nRunInit=\nVolume=\n")
    keys = client.request("textDocument/completion", client.at(web, 3, 3))
    assert "PodmanArgs" in labels(keys) and "Memory" not in labels(keys), "keys of the host's podman"
    assert labels(client.request("textDocument/completion", client.at(web, 4, 8))) >= {"true", "false"}
    assert "data.volume" in labels(client.request("textDocument/completion", client.at(web, 5, 7)))
    hover = client.request("textDocument/hover", client.at(web, 1, 2))["result"]["contents"]["value"]
    assert "Since Podman 4.4" in hover, hover
    definition = client.request("textDocument/definition", client.at(web, 6, 10))["result"]
    assert definition["uri"] == client.uri("services/web/data.volume"), definition

    service = "services/web/service.toml"
    client.open(service, 'description = "x"\n\n[[port]]\nname = "http"\nvia = \n')
    assert "listen" in labels(client.request("textDocument/completion", client.at(service, 3, 0)))
    assert "redirect" in labels(client.request("textDocument/completion", client.at(service, 4, 6)))
    assert "port" in client.request("textDocument/hover", client.at(service, 2, 3))["result"]["contents"]["value"]
    target = client.request("textDocument/definition", client.at("hosts/box.toml", 0, 13))["result"]
    assert target["uri"] == client.uri(service), target

    asked = {**client.at(web, 6, 10), "context": {"includeDeclaration": False}}
    assert [one["uri"] for one in client.request("textDocument/references", asked)["result"]] == [client.uri(web)]
    assert [one["name"] for one in client.request("workspace/symbol", {"query": "dat"})["result"]] == ["data.volume"]
    compose = "services/app/compose.yaml"
    client.open(compose, "services:\n  app:\n    image: docker.io/library/nginx:1.27\n    depends_on: [\n  db:\n    im\n")
    assert "image" in labels(client.request("textDocument/completion", client.at(compose, 5, 6)))
    assert labels(client.request("textDocument/completion", client.at(compose, 3, 17))) == {"db"}

    # Nonsense does not end it.
    assert client.request("no/such/method", {})["error"]["code"] == -32601
    client.process.stdin.write(b"Content-Length: 3\r\n\r\n{]}")
    client.process.stdin.flush()
    while "error" not in (answer := client.receive()):
        pass
    assert answer["error"]["code"] == -32700
    client.change(web, 9, (9999, 5), (3, 1), "x")
    client.notify("textDocument/didClose", {"textDocument": {"uri": client.uri(web)}})
    assert client.request("shutdown", None)["result"] is None
    client.notify("exit", None)
    assert client.process.wait(10) == 0


def check_loose(program, base):
    """Quadlet files of plain directories: what `nagaya check` says of the directory, with the texts of the editor."""
    place = base / "home/.config/containers/systemd"
    web = "[Unit]\nAfter=db.service\n[Container]\nImage=docker.io/library/nginx:1.27\nVolume=data.volume:/data\nVolume=gone.volume:/x\n"
    write_site(place, {"web.container": web, "sub/data.volume": "[Volume]\n", "db.container": "[Container]\nImage=x\n",
                       "web.container.d/10.conf": "[Container]\nNoSuchKey=1\n", "notes.txt": "x"})
    client = Client(program, place)
    client.request("initialize", {"rootUri": None, "capabilities": {}})
    client.notify("initialized", {})
    checked = subprocess.run([program, "check", place, "--format", "json"], capture_output=True, text=True)
    codes = {}
    for one in json.loads(checked.stdout)["diagnostics"]:
        codes.setdefault(pathlib.Path(one["path"]).relative_to(place).as_posix(), set()).add(one["code"])
    client.open("web.container")
    client.diagnostics("web.container", lambda found: found == codes["web.container"] and "missing-quadlet-reference" in found)
    client.open("web.container.d/10.conf")
    client.diagnostics("web.container.d/10.conf", lambda found: found == codes["web.container.d/10.conf"] and "unknown-quadlet-key" in found)
    client.change("web.container", 2, (5, 0), (6, 0), "Vol\nRunInit=\nVolume=\nPublishPort=\"80:80\"\n")
    found = client.diagnostics("web.container", lambda found: "literal-quotes" in found)
    assert "Volume" in labels(client.request("textDocument/completion", client.at("web.container", 5, 3)))
    values = labels(client.request("textDocument/completion", client.at("web.container", 6, 8)))
    assert {"true", "false"} <= values and not any(one.startswith("@@") for one in values), values
    assert "Since Podman" in client.request("textDocument/hover", client.at("web.container", 3, 2))["result"]["contents"]["value"]
    for line, column, target in ((1, 8, "db.container"), (4, 9, "sub/data.volume")):
        answer = client.request("textDocument/definition", client.at("web.container", line, column))["result"]
        assert answer and answer["uri"] == client.uri(target), (target, answer)
    here = {"line": 8, "character": 14}
    actions = client.request("textDocument/codeAction", {"textDocument": {"uri": client.uri("web.container")},
                                                         "context": {"diagnostics": []}, "range": {"start": here, "end": here}})["result"]
    edits = next(one for one in actions if one["isPreferred"])["edit"]["changes"]
    assert list(edits) == [client.uri("web.container")], edits
    # Other files are left alone; what is closed has no findings any more.
    client.open("notes.txt")
    client.notify("textDocument/didClose", {"textDocument": {"uri": client.uri("web.container.d/10.conf")}})
    client.diagnostics("web.container.d/10.conf", lambda found: not found)
    # A directory that becomes a site while its files are open.
    write_site(place, {"nagaya.toml": '[site]\nname = "x"\n', "hosts/h.toml": 'services = ["a"]\n'})
    client.open("services/a/a.container", "[Container]\nImage=docker.io/library/nginx:1.27\nVolume=@@DATA_PATH@@:/x\nNoSuchKey=1\n")
    client.notify("workspace/didChangeWatchedFiles", {"changes": []})
    client.diagnostics("services/a/a.container", lambda found: {"unknown-quadlet-key", "undeclared-data"} <= found)
    assert "@@DATA_PATH@@" in labels(client.request("textDocument/completion", client.at("services/a/a.container", 2, 7)))

    # A Compose file that is in no site, and one that is laid on it.
    client.root = base / "stack"
    write_site(client.root, {"compose.yaml": "services:\n  web: {image: i}\n"})
    client.open("compose.override.yaml", "services:\n  web:\n    bogus: 1\n    depends_on: [db]\n    storage_opt: {size: 1G}\n    re\n")
    client.diagnostics("compose.override.yaml", lambda found: "yaml-syntax" in found)
    client.change("compose.override.yaml", 2, (2, 0), (3, 0), "")
    assert "restart" in labels(client.request("textDocument/completion", client.at("compose.override.yaml", 4, 6)))
    client.change("compose.override.yaml", 3, (4, 0), (5, 0), "")
    client.diagnostics("compose.override.yaml", lambda found: found == {"compose-reference"})
    client.change("compose.override.yaml", 4, (2, 0), (3, 0), "")
    client.diagnostics("compose.override.yaml", lambda found: found == {"compose-loss"})

    # More files than are checked in one go: the open one is, with what it names.
    client.root = base / "many"
    write_site(client.root, {f"u{i}.container": f"[Container]\nImage=docker.io/library/nginx:1.27\nVolume=d{i}.volume:/d\n" for i in range(2_500)})
    write_site(client.root, {"d1.volume": "[Volume]\n"})
    client.open("u1.container")
    client.diagnostics("u1.container", lambda found: "missing-quadlet-reference" not in found)
    client.change("u1.container", 2, (2, 7), (2, 9), "d2")
    client.diagnostics("u1.container", lambda found: "missing-quadlet-reference" in found)
    client.request("shutdown", None)
    client.notify("exit", None)
    assert client.process.wait(10) == 0


def bench(program, root, path):
    """Milliseconds from a keystroke to its diagnostics, and to a completion: the median of 20."""
    client = Client(program, root)
    client.request("initialize", {"rootUri": client.root.as_uri(), "capabilities": {}})
    client.open(path)
    client.diagnostics(path, lambda codes: True)
    time.sleep(1)
    typed, asked = [], []
    for number in range(20):
        client.change(path, number + 2, (0, 0), (0, 0), "#")
        began = time.monotonic()
        while (message := client.receive()).get("params", {}).get("version") != number + 2:
            pass
        typed.append(time.monotonic() - began)
        began = time.monotonic()
        client.request("textDocument/completion", client.at(path, 3, 0))
        asked.append(time.monotonic() - began)
        time.sleep(0.4)
    print(f"{sorted(typed)[10] * 1000:.1f} {sorted(asked)[10] * 1000:.1f}")
    client.request("shutdown", None)
    client.notify("exit", None)


def main():
    if len(sys.argv) == 5 and sys.argv[2] == "--bench":
        return bench(sys.argv[1], pathlib.Path(sys.argv[3]).resolve(), sys.argv[4])
    with tempfile.TemporaryDirectory() as root:
        write_site(root, SITE)
        check(sys.argv[1], root)
    with tempfile.TemporaryDirectory() as root:
        check_sites(sys.argv[1], pathlib.Path(root))
    with tempfile.TemporaryDirectory() as root:
        check_loose(sys.argv[1], pathlib.Path(root))


if __name__ == "__main__":
    main()
