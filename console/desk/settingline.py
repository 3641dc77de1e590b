"""Where a limit stands in the settings file, and what it says: nothing is written there."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from console.settings.model import Settings
from console.settings.position import key_lines, line_of
from console.settings.writing import quoted


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A key of the settings and its place; `number` is None where the file cannot be read.

    `written`: the line is there; else `number` is that of the table it belongs in, and
    `text` what holds without it.
    """

    path: Path
    key: tuple[str, ...]
    number: int | None
    text: str
    written: bool

    @property
    def place(self) -> str:
        """``settings.toml:41``, as editors take it."""
        return str(self.path) if self.number is None else f"{self.path}:{self.number}"


def setting_line(settings: Settings, path: Path, key: tuple[str, ...]) -> SettingLine:
    """Find a key in the file; a file that is not there, or no TOML any more, has no lines."""
    try:
        written = path.read_text(encoding="utf-8")
        lines = key_lines(written)
    except (OSError, ValueError):
        return SettingLine(path, key, None, _as_is(settings, key), written=False)
    if key in lines:
        text = written.splitlines()[lines[key] - 1].strip()
        return SettingLine(path, key, lines[key], text, written=True)
    return SettingLine(path, key, line_of(lines, key), _as_is(settings, key), written=False)


def _as_is(settings: Settings, key: tuple[str, ...]) -> str:
    """``per_hour = 0.2``: what holds without a line of its own."""
    found: object = settings
    for part in key:
        found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
    if isinstance(found, str):
        found = quoted(found)
    if isinstance(found, int | float | str):
        return f"{key[-1]} = {found}"
    return f"{key[-1]} = …" if found is None else f"[{'.'.join(key)}]"
