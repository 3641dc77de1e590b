"""French as it is spoken: elided, set with narrow spaces, and never cut in its column."""

import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from console.desk.leftovers import SORTS
from console.locale import Language, Locale, catalogue
from console.model.operation import OperationState
from console.model.private import Power
from console.tui.columns import Column
from console.tui.view import (
    alerts,
    costs,
    hosts,
    instances,
    leftovers,
    machines,
    operations,
    schedule,
    storage,
)

ZONE = ZoneInfo("Europe/Paris")
FRENCH = Locale("fr", ZONE)
TABLES = (alerts, costs, hosts, instances, leftovers, machines, operations, schedule, storage)
SNAPSHOTS = Path(__file__).parent.parent / "tui" / "__snapshots__"
LOOSE = re.compile(r"(?<=\S)[ \u00a0][:;?!»%€]|«[ \u00a0]")
TIGHT = re.compile(r"[a-zé][;?!](?=\s|$)|\d[%€]")
UNELIDED = re.compile(r"\b(?:de|que|jusque) api\b", re.IGNORECASE)
WORDS: dict[tuple[object, str], list[str]] = {
    (machines, "power"): [f"tui.power.{one}" for one in Power],
    (machines, "hot_add"): [f"tui.hot_add.{one}" for one in ("both", "cpu", "memory", "none")],
    (machines, "data"): ["tui.machine.stateful"],
    (hosts, "state"): [f"tui.host.{one}" for one in ("connected", "disconnected", "maintenance")],
    (operations, "state"): [f"state.{one}" for one in OperationState],
    (leftovers, "kind"): [*SORTS.values(), "monthly.sort"],
    (leftovers, "ours"): ["leftover.sure", "leftover.perhaps"],
    (alerts, "severity"): [f"alerts.severity.{one}" for one in ("critical", "warning", "none")],
}
"""What words stand in a column that is not left out and does not grow."""


def columns(table: object) -> tuple[Column, ...]:
    found: tuple[Column, ...] = table.COLUMNS  # type: ignore[attr-defined]
    return found


def test_what_stands_apart_has_a_narrow_space_before_it() -> None:
    loose = {key: text for key, text in catalogue("fr").items() if LOOSE.search(text)}
    assert loose == {}
    figures = (FRENCH.percent(0.82), FRENCH.euros(Decimal("15.30")), FRENCH.unit_price(Decimal(1)))
    assert figures == ("82\u202f%", "15,30\u202f€", "1,00\u202f€")
    assert Locale("en", ZONE).percent(0.82) == "82\u00a0%"


def test_de_and_que_lose_their_vowel_before_another() -> None:
    assert FRENCH.text("tui.instances", n=30, pool="api") == "30 instances d’api"
    assert FRENCH.text("tui.instances", n=30, pool="web") == "30 instances de web"
    unelided = {}
    for key, template in catalogue("fr").items():
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        said = FRENCH.text(key, **dict.fromkeys(names, "api"))
        if UNELIDED.search(said):
            unelided[key] = said
    assert unelided == {}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_head_or_word_is_cut_in_its_column(language: Language) -> None:
    texts = catalogue(language)
    cut = [
        (table.__name__, column.name, texts[f"tui.column.{column.name}"])
        for table in TABLES
        for column in columns(table)
        if not column.name.endswith("bar")
        if len(texts[f"tui.column.{column.name}"]) > column.cells
    ]
    for (table, name), keys in WORDS.items():
        room = next(column.cells for column in columns(table) if column.name == name)
        cut += [(name, str(room), texts[key]) for key in keys if len(texts[key]) > room]
    assert cut == []


def test_screens_are_set_as_french_is() -> None:
    """Also what no catalogue holds, because code put it together."""
    wrong = {}
    pictures = [one for one in SNAPSHOTS.rglob("*fr*.svg") if "ascii" not in one.name]
    for picture in pictures:
        drawn = re.findall(r"<text[^>]*>([^<]*)</text>", picture.read_text(encoding="utf-8"))
        said = [unescape(one) for one in drawn]
        found = [one for one in said if LOOSE.search(one) or TIGHT.search(one)]
        if found:
            wrong[picture.name] = found
    assert len(pictures) > 20
    assert wrong == {}
