"""Asking a person, or taking what is nearest: every question has a default."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import click

from console.cli.answer import warn
from console.locale import Locale
from console.plaintext import plain

SHOWN = 12
"""So many of a list are shown; the rest is counted."""
Value = TypeVar("Value", str, int)


@dataclass(frozen=True, slots=True)
class Interview:
    """Questions on standard error. Nobody is asked where `asks` is false."""

    locale: Locale
    asks: bool
    quiet: bool = False

    def tell(self, key: str, **values: str | int) -> None:
        """Say something that is no answer."""
        if not self.quiet:
            warn(self.locale.text(key, **values))

    def choose(
        self, key: str, choices: Sequence[str], default: str, given: str | None = None
    ) -> str:
        """One of a list that is shown, or any text where the list is empty."""
        if given is not None or not self.asks:
            return default if given is None else given
        _show(choices)
        known = (lambda text: text in choices) if choices else (lambda _: True)
        return self._until(key, default, str.strip, known)

    def choose_some(
        self,
        key: str,
        choices: Sequence[str],
        default: Sequence[str],
        given: Sequence[str] = (),
    ) -> tuple[str, ...]:
        """Some of a list, with commas between, in the order in which they are named."""
        if given or not self.asks:
            return tuple(given or default)
        _show(choices)

        def known(text: str) -> bool:
            return not choices or all(part in choices for part in _parts(text))

        return _parts(self._until(key, ", ".join(default), str.strip, known))

    def number(self, key: str, default: int, given: int | None = None, *, least: int) -> int:
        """A number, not less than `least`."""
        if given is not None or not self.asks:
            return default if given is None else given
        return self._until(key, default, int, lambda value: value >= least)

    def _until(
        self,
        key: str,
        default: Value,
        read: Callable[[str], Value],
        fits: Callable[[Value], bool],
    ) -> Value:
        while True:
            said = click.prompt(
                self.locale.text(key), default=str(default), show_default=bool(str(default)),
                err=True,
            )  # fmt: skip
            try:
                value = read(said)
            except ValueError:
                warn(self.locale.text("init.not_a_number", value=said))
                continue
            if fits(value):
                return value
            warn(self.locale.text("init.not_there", value=said))


def _show(choices: Sequence[str]) -> None:
    if choices:
        rest = len(choices) - SHOWN
        more = f" … (+{rest})" if rest > 0 else ""
        warn("  " + "  ".join(map(plain, choices[:SHOWN])) + more)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
