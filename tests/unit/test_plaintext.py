import io
import json
from contextlib import redirect_stdout
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from console.cli.answer import say, say_json
from console.cli.table import table
from console.locale import Locale
from console.model.notice import notice
from console.plaintext import LONGEST, plain, plain_lines
from console.tui.lines import Role
from console.tui.widgets.panel import strip_of

HOSTILE = {
    "a title": "\x1b]0;owned\x07",
    "a title in eight bits": "\x9d0;owned\x9c",
    "a colour": "\x1b[31m",
    "a cleared screen": "\x1b[2J\x1b[H",
    "a bell": "\x07",
    "a tab": "\t",
    "a line break": "\r\n",
    "a line separator": "\u2028",
    "bidi marks": "\u202egnp.exe\u202c",
    "a zero-width space": "\u200b",
    "half a letter": "\ud800",
    "a clipboard": "\x1b]52;c;cm0gLXJm\x1b\\",
}
OBEYED = set(map(chr, [*range(32), *range(127, 160), 0x2028, 0x2029, 0x202E, 0x200B]))


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_that_a_terminal_obeys_is_shown(hostile: str) -> None:
    name = f"api{hostile}gra"
    assert not set(plain(name)) & OBEYED
    stream = io.StringIO()
    with redirect_stdout(stream):
        say(table(["name"], [[name]], Locale("en", ZoneInfo("Europe/Paris"))))
    assert len(stream.getvalue().splitlines()) == 2
    assert not set(stream.getvalue()) & (OBEYED - {"\n"})
    looks = dict.fromkeys(Role, Style())
    strip = strip_of(((name, Role.PLAIN),), looks, Style(), 40)
    assert not {letter for segment in strip for letter in segment.text} & OBEYED
    sentence = Locale("fr", ZoneInfo("Europe/Paris")).notice(
        notice("journal.unreachable", reason=name)
    )
    assert not set(sentence) & OBEYED
    sentence.encode()


@pytest.mark.parametrize("hostile", [each for each in HOSTILE.values() if each != "\ud800"])
def test_json_escapes_and_keeps(hostile: str, capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"name": hostile})
    said = capsys.readouterr().out
    assert json.loads(said) == {"name": hostile}
    assert not set(said) & (OBEYED - {"\n"})


def test_a_value_beyond_reading_is_cut() -> None:
    sentence = Locale("en", ZoneInfo("Europe/Paris")).notice(
        notice("journal.unreachable", reason="x" * 3_000_000)
    )
    assert len(sentence) < LONGEST + 200


def test_what_is_seen_stays() -> None:
    text = "Élèves · œuvre — 10 × 3 To, 1\u202f840\u00a0€ « à 19 h » 日本 🎒"
    assert plain(text) == text
    assert plain_lines("two\nlines") == "two\nlines"


@given(st.text())
def test_whatever_comes_is_one_line(text: str) -> None:
    assert not set(plain(text)) & OBEYED
    assert plain(plain(text)) == plain(text)
