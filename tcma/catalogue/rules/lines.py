"""The line of each key in a TOML file, which tomllib does not tell.

Only for files that tomllib has read without complaint, so the scan may be simple.
"""

import re

_TABLE = re.compile(r"\[(\[)?\s*([A-Za-z0-9_.-]+)\s*\]?\]")
_KEY = re.compile(r"""(?:([A-Za-z0-9_-]+)|"([^"]*)"|'([^']*)')\s*=\s*(.*)""")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')


def key_lines(source: str) -> dict[str, int]:
    """{"title": 3, "step.0": 9, "step.0.asset": 10, ...}; tables in arrays are numbered from 0."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, closing, depth = "", "", 0
    for number, raw in enumerate(source.split("\n"), 1):
        line = raw.strip()
        if closing:
            closing = "" if closing in line else closing
            continue
        if depth:
            depth += _depth(line)
            continue
        head = _TABLE.match(line)
        if head:
            name = head[2]
            if head[1]:
                counts[name] = counts.get(name, -1) + 1
                name = f"{name}.{counts[name]}"
            table = f"{name}."
            found[name] = number
            continue
        key = _KEY.match(line)
        if key:
            found.setdefault(table + (key[1] or key[2] or key[3] or ""), number)
            value = key[4]
            closing = _left_open(value)
            depth = _depth(value) if value.startswith("[") else 0
    return found


def _left_open(value: str) -> str:
    for mark in ('"""', "'''"):
        if value.startswith(mark) and mark not in value[3:]:
            return mark
    return ""


def _depth(value: str) -> int:
    bare = _STRING.sub("", value).partition("#")[0]
    return bare.count("[") - bare.count("]")
