"""What can I do? Only the keys that work here and now."""

from console.kinds.screen import ScreenName
from console.tui.actions import SCREEN_ACTIONS, Action, Circumstances, actions, by_id, key_name
from console.tui.keymap import Keymap
from console.tui.lines import Line, Role, between, line, width
from console.tui.scene import Scene

ROOMY = 130
HELP = "help.open"
REMEDY = "remedy.take"


Entry = tuple[str, Line]
"""An action's id and what the bar says of it."""


def keybar(
    scene: Scene, circumstances: Circumstances, keys: Keymap, here: ScreenName, cells: int
) -> Line:
    """Actions to the left, screens to the right; the current one is marked and named.

    Whatever has no room, the key of the help has.
    """
    left, right = entries(scene, circumstances, keys, here, cells)
    return between(_whole(left), _whole(right), cells)


def entry_at(sides: tuple[list[Entry], list[Entry]], x: int, cells: int) -> str | None:
    """The action whose entry the cell `x` of the bar lies in; None between them."""
    left, right = sides
    for begins, side in ((0, left), (cells - width(_whole(right)), right)):
        at = begins
        for action_id, said in side:
            if at <= x < at + width(said):
                return action_id
            at += width(said)
    return None


def entries(
    scene: Scene, circumstances: Circumstances, keys: Keymap, here: ScreenName, cells: int
) -> tuple[list[Entry], list[Entry]]:
    """What the bar says, by action: to its left, and to its right."""
    right = [
        (action_id, _screen(scene, keys, action_id, here, cells))
        for action_id in SCREEN_ACTIONS
        if here in by_id()[action_id].footer
    ]
    able = [
        action
        for action in actions()
        if action.id not in SCREEN_ACTIONS
        and keys.first(action.id)
        and here in action.footer
        and action.here(here)
        and action.why_not(circumstances) is None
    ]
    room = cells - width(_whole(right)) - 2
    shown: dict[str, Line] = {}
    for action in sorted(able, key=_matters):
        said = _entry(scene, keys, action)
        if width(said) <= room:
            shown[action.id] = said
            room -= width(said)
    return [(action.id, shown[action.id]) for action in able if action.id in shown], right


def _matters(action: Action) -> int:
    """Where room is short: the help first, then what can be done about an operation."""
    about = action.verb is not None and action.verb.target is not None
    return 0 if action.id == HELP else 1 if about or action.id == REMEDY else 2


def _screen(scene: Scene, keys: Keymap, action_id: str, here: ScreenName, cells: int) -> Line:
    key, title = keys.first(action_id), scene.locale.text(f"action.{action_id}")
    if SCREEN_ACTIONS[action_id] is here:
        return line(" ", (f" {key} {title} ", Role.CURSOR))
    return line("  ", (key, Role.KEY), f" {title} " if cells >= ROOMY else "")


def _whole(side: list[Entry]) -> Line:
    return tuple(span for _, said in side for span in said)


def _entry(scene: Scene, keys: Keymap, action: Action) -> Line:
    """A key and what it does; nothing where somebody has taken its key away."""
    key = keys.first(action.id)
    if not key:
        return ()
    return line(" ", (key_name(key), Role.KEY), f" {scene.locale.text(action.title_key)} ")
