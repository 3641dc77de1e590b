"""Themes: one TOML file each, shipped and user ones in the same format.

Shipped themes lie in `console/themes` of an installed wheel and in `themes/`
of a checkout; a user's in `$XDG_CONFIG_HOME/vigie/themes`, where a theme of
the same name wins.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from console.decoding import convert
from console.model.error import UsageError
from console.model.notice import Notice, notice
from console.settings import locations

PACKAGE = Path(__file__).resolve().parent.parent
FALLBACK = "vigie-dark"
COLOUR = re.compile(r"^(#[0-9a-fA-F]{6}|ansi_(bright_)?[a-z]+)$")


class Palette(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Colours by role: ``#rrggbb``, or ``ansi_red`` for the terminal's own sixteen.

    `loud`, `calm`, `alarm` and `cursor` are papers, each with its ink.
    """

    background: str
    surface: str
    border: str
    text: str
    ink: str
    faint: str
    title: str
    good: str
    warn: str
    bad: str
    busy: str
    info: str
    key: str
    track: str
    chart: str
    limit: str
    loud: str
    loud_ink: str
    calm: str
    calm_ink: str
    alarm: str
    alarm_ink: str
    cursor: str
    cursor_ink: str


class ThemeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A theme as its file declares it. `ansi`: only colours the terminal itself defines."""

    name: str
    dark: bool = True
    ansi: bool = False
    colors: Palette


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes found by name, and what is wrong with those that could not be read."""

    found: dict[str, ThemeFile]
    problems: tuple[Notice, ...] = ()


def shipped_folder() -> Path:
    """Where the shipped themes are: in the wheel, else beside the package in a checkout."""
    packaged = PACKAGE / "themes"
    return packaged if packaged.is_dir() else PACKAGE.parent / "themes"


def theme_folders() -> Iterator[Path]:
    """Where themes are: a user's own, if there is a place for any, then the shipped ones."""
    with suppress(UsageError):
        yield locations.themes_dir()
    yield shipped_folder()


def read_themes(*folders: Path) -> Themes:
    """Read the folders in order, a later one winning; a bad file is a notice, not an end."""
    found: dict[str, ThemeFile] = {}
    problems: list[Notice] = []
    for folder in folders or reversed([*theme_folders()]):
        for path in sorted(folder.glob("*.toml")) if os.path.isdir(folder) else ():  # noqa: PTH112 - a closed folder is none, no error
            try:
                theme = read_theme(path)
            except (OSError, ValueError) as error:
                problems.append(notice("tui.theme.bad", file=path.name, why=str(error)))
            else:
                found[theme.name] = theme
    return Themes(found, tuple(problems))


def first_theme(name: str) -> ThemeFile | None:
    """The theme of that name if its file has the name too: all that the first paint needs."""
    for folder in theme_folders():
        path = folder / f"{name}.toml"
        if os.path.isfile(path):  # noqa: PTH113 - as above
            try:
                theme = read_theme(path)
            except (OSError, ValueError):
                return None
            return theme if theme.name == name else None
    return None


def read_theme(path: Path) -> ThemeFile:
    """Read one file; ValueError says which key is wrong."""
    theme = convert(msgspec.toml.decode(path.read_bytes()), ThemeFile)
    for name in Palette.__struct_fields__:
        value: str = getattr(theme.colors, name)
        if not COLOUR.match(value):
            raise ValueError(f"colors.{name}: {value!r}")
    return theme


def variables(theme: ThemeFile) -> dict[str, str]:
    """The variables that styles use, by their hyphenated names."""
    return {
        name.replace("_", "-"): getattr(theme.colors, name) for name in Palette.__struct_fields__
    }


def names() -> tuple[str, ...]:
    """Every variable a theme gives."""
    return tuple(name.replace("_", "-") for name in Palette.__struct_fields__)
