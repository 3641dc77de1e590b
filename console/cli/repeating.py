"""A verb that shows something, again and again: `--watch`."""

import io
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import wraps
from typing import Any, TextIO

import click

from console.cli import failure, parser
from console.cli.invocation import Invocation
from console.cli.sources import session_of
from console.cli.standby import make_way
from console.model.error import SourceError
from console.signals import ending

END_WITHIN_S = 10.0
HOME, END_OF_LINE, BELOW = "\x1b[H", "\x1b[K", "\x1b[J"


def repeatable(function: Callable[..., int | None]) -> Callable[..., int]:
    """Give a verb `--watch`: one session for all times, and what fails is said and tried again."""

    @parser.option("--watch", is_flag=True, help="help.watch")
    @parser.option(
        "--interval",
        "every_s",
        type=click.FloatRange(1, 86_400),
        default=5.0,
        show_default=True,
        metavar="SECONDS",
        help="help.interval",
    )
    @wraps(function)
    def verb(invocation: Invocation, *, watch: bool, every_s: float, **rest: Any) -> int:  # noqa: ANN401 - the verb's own
        def show() -> int:
            code = function(invocation, **rest)
            return failure.DONE if code is None else code

        if not watch:
            return show()
        with session_of(invocation) as session, ending(bound_s=END_WITHIN_S) as asked:
            invocation.session = session
            code = _shown(show, invocation)
            while not asked.wait(every_s):
                code = _shown(show, invocation)
        return code

    return verb


class _Screen(io.StringIO):
    """What a terminal will show, coloured as there and as wide."""

    def __init__(self, terminal: TextIO) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        """Stand for the terminal."""
        return True

    def fileno(self) -> int:
        """The terminal's, whose width is asked for."""
        return self._terminal.fileno()


def _shown(show: Callable[[], int], invocation: Invocation) -> int:
    """Once: in place of the last time on a terminal, else below it."""
    if invocation.json or not sys.stdout.isatty():
        return _tried(show, invocation)
    screen = _Screen(sys.stdout)
    with redirect_stdout(screen), redirect_stderr(screen):
        code = _tried(show, invocation)
    lines = screen.getvalue().replace("\n", f"{END_OF_LINE}\n")
    make_way()
    sys.stdout.write(f"{HOME}{lines}{BELOW}")
    sys.stdout.flush()
    return code


def _tried(show: Callable[[], int], invocation: Invocation) -> int:
    try:
        return show()
    except SourceError as error:
        return failure.report(error, invocation)
