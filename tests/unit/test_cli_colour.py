"""Colours: on a terminal, and nowhere else."""

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

import pytest

from console.cli import failure
from console.cli.answer import say, warn
from console.cli.invocation import Invocation
from console.model.error import UsageError
from console.model.notice import notice

RED, YELLOW, OFF = "\x1b[31m", "\x1b[33m", "\x1b[0m"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def shown(tell: Callable[[], object]) -> str:
    """What a terminal gets of it."""
    screen = Terminal()
    with redirect_stdout(screen), redirect_stderr(screen):
        tell()
    return screen.getvalue()


def test_a_line_on_a_terminal_has_the_colour_of_its_mark() -> None:
    told = shown(lambda: say("✖ api: Failing\n  ▲ careful\nplain"))
    assert told == f"{RED}✖ api: Failing{OFF}\n{YELLOW}  ▲ careful{OFF}\nplain\n"


def test_what_failed_is_red() -> None:
    error = UsageError(notice("cli.needs_yes"))
    assert shown(lambda: failure.report(error, Invocation())).startswith(RED)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colours_gets_none(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert shown(lambda: say("✖ api: Failing")) == "✖ api: Failing\n"
    assert shown(lambda: warn("It failed.", "red")) == "It failed.\n"


def test_a_pipe_gets_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    say("✖ api: Failing", "red")
    assert capsys.readouterr().out == "✖ api: Failing\n"


def test_text_from_outside_brings_no_colours_of_its_own() -> None:
    assert shown(lambda: say("plain \x1b[31mred\x1b[0m")) == "plain red\n"
