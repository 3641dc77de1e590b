"""Which ink stands on which paper, read from the screens as drawn, and whether it can be read."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from console.tui.theme import Palette, read_themes, shipped_folder

TEXT, STRICT, SIGN = 4.5, 7.0, 3.0
"""Contrast of text, of text in the theme made for it, and of what is no text (WCAG 2.2)."""
FRAMES = set("╭╮╰╯─│")
EVERY_INK = "every-ink"
COLOURS = {
    name: f"#{10 * n + 8:02x}{250 - 9 * n:02x}{37 * n % 256:02x}"
    for n, name in enumerate(Palette.__struct_fields__)
}


class Drawn(NamedTuple):
    """Some text in its ink on its paper, both by their names in a theme."""

    ink: str
    paper: str
    is_text: bool
    where: str


def wear_every_ink() -> str:
    """Keep a theme in which no two colours are alike, so that each tells its name; say its own."""
    folder = Path(os.environ["XDG_CONFIG_HOME"], "vigie", "themes")
    folder.mkdir(parents=True)
    colours = "\n".join(f'{name} = "{colour}"' for name, colour in COLOURS.items())
    (folder / f"{EVERY_INK}.toml").write_text(f'name = "{EVERY_INK}"\n[colors]\n{colours}\n')
    return EVERY_INK


def drawn(app: Any) -> Iterator[Drawn]:  # noqa: ANN401 - the application
    """What can be read in the window now: not what a dialog has dimmed."""
    named = {colour: name for name, colour in COLOURS.items()}
    screen = app.screen
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for text, style, _ in strip:
            at, x = x, x + len(text)
            widget, _region = screen.get_widget_at(at, y) if text.strip() else (screen, None)
            if not text.strip() or (widget is screen and len(app.screen_stack) > 1):
                continue
            ink, paper = (colour.triplet.hex for colour in (style.color, style.bgcolor))
            if style.reverse:
                ink, paper = paper, ink
            where = f"{type(widget).__name__}#{widget.id}: {text.strip()}"
            is_text = any(character.isalnum() for character in text)
            found = Drawn(named.get(ink, ink), named.get(paper, paper), is_text, where)
            if not (found.ink == "border" and set(text.strip()) <= FRAMES):
                yield found


def unreadable(found: Iterable[Drawn]) -> list[str]:
    """What falls short in which shipped theme; a colour that is of no theme falls short in all."""
    pairs = {(one.ink, one.paper, one.is_text): one for one in found}
    stray = [str(one) for one in pairs.values() if {one.ink, one.paper} - COLOURS.keys()]
    faint = [
        f"{theme.name}: {one}"
        for theme in read_themes(shipped_folder()).found.values()
        for one in pairs.values()
        if not (theme.ansi or {one.ink, one.paper} - COLOURS.keys())
        and contrast(getattr(theme.colors, one.ink), getattr(theme.colors, one.paper))
        < _least(theme.name, is_text=one.is_text)
    ]
    return stray + faint


def _least(theme: str, *, is_text: bool) -> float:
    if not is_text:
        return SIGN
    return STRICT if theme == "high-contrast" else TEXT


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
