"""What could be had where, in lines: what is short is pointed at, what is unknown is faint."""

from collections.abc import Iterator

from console.desk import scouted
from console.desk.scout import Prospect, Scouting
from console.tui.lines import EMPTY, Line, Lines, Role, line, wrapped
from console.tui.scene import Scene

INDENT = "  "


def lines(scene: Scene, found: Scouting, cells: int) -> Lines:
    """How many of how many, what could be had, each region, then what keeps back the rest."""
    locale = scene.locale
    out: list[Line] = [
        *wrapped(scouted.headline(found, locale), cells, Role.STRONG),
        *wrapped(scouted.could(found, locale), cells, _role(found)),
        EMPTY,
        *regions(scene, found, cells),
    ]
    short = list(scouted.shorts(found, locale))
    if short:
        out += [EMPTY, line((locale.text("scout.short"), Role.FAINT))]
        for one in short:
            out += wrapped(f"▲ {one}", cells, Role.WARN, INDENT)
    return tuple(out)


def regions(scene: Scene, found: Scouting, cells: int) -> Iterator[Line]:
    """Each region: what could be had, then what bounds it, its hosts and the stock."""
    for one in found.prospects:
        head, *rest = scouted.region(one, scene.locale)
        yield from wrapped(head, cells, _shown(one), INDENT)
        for text in rest:
            for part in wrapped(text, cells - len(INDENT), Role.FAINT):
                yield line(INDENT, *part)
    yield line((f"{INDENT}{scene.locale.text('scout.legend')}", Role.FAINT))


def _role(found: Scouting) -> Role:
    enough = found.missing is not None and found.rest.number >= found.missing
    return Role.GOOD if enough else Role.WARN


def _shown(one: Prospect) -> Role:
    refused = one.refusals is not None and one.refusals.stands
    return Role.WARN if one.dark or one.most == 0 or one.stock is False or refused else Role.PLAIN
