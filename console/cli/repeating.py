"""A verb that shows something, again and again: `--watch`."""

import io
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import wraps
from typing import Any

import click

from console.cli import failure
from console.cli.invocation import Invocation
from console.cli.sources import session_of
from console.model.error import SourceError
from console.signals import ending

END_WITHIN_S = 10.0
HOME, END_OF_LINE, BELOW = "\x1b[H", "\x1b[K", "\x1b[J"


def repeatable(function: Callable[..., int | None]) -> Callable[..., int]:
    """Give a verb `--watch`: one session for all times, and what fails is said and tried again."""

    @click.option("--watch", is_flag=True, help="Show it again and again, until Ctrl-C.")
    @click.option(
        "--interval",
        "every_s",
        type=click.FloatRange(min=1),
        default=5.0,
        show_default=True,
        metavar="SECONDS",
        help="How often, with --watch.",
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
    """What a terminal will show, coloured as there."""

    def isatty(self) -> bool:
        """Stand for the terminal."""
        return True


def _shown(show: Callable[[], int], invocation: Invocation) -> int:
    """Once: in place of the last time on a terminal, else below it."""
    if invocation.json or not sys.stdout.isatty():
        return _tried(show, invocation)
    screen = _Screen()
    with redirect_stdout(screen), redirect_stderr(screen):
        code = _tried(show, invocation)
    lines = screen.getvalue().replace("\n", f"{END_OF_LINE}\n")
    sys.stdout.write(f"{HOME}{lines}{BELOW}")
    sys.stdout.flush()
    return code


def _tried(show: Callable[[], int], invocation: Invocation) -> int:
    try:
        return show()
    except SourceError as error:
        return failure.report(error, invocation)
