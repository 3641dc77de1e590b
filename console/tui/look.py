"""What a role looks like in the theme that is on: one Rich style a role."""

from functools import lru_cache

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from console.tui.lines import Role

# Theme variables by role, and what else tells it apart without any colour.
INKS: dict[Role, tuple[str, str]] = {
    Role.PLAIN: ("", ""),
    Role.FAINT: ("faint", ""),
    Role.STRONG: ("ink", "bold"),
    Role.TITLE: ("title", "bold"),
    Role.GOOD: ("good", ""),
    Role.WARN: ("warn", "bold"),
    Role.BAD: ("bad", "bold"),
    Role.BUSY: ("busy", ""),
    Role.ACCENT: ("info", ""),
    Role.KEY: ("key", "bold"),
    Role.TRACK: ("track", ""),
    Role.CHART: ("chart", ""),
    Role.LIMIT: ("limit", "bold"),
}
# Reversed roles: ink on paper from two theme variables.
PAPERS: dict[Role, tuple[str, str]] = {
    Role.LOUD: ("loud-ink", "loud"),
    Role.CALM: ("calm-ink", "calm"),
    Role.ALARM: ("alarm-ink", "alarm"),
    Role.CURSOR: ("cursor-ink", "cursor"),
}
VARIABLES = tuple(
    dict.fromkeys(
        [name for name, _ in INKS.values() if name]
        + [name for pair in PAPERS.values() for name in pair]
    )
)


class Looks:
    """Styles of one set of theme variables; `colour` false when the terminal has none."""

    def __init__(self, variables: dict[str, str], *, colour: bool = True) -> None:
        self._styles = {role: _style(role, variables, colour=colour) for role in Role}

    def __getitem__(self, role: Role) -> Style:
        """The style of a role."""
        return self._styles[role]


def _style(role: Role, variables: dict[str, str], *, colour: bool) -> Style:
    if role in PAPERS:
        if not colour:
            return Style(reverse=role is not Role.CALM, bold=True)
        ink, paper = PAPERS[role]
        return Style(color=_colour(variables[ink]), bgcolor=_colour(variables[paper]), bold=True)
    name, weight = INKS[role]
    if not colour:
        return Style(bold=weight == "bold" or None, dim=role in {Role.FAINT, Role.TRACK} or None)
    ink_colour = _colour(variables[name]) if name else None
    return Style(color=ink_colour, bold=weight == "bold" or None)


@lru_cache(maxsize=256)
def _colour(text: str) -> RichColor:
    return Color.parse(text).rich_color
