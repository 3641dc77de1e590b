"""The terminal's environment: set before Textual is imported, which reads it once.

TERM is never touched: it says what the person's terminal is.
"""

import os

from console.settings.running import ConsoleSettings


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
