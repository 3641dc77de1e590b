"""What can I do? Only the keys that work here and now."""

from console.kinds.screen import ScreenName
from console.tui.actions import SCREEN_ACTIONS, Action, Circumstances, actions, by_id, key_name
from console.tui.keymap import Keymap
from console.tui.lines import Line, Role, between, line, width
from console.tui.scene import Scene

ROOMY = 130
HELP = "help.open"


def keybar(
    scene: Scene, circumstances: Circumstances, keys: Keymap, here: ScreenName, cells: int
) -> Line:
    """Actions to the left, screens to the right; the current one is marked and named.

    Whatever has no room, the key of the help has.
    """
    screens: Line = ()
    for action_id, screen in SCREEN_ACTIONS.items():
        if here not in by_id()[action_id].footer:
            continue
        title = scene.locale.text(f"action.{action_id}")
        if screen is here:
            screens = line(*screens, " ", (f" {keys.first(action_id)} {title} ", Role.CURSOR))
        else:
            shown = f" {title} " if cells >= ROOMY else ""
            screens = line(*screens, "  ", (keys.first(action_id), Role.KEY), shown)
    left: Line = ()
    room = cells - width(screens) - 2
    kept = width(_entry(scene, keys, by_id()[HELP]))
    for action in actions():
        named = keys.first(action.id) and here in action.footer and action.here(here)
        if not named or action.id in SCREEN_ACTIONS:
            continue
        if action.why_not(circumstances) is not None:
            continue
        if action.id == HELP:
            kept = 0
        longer = line(*left, *_entry(scene, keys, action))
        if width(longer) + kept <= room:
            left = longer
    return between(left, screens, cells)


def _entry(scene: Scene, keys: Keymap, action: Action) -> Line:
    """A key and what it does; nothing where somebody has taken its key away."""
    key = keys.first(action.id)
    if not key:
        return ()
    return line(" ", (key_name(key), Role.KEY), f" {scene.locale.text(action.title_key)} ")
