#!/usr/bin/env python3
"""Sends mutations of recorded sessions to the real language server: mutate_lsp.py NAGAYA [SESSIONS [SEED]]

Whatever the values of a message become, the server goes on, and each request has exactly one answer with its id. The sessions are made
of every request and notification that the server knows and some that it does not; the mutations give members other types, take them
away, send messages twice or in another order, and cancel requests.
"""

import copy
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading

from speak_lsp import SITE, write_site

ODD = [None, True, 0, -1, 2**31, 2**53, 0.5, "", "x", "𝄞", "\u0000", "file:///", "file:///%zz", "file:///a/../../b", [], {}, [[]], [None],
       {"line": -1, "character": 10**12}, "utf-8", "/" * 300, {"uri": 7}, "nagaya.toml"]
POSITION_REQUESTS = ["completion", "hover", "definition", "references", "documentSymbol", "codeAction", "prepareRename", "rename"]


def session(root):
    """A whole session as (method, params) without its initialize and its end; requests are those whose name is asked for."""
    uri = lambda path: (root / path).as_uri()
    messages = [("initialized", {})]
    for path, text in SITE.items():
        document = {"uri": uri(path), "languageId": "x", "version": 1, "text": text}
        messages.append(("textDocument/didOpen", {"textDocument": document}))
        place = {"line": 1, "character": 8}
        for request in POSITION_REQUESTS:
            messages.append((f"textDocument/{request}",
                             {"textDocument": {"uri": uri(path)}, "position": place, "range": {"start": place, "end": place},
                              "context": {"diagnostics": [], "only": ["quickfix"], "includeDeclaration": True}, "newName": "y"}))
        change = {"range": {"start": place, "end": place}, "rangeLength": 0, "text": "\nNoSuchKey=1\n"}
        messages.append(("textDocument/didChange", {"textDocument": {"uri": uri(path), "version": 2}, "contentChanges": [change]}))
        messages.append(("textDocument/codeAction", {"textDocument": {"uri": uri(path)}, "range": {"start": place, "end": place},
                                                     "context": {"diagnostics": [], "only": []}}))
        messages.append(("textDocument/didSave", {"textDocument": {"uri": uri(path)}}))
        messages.append(("textDocument/didClose", {"textDocument": {"uri": uri(path)}}))
    messages += [("workspace/symbol", {"query": "web"}), ("no/such", {"x": [1]}),
                 ("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri("nagaya.toml"), "type": 3}]}),
                 ("workspace/didChangeWorkspaceFolders", {"event": {"added": [{"uri": uri("x"), "name": "x"}], "removed": []}}),
                 ("workspace/didChangeConfiguration", {"settings": {"a": 0.5}})]
    return messages


def is_request(method):
    notifications = ("initialized", "textDocument/did", "workspace/did", "$/")
    return not method.startswith(notifications)


def places_in(value, found, path=()):
    found.append(path)
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        places_in(inner, found, (*path, key))


def mutated(params, dice):
    """The value with something odd in one of its places, or without it."""
    params = copy.deepcopy(params)
    places = []
    places_in(params, places)
    place = dice.choice(places)
    if not place:
        return dice.choice(ODD)
    outer = params
    for key in place[:-1]:
        outer = outer[key]
    if dice.random() < 0.2:
        del outer[place[-1]]
    else:
        outer[place[-1]] = dice.choice(ODD)
    return params


def make_messages(root, dice):
    """What is sent, and the ids that must be answered."""
    capabilities = {"workspace": {"workspaceEdit": {"documentChanges": dice.random() < 0.5}},
                    "general": {"positionEncodings": [dice.choice(["utf-8", "utf-16", "utf-32"])]}}
    first = {"rootUri": root.as_uri(), "capabilities": capabilities, "workspaceFolders": [{"uri": root.as_uri(), "name": "x"}]}
    rest = session(root)
    if dice.random() < 0.3:
        dice.shuffle(rest)
    plan = [("initialize", mutated(first, dice) if dice.random() < 0.3 else first)]
    for method, params in rest:
        for _ in range(2 if dice.random() < 0.1 else 1):
            plan.append((method, mutated(params, dice) if dice.random() < 0.6 else params))
    messages, ids = [], []
    for number, (method, params) in enumerate(plan):
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if dice.random() < 0.1:
            del message["params"]
        if is_request(method):
            message["id"] = number if dice.random() < 0.8 else f"text {number}"
            ids.append(message["id"])
        messages.append(message)
        if ids and dice.random() < 0.2:
            messages.append({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": dice.choice([*ids, None, {}])}})
    messages.append({"jsonrpc": "2.0", "id": "end", "method": "shutdown"})
    messages.append({"jsonrpc": "2.0", "method": "exit"})
    return messages, [*ids, "end"]


def framed(message):
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def answers_in(stream):
    """The messages of the server."""
    while stream:
        head, _, rest = stream.partition(b"\r\n\r\n")
        length = int(head.split(b":")[1])
        yield json.loads(rest[:length])
        stream = rest[length:]


def run(program, root, dice):
    messages, ids = make_messages(root, dice)
    server = subprocess.Popen([program, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root)
    out = []
    reader = threading.Thread(target=lambda: out.append(server.stdout.read()))
    reader.start()
    data = b"".join(map(framed, messages))
    try:
        while data:  # in pieces, so that some wait together and some do not
            size = dice.choice([100, 5_000, 100_000])
            server.stdin.write(data[:size])
            server.stdin.flush()
            data = data[size:]
        server.stdin.close()
    except BrokenPipeError:
        pass
    reader.join(60)
    code = server.wait(60)
    said = server.stderr.read().decode()
    answered = [one["id"] for one in answers_in(out[0]) if "method" not in one]
    same = sorted(map(repr, answered)) == sorted(map(repr, ids))
    if code != 0 or not same or "runtime error" in said or "Sanitizer" in said:
        missing = [one for one in ids if one not in answered]
        return f"exit code {code}, unanswered {missing}, {len(answered)} answers to {len(ids)} requests\n{said[-2000:]}"
    return None


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with tempfile.TemporaryDirectory() as base:
        for number in range(count):
            root = pathlib.Path(base) / str(number)
            write_site(root, SITE)
            if problem := run(program, root, random.Random(seed + number)):
                sys.exit(f"session of seed {seed + number}: {problem}")
    print(f"{count} sessions, each request answered once")


main()
