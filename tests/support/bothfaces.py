"""Both faces of an estate that is held still: what a screen draws, and what a verb says."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import pytest

from console.cli.entry import vigie
from console.cli.invocation import Invocation
from console.desk.session import Session
from console.locale import Language, Locale
from console.model.estate import Estate
from console.model.usage import AccountUsage, ProjectUsage
from console.settings.model import Settings
from console.tui.columns import MARK_CELLS, Column, layout
from console.tui.lines import Line, text_of
from console.tui.scene import Scene

WIDE = 1000
MARKS = " ✖▲"


@dataclass
class Still:
    """A watch that holds one moment."""

    estate: Estate

    def snapshot(self) -> Estate:
        return self.estate

    def refresh(self, _: object = None) -> Estate:
        return self.estate

    def start(self) -> None: ...

    def stop(self, timeout_s: float = 1.0) -> None: ...

    def awaited(self) -> tuple[str, ...]:
        return ()

    def hasten(self, _: object = None) -> None: ...


@dataclass
class StillUsage:
    """What the provider had counted at that moment."""

    of_project: ProjectUsage
    of_account: AccountUsage
    of_month: dict[str, datetime | None]

    def usage(self) -> ProjectUsage:
        return self.of_project

    def account(self) -> AccountUsage:
        return self.of_account

    def monthly(self) -> dict[str, datetime | None]:
        return self.of_month


@dataclass
class Faces:
    """One moment by both faces, in one language."""

    session: Session
    scene: Scene
    locale: Locale
    capsys: pytest.CaptureFixture[str]

    def said(self, *words: str) -> list[str]:
        """The lines that a verb says."""
        self._ask(*words)
        told = self.capsys.readouterr()
        return [*told.out.splitlines(), *told.err.splitlines()]

    def told(self, *words: str) -> Any:  # noqa: ANN401 - a tree of JSON
        """What a verb tells a program."""
        self._ask(*words, "--output", "json")
        return json.loads(self.capsys.readouterr().out)

    def _ask(self, *words: str) -> None:
        self.capsys.readouterr()
        asked = Invocation(session=self.session, settings=self.session.settings)
        vigie.main(args=list(words), prog_name="vigie", standalone_mode=False, obj=asked)


def spoken(settings: Settings, language: Language) -> Settings:
    """The settings in another language."""
    console = msgspec.structs.replace(settings.console, language=language)
    return msgspec.structs.replace(settings, console=console)


def cells(row: Line, columns: tuple[Column, ...]) -> dict[str, str]:
    """A drawn row by its columns, without its marks."""
    return parted(row, layout(columns, WIDE))


def parted(row: Line, sizes: Iterable[tuple[Column, int]]) -> dict[str, str]:
    """The same, where the columns' widths are known."""
    text, at, found = text_of(row), MARK_CELLS, {}
    for column, size in sizes:
        found[column.name] = text[at : at + size].strip(MARKS)
        at += size + 1
    return found


def alone(figure: str, text: str) -> bool:
    """Whether a figure stands in a text by itself, not as a part of another."""
    return re.search(rf"(?<![\w.,+−≥]){re.escape(figure)}(?!\w|[.,]\d)", text) is not None


def agree(shown: dict[str, str], told: str, names: Iterable[str]) -> None:
    """Each of these cells of a screen's row stands, to the letter, in what a verb says."""
    for name in names:
        if shown[name]:
            assert alone(shown[name], told), f"{name}: {shown[name]!r} is not in {told!r}"


def figures(text: str) -> list[str]:
    """Every number of a text, with the unit or sign that stands by it."""
    return re.findall(r"[+−≥€]?\d(?:[\d.,\u202f]*\d)?(?:\u00a0[%€kMGT]?[Bo]?)?", text)
