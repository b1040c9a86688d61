"""A rough reading of C++: enough to tell blocks from braced initialisers."""

import dataclasses
import re

TOKEN = re.compile(
    r'//[^\n]*'                                     # line comment
    r'|/\*.*?\*/'                                   # block comment
    r'|(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'  # raw string
    r'|"(?:\\.|[^"\\\n])*"'                         # string
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",        # character; not the ' of 1'000
    re.S)


def blank(text):
    """The same text with comments and the insides of literals as spaces; every offset and line stays."""
    def space(match):
        found = match.group()
        if found.startswith("/"):
            return re.sub(r"[^\n]", " ", found)
        return found[0] + re.sub(r"[^\n]", " ", found[1:-1]) + found[-1]
    return TOKEN.sub(space, text)


@dataclasses.dataclass
class Outline:
    functions: list      # (offset of the first word, offset of the closing brace)
    braced_tries: list   # offsets


# After a parameter list: what may stand before the body.
AFTER_PARAMETERS = re.compile(r"\)\s*(?:(?:const|noexcept|override|final|mutable|constexpr|&&?)\s*)*(?:->\s*[\w:<>,\s*&()]+?)?\s*$")
CONTROL = re.compile(r"^\s*(?:\}?\s*else\s+)?(?:if|for|while|switch|catch)\b")
TYPE_HEAD = re.compile(r"\b(?:namespace|struct|class|union|enum|extern|concept)\b")


def kind_of(before):
    """"function", "block" or "initialiser", by the text of the statement before the brace."""
    stripped = before.rstrip()
    if not stripped or stripped.endswith((";", "{", "}", ":", "else", "do", "try")):
        return "block"
    if stripped.endswith("]"):
        return "block" if re.search(r"\[[^\[\]]*\]$", stripped) and not re.search(r"\w\[[^\[\]]*\]$", stripped) else "initialiser"
    # Without template parameter lists, where `class` names no class.
    head = re.sub(r"template\s*<[^{}]*?>\s*(?=\w)", "", stripped)
    if AFTER_PARAMETERS.search(head):
        return "block" if CONTROL.match(head) else "function"
    if TYPE_HEAD.search(head) and "=" not in head and not head.endswith(("return", "(", ",")):
        return "block"
    return "initialiser"


def outline(code):
    """`code` comes from blank()."""
    result = Outline([], [])
    stack = []              # (kind, where the statement began)
    statement = 0           # where the current statement began
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group()), code, flags=re.M)
    for match in re.finditer(r"[{};]|\bTRY\s*\(", code):
        token, at = match.group(), match.start()
        if token == "{":
            kind = kind_of(code[statement:at])
            # Inside an initialiser only a lambda opens a block.
            if stack and stack[-1][0] == "initialiser" and kind == "block":
                kind = "initialiser" if not code[statement:at].rstrip().endswith("]") else "block"
            begin = statement + len(code[statement:at]) - len(code[statement:at].lstrip())
            stack.append((kind, begin))
            statement = at + 1
        elif token == "}":
            if stack:
                kind, begin = stack.pop()
                if kind == "function":
                    result.functions.append((begin, at))
                # An initialiser is part of its statement; after a block a new one begins.
                statement = begin if kind == "initialiser" else at + 1
        elif token == ";":
            statement = at + 1
        elif stack and stack[-1][0] == "initialiser":
            result.braced_tries.append(at)
    return result
