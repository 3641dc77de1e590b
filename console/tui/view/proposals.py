"""What is proposed, and the key that plans it: a line each below the banner."""

from collections.abc import Iterable

from console.kinds import registry
from console.model.proposal import Proposal
from console.tui.actions import key_name
from console.tui.keymap import Keymap
from console.tui.lines import Line, Lines, Role, between, fit, line
from console.tui.scene import Scene

ROWS = 2
MARK = " ▲ "


def lines(scene: Scene, found: Iterable[Proposal], keys: Keymap, cells: int) -> Lines:
    """The most urgent ones, of the pool that is looked at before others."""
    ordered = sorted(found, key=lambda one: one.pool != scene.pool_name)
    return tuple(_line(scene, one, keys, cells) for one in ordered[:ROWS])


def _line(scene: Scene, one: Proposal, keys: Keymap, cells: int) -> Line:
    said = scene.say(one.said)
    spec = registry.spec(one.verb)
    key = keys.first(spec.action)
    left = line((MARK, Role.WARN), (said, Role.WARN))
    if one.hindered or not key or one.pool != scene.pool_name:
        return fit(left, cells)
    title = scene.locale.verb(one.verb, "title")
    return between(left, line((key_name(key), Role.KEY), f" {title} "), cells)
