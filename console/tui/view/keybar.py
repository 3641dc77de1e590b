"""What can I do? Only the keys that work here and now."""

from console.tui.actions import ACTIONS, SCREEN_ACTIONS, Place, Situation, key_name
from console.tui.keymap import Keymap
from console.tui.lines import Line, Role, between, line, width
from console.tui.scene import Scene

ROOMY = 100


def keybar(scene: Scene, situation: Situation, keys: Keymap, place: Place, cells: int) -> Line:
    """Actions to the left, screens to the right; the current one is marked and named."""
    screens: Line = ()
    for action_id, screen in SCREEN_ACTIONS.items():
        title = scene.locale.text(f"action.{action_id}")
        if screen is place:
            screens = line(*screens, " ", (f" {keys.first(action_id)} {title} ", Role.CURSOR))
        else:
            shown = f" {title} " if cells >= ROOMY else ""
            screens = line(*screens, "  ", (keys.first(action_id), Role.KEY), shown)
    left: Line = ()
    room = cells - width(screens) - 2
    for action in ACTIONS:
        key = keys.first(action.id)
        named = key and place in action.footer and action.here(place)
        if not named or action.id in SCREEN_ACTIONS:
            continue
        if action.why_not(situation) is not None:
            continue
        title = scene.locale.text(action.title_key)
        longer = line(*left, " ", (key_name(key), Role.KEY), f" {title} ")
        if width(longer) > room:
            continue
        left = longer
    return between(left, screens, cells)
