"""Where a key stands in a TOML file, so that an error can name the line.

`tomllib` gives values without positions. The document is known to parse, so
its statements are found again one by one: a statement is complete when its
lines, taken together, parse.
"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Key = tuple[str | int, ...]


def key_lines(text: str) -> dict[Key, int]:
    """Lines (from 1) of every table and key of a valid document."""
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    for number, statement, content in _statements(text):
        if not statement.startswith("["):
            for key in _keys(content, table):
                lines.setdefault(key, number)
            continue
        names = _header(content)
        table = _resolve(names, counts)
        if statement.startswith("[["):
            index = counts.get(table, -1) + 1
            counts[table] = index
            lines.setdefault(table, number)
            table = (*table, index)
        lines.setdefault(table, number)
    return lines


def line_of(lines: Mapping[Key, int], key: Key) -> int | None:
    """Line of a key, or of the nearest table around it; None for the document."""
    while key:
        if key in lines:
            return lines[key]
        key = key[:-1]
    return None


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    pending: list[str] = []
    start = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not pending:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            start = number
        pending.append(line)
        statement = "\n".join(pending)
        try:
            content = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        yield start, statement.lstrip(), content
        pending = []


def _header(content: dict[str, Any]) -> tuple[str, ...]:
    names: list[str] = []
    node: Any = content
    while node:
        if isinstance(node, list):
            node = node[0]
            continue
        name, node = next(iter(node.items()))
        names.append(name)
    return tuple(names)


def _resolve(names: tuple[str, ...], counts: Mapping[Key, int]) -> Key:
    key: Key = ()
    for position, name in enumerate(names):
        key = (*key, name)
        if key in counts and position < len(names) - 1:
            key = (*key, counts[key])
    return key


def _keys(content: Mapping[str, Any], table: Key) -> Iterator[Key]:
    for name, value in content.items():
        key = (*table, name)
        yield key
        if isinstance(value, dict):
            yield from _keys(value, key)
