"""What is proposed, and the key that plans it: a line each below the banner."""

from collections.abc import Iterable

from console.kinds import registry
from console.kinds.pools import holder
from console.kinds.verb import VerbSpec
from console.model.proposal import Proposal
from console.tui.actions import Circumstances, by_id, key_name
from console.tui.keymap import Keymap
from console.tui.lines import Line, Lines, Role, between, fit, line
from console.tui.scene import Scene

ROWS = 2
MARK = " ▲ "


def lines(
    scene: Scene, found: Iterable[Proposal], now: Circumstances, keys: Keymap, cells: int
) -> Lines:
    """The most urgent ones, of the pool that is looked at before others; their keys if they act."""
    ordered = sorted(found, key=lambda one: one.pool != scene.pool_name)
    return tuple(_line(scene, one, now, keys, cells) for one in ordered[:ROWS])


def _line(scene: Scene, one: Proposal, now: Circumstances, keys: Keymap, cells: int) -> Line:
    said = scene.say(one.said)
    spec = registry.spec(one.verb)
    key = keys.first(spec.action)
    left = line((MARK, Role.WARN), (said, Role.WARN))
    if one.hindered or not key or not _acts(scene, spec, one.pool, now):
        return fit(left, cells)
    title = scene.locale.verb(one.verb, "title")
    return between(left, line((key_name(key), Role.KEY), f" {title} "), cells)


def _acts(scene: Scene, spec: VerbSpec, pool: str, now: Circumstances) -> bool:
    """Say whether its key would do it now: for the pool looked at, which nothing has in hand."""
    about = spec.about(pool, scene.policy)
    held = about is not None and holder(about, pool, scene.live) is not None
    able = by_id()[spec.action].why_not(now) is None
    return pool == scene.pool_name and able and not held
