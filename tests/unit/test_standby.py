"""What is waited for is said on a terminal, in one line, and only where it takes long."""

import io
from collections.abc import Callable
from threading import Event
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from process import HANGS_AFTER_S, wait_until

from console.cli import answer, standby
from console.cli.answer import warn
from console.cli.standby import awaiting, standing_by
from console.locale import Language, Locale


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def locale(language: Language = "en") -> Callable[[], Locale]:
    return lambda: Locale(language, ZoneInfo("Europe/Paris"))


def err_is(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO) -> None:
    """Have the command line write there; pytest sets `sys.stderr` itself, and again."""
    for module in (answer, standby):
        monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=stream))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Tty:
    found = Tty()
    err_is(monkeypatch, found)
    monkeypatch.setattr(standby, "PATIENCE_S", 0.0)
    monkeypatch.setattr(standby, "RENEW_S", 0.005)
    monkeypatch.setenv("TERM", "xterm-256color")
    return found


def until(stream: io.StringIO, wanted: str) -> None:
    wait_until(lambda: wanted in stream.getvalue(), what=wanted)


def test_the_sources_that_have_not_answered_are_named_in_one_line_that_goes(terminal: Tty) -> None:
    names = ["nova:GRA11", "nova:RBX1", "prometheus", "quota:RBX1", "vcenter"]
    with standing_by(locale()) as line:
        line.asked = lambda: names
        until(terminal, "\rWaiting: nova:GRA11, nova:RBX1, prometheus, and 2 more · 0 s\x1b[K")
        names[:] = ["vcenter"]
        until(terminal, "\rWaiting: vcenter · 0 s\x1b[K")
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert "\n" not in terminal.getvalue()


def test_what_is_no_source_has_a_name_of_its_own_in_the_language_in_use(terminal: Tty) -> None:
    with standing_by(locale("fr")), awaiting("le plan"):
        until(terminal, "En attente\u202f: le plan")
    assert "Waiting" not in terminal.getvalue()


def test_an_answer_is_never_written_behind_the_line(terminal: Tty) -> None:
    with standing_by(locale()), awaiting("the plan"):
        until(terminal, "the plan")
        warn("Refused.")
    assert "\r\x1b[KRefused.\n" in terminal.getvalue()


def test_a_long_line_stays_one(terminal: Tty) -> None:
    with standing_by(locale()), awaiting("x" * 500):
        until(terminal, "xxx")
    assert max(map(len, terminal.getvalue().replace("\x1b[K", "").split("\r"))) < 80


def test_a_poor_terminal_gets_plain_lines_each_once(
    terminal: Tty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    asked, seen = ["nova:RBX1"], Event()

    def names() -> list[str]:
        if "prometheus" in terminal.getvalue():
            seen.set()
        return asked

    with standing_by(locale()) as line:
        line.asked = names
        until(terminal, "Waiting: nova:RBX1\n")
        asked[:] = ["prometheus"]
        assert seen.wait(HANGS_AFTER_S)
    assert terminal.getvalue() == "Waiting: nova:RBX1\nWaiting: prometheus\n"


def test_nothing_is_said_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    err_is(monkeypatch, pipe)
    monkeypatch.setattr(standby, "PATIENCE_S", 0.0)
    with standing_by(locale()) as line, awaiting("the plan"):
        line.asked = lambda: pytest.fail("nobody looks")
        assert line.told == []
    assert pipe.getvalue() == ""


def test_who_is_quick_is_not_told_of(terminal: Tty, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standby, "PATIENCE_S", 3600.0)
    looked = Event()

    def names() -> list[str]:
        looked.set()
        return ["nova:RBX1"]

    with standing_by(locale()) as line:
        line.asked = names
        assert looked.wait(HANGS_AFTER_S)
    assert terminal.getvalue() == ""
