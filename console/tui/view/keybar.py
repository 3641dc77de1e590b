"""What can I do? Only the keys that work here and now."""

from console.kinds.screen import ScreenName
from console.tui.actions import SCREEN_ACTIONS, Circumstances, actions, by_id, key_name
from console.tui.keymap import Keymap
from console.tui.lines import Line, Role, between, line, width
from console.tui.scene import Scene

ROOMY = 130


def keybar(
    scene: Scene, circumstances: Circumstances, keys: Keymap, here: ScreenName, cells: int
) -> Line:
    """Actions to the left, screens to the right; the current one is marked and named."""
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
    for action in actions():
        key = keys.first(action.id)
        named = key and here in action.footer and action.here(here)
        if not named or action.id in SCREEN_ACTIONS:
            continue
        if action.why_not(circumstances) is not None:
            continue
        title = scene.locale.text(action.title_key)
        longer = line(*left, " ", (key_name(key), Role.KEY), f" {title} ")
        if width(longer) > room:
            continue
        left = longer
    return between(left, screens, cells)
