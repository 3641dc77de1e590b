"""The catalogue against the source: nothing missing, nothing unused, all of it sayable."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

import console
from console.kinds import registry
from console.locale import ROOMS, TERMS, Locale, catalogue
from console.model.notice import notice

SOURCE = Path(console.__file__).parent
KEY = re.compile(r"[a-z_]+(\.[\w-]+)+$")


@cache
def trees() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(SOURCE)): ast.parse(path.read_text(encoding="utf-8"))
        for path in SOURCE.rglob("*.py")
        if path.parent.name not in {"en", "fr"} and path.name != "words.py"
    }


def literals() -> tuple[set[str], set[str]]:
    """Every string of the source, and what every f-string begins with."""
    texts: set[str] = set()
    prefixes: set[str] = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.add(str(node.values[0].value))
    return texts, {prefix for prefix in prefixes if "." in prefix}


def said() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where, key and values of every literal key that is said; None where values are spread."""
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            first = node.args[0]
            literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if called not in {"notice", "text"} or not literal or not KEY.match(str(first.value)):
                continue
            names = {str(keyword.arg) for keyword in node.keywords}
            spread = any(keyword.arg is None for keyword in node.keywords)
            yield f"{name}:{node.lineno}", str(first.value), None if spread else names


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue("en")) == set(catalogue("fr"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_text_can_be_said(language: str) -> None:
    for key, text in catalogue(language).items():  # type: ignore[arg-type]
        forms = text.split("||")
        assert len(forms) <= 2, key
        assert len(forms) == 1 or "n" in fields(text), f"{key}: two forms need a number n"
        assert "!" not in text, f"{key}: no exclamation marks"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_key_is_written_twice(language: str) -> None:
    """What a later module says would stand in place of what an earlier one means."""
    rooms = [import_module(f"console.locale.{language}.{room}").TEXTS for room in ROOMS]
    kinds = [registry.words(kind, language) for kind in registry.packages()]
    counted = Counter(key for texts in (*rooms, *kinds) for key in texts)
    assert [key for key, n in counted.items() if n > 1] == []


def test_placeholders_agree_between_languages() -> None:
    english, french = catalogue("en"), catalogue("fr")
    differing = {
        key: (fields(english[key]), fields(french[key]))
        for key in english.keys() & french.keys()
        if fields(english[key]) != fields(french[key])
    }
    assert differing == {}


def test_no_key_is_missing() -> None:
    known = catalogue("en")
    missing = {f"{where} {key}" for where, key, _ in said() if key not in known}
    assert missing == set()


def test_every_value_that_a_text_needs_is_given() -> None:
    known = catalogue("en")
    lacking = {
        f"{where} {key}": fields(known[key]) - names
        for where, key, names in said()
        if names is not None and key in known and fields(known[key]) - names
    }
    assert lacking == {}


def test_no_key_is_unused() -> None:
    texts, prefixes = literals()
    unused = {
        key
        for key in catalogue("en")
        if key not in texts and not any(key.startswith(prefix) for prefix in prefixes)
        if key.rpartition(".")[0] not in TERMS.values()
    }
    assert unused - CALENDAR == set()


CALENDAR = {f"weekday.{day}" for day in range(7)} | {f"month.{month}" for month in range(1, 13)}
CALENDAR |= {"unit.day", "unit.beyond_year"}
"""Used by the locale itself."""


@pytest.mark.parametrize(
    ("language", "number", "euros", "day", "clock"),
    [
        ("en", "1,840,000.5", "\u2212€15.30", "Mon 23 Nov", "16:42"),
        ("fr", "1\u202f840\u202f000,5", "\u221215,30\u202f€", "lun. 23 nov.", "16:42"),
    ],
)
def test_figures_are_written_as_people_write_them(
    language: str, number: str, euros: str, day: str, clock: str
) -> None:
    locale = Locale(language, ZoneInfo("Europe/Paris"))  # type: ignore[arg-type]
    at = datetime(2026, 11, 23, 15, 42, tzinfo=UTC)
    assert locale.number(1_840_000.5, 1) == number
    assert locale.euros(Decimal("-15.3")) == euros
    assert locale.day(at) == day
    assert locale.clock(at) == clock


def test_what_was_accepted_is_told_in_the_readers_words() -> None:
    french, english = (Locale(one, ZoneInfo("Europe/Paris")) for one in ("fr", "en"))
    accepted = notice("operation.accepted", verb="burst", pool="api", n=2, reason="–")
    assert "renfort du pool api" in french.notice(accepted)
    gone = notice("operation.accepted", verb="compost", pool="heap", n=2, reason="–")
    assert english.notice(gone) == "Accepted: compost of pool heap, 2 changes. Reason: –"


def test_a_count_chooses_its_form() -> None:
    for language, zero in (("en", "0 API calls"), ("fr", "0 appel d’API")):
        locale = Locale(language, ZoneInfo("UTC"))  # type: ignore[arg-type]
        assert locale.text("cli.calls", n=0, time="1 s").startswith(zero)


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (0.0, "0 ms", "0 ms"),
        (0.212, "212 ms", "212 ms"),
        (0.9994, "999 ms", "999 ms"),
        (0.9996, "1.0 s", "1,0 s"),
        (2.259, "2.3 s", "2,3 s"),
        (12.0, "12.0 s", "12,0 s"),
    ],
)
def test_a_latency_is_told_in_seconds_from_a_second_on(
    seconds: float, english: str, french: str
) -> None:
    zone = ZoneInfo("Europe/Paris")
    for locale, told in ((Locale("en", zone), english), (Locale("fr", zone), french)):
        assert locale.latency(seconds) == told
        answered = locale.notice(notice("doctor.answers", ms=round(seconds * 1000)))
        assert f" {told}." in answered
