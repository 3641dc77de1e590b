"""Rows as CSV with stable columns, or as one JSON object: each goes out as it comes."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from console.cli.answer import json_line
from console.plaintext import escaped, plain
from console.redaction import hide

Figure = str | int | float | bool | None
Record = Mapping[str, Figure]
FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for a formula, wherever the text came from."""


def csv_lines(columns: Sequence[str], rows: Iterable[Record]) -> Iterator[str]:
    """Lines of RFC 4180 in UTF-8, heads first, each ended by a line feed; unknown is empty."""
    yield _line(columns)
    for row in rows:
        yield _line([_cell(row[column]) for column in columns])


def json_lines(head: Mapping[str, object], name: str, rows: Iterable[Record]) -> Iterator[str]:
    """One object: what `head` has, then all rows as the array `name`, one a line."""
    begun = "".join(f"{_json(key)}:{_json(value)}," for key, value in head.items())
    yield f"{{{begun}{_json(name)}:[\n"
    held: str | None = None
    for row in rows:
        if held is not None:
            yield f"{held},\n"
        held = _json(row)
    if held is not None:
        yield f"{held}\n"
    yield "]}\n"


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _cell(value: Figure) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    text = plain(hide(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def _json(value: object) -> str:
    return escaped(json_line(value))
