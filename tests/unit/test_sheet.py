"""Rows of an export: whatever stands in them, each goes out as it comes and reads as it was."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.cli import records
from console.cli.sheet import Record, csv_lines, json_lines

COLUMNS = ("name", "count", "known")
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "exports.md"


def row(name: str) -> Record:
    return {"name": name, "count": 3, "known": None}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ('a "b", c', 'a "b", c'),
        ("two\nlines", "two lines"),
        ("=1+1", "'=1+1"),
        ("@sum(a1)", "'@sum(a1)"),
        ("\x1b[31mred", "red"),
        ("été", "été"),
    ],
)
def test_a_cell_reads_as_it_was_and_is_never_obeyed(said: str, read: str) -> None:
    text = "".join(csv_lines(COLUMNS, [row(said)]))
    assert list(csv.reader(io.StringIO(text))) == [list(COLUMNS), [read, "3", ""]]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_json_is_one_object_of_any_number_of_rows(number: int) -> None:
    text = "".join(json_lines({"at": "now"}, "rows", [row("=x")] * number))
    told = {"name": "=x", "count": 3, "known": None}
    assert json.loads(text) == {"at": "now", "rows": [told] * number}


def test_rows_go_out_before_the_last_one_is_read() -> None:
    read: list[int] = []

    def rows() -> Iterator[Record]:
        for number in range(1000):
            read.append(number)
            yield row(str(number))

    for lines in (csv_lines(COLUMNS, rows()), json_lines({}, "rows", rows())):
        read.clear()
        for _ in range(3):
            next(lines)
        assert len(read) < 5


@pytest.mark.parametrize(
    "columns", [records.OPERATIONS, records.EVENTS, records.ESTATE, records.COSTS]
)
def test_the_reference_has_every_column_in_its_order(columns: tuple[str, ...]) -> None:
    assert ", ".join(f"`{column}`" for column in columns) in REFERENCE.read_text(encoding="utf-8")
