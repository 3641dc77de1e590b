"""Scroll bars of whole cells: for terminals that have no signs for parts of one."""

from textual.scrollbar import ScrollBar, ScrollBarRender


class WholeCells(ScrollBarRender):
    """Textual draws the ends of a bar to an eighth of a cell."""

    VERTICAL_BARS = [" "]  # noqa: RUF012 - as Textual declares it
    HORIZONTAL_BARS = [" "]  # noqa: RUF012 - as above


def draw_bars(*, ascii_only: bool) -> None:
    """How every scroll bar is drawn from now on."""
    ScrollBar.renderer = WholeCells if ascii_only else ScrollBarRender
