"""What is copied: told to the terminal, which may pass it on, and kept in a file in any case.

A terminal takes a text for the clipboard by OSC 52 and answers nothing; many take none, or no
long one. In tmux the sequence goes through to the terminal around it (`allow-passthrough`),
in screen as well; tmux itself keeps it where `set-clipboard` is on. Around an SSH connection
tmux tells of itself by TERM alone, and by an old one calls itself screen: the plain sequence,
which screen drops, is told in any case.
"""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from console.redaction import hide

LONGEST = 74_994
"""Bytes that the terminals which are most careful still take: their limit is 100,000 encoded."""
FILE = "copied.txt"
ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"


def sequences(text: str, environ: Mapping[str, str]) -> str:
    """What a terminal is told to have this text in the clipboard; empty where it is too long."""
    raw = hide(text).encode()
    if len(raw) > LONGEST:
        return ""
    told = f"{ESC}]52;c;{b64encode(raw).decode()}{BEL}"
    terminal = environ.get("TERM", "")
    if environ.get("TMUX") or terminal.startswith("tmux"):
        return f"{told}{ESC}Ptmux;{told.replace(ESC, ESC * 2)}{ST}"
    if terminal.startswith("screen"):
        return f"{told}{ESC}P{told}{ST}"
    return told


def keep(text: str, folder: Path) -> Path | None:
    """Write it where the person alone can read it; None where that is not possible."""
    from console.settings.writing import put  # noqa: PLC0415 - only for who copies

    path = folder / FILE
    try:
        put(path, f"{hide(text)}\n")
    except OSError:
        return None
    return path
