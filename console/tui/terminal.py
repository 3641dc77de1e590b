"""The terminal's environment: set before Textual is imported, which reads it once.

TERM is never touched: it says what the person's terminal is.
"""

import os
from collections.abc import Mapping

from console.settings.running import ConsoleSettings

FONTS_OF_FEW_SIGNS = {"linux", "ansi", "cons25", "vt100", "vt102", "vt220", "vt320"}
"""Terminals, by TERM, whose fonts are not known to have frames, bars and marks."""
SIXTEEN = "ansi-16"
"""The theme of the terminal's own sixteen colours."""


def prepare(console: ConsoleSettings) -> None:
    """Cap the frame rate, stop animations, and ask for no colour where settings say so.

    What the person set in the environment wins, but for an exported COLUMNS or
    LINES: they would pin the size, and the window could not be resized.
    """
    for pinned in ("COLUMNS", "LINES"):
        os.environ.pop(pinned, None)
    os.environ.setdefault("TEXTUAL_FPS", str(console.fps))
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    if console.monochrome:
        os.environ.setdefault("NO_COLOR", "1")


def draws_ascii_only(console: ConsoleSettings, environ: Mapping[str, str]) -> bool:
    """Say whether nothing but ASCII is drawn: as the settings say, else by what the terminal is.

    A locale without a charset says nothing: many a server has none, and its people's
    terminals draw all the same.
    """
    if console.ascii is not None:
        return console.ascii
    named = next((environ[key] for key in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(key)), "")
    charset = named.partition(".")[2].partition("@")[0].replace("-", "").lower()
    return environ.get("TERM") in FONTS_OF_FEW_SIGNS or charset not in {"", "utf8"}


def theme_by_colours(system: str | None) -> str | None:
    """The theme for a terminal of these colours, in Rich's words; None: any will do."""
    return SIXTEEN if system == "standard" else None
