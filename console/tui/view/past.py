"""That it is looked back, to when, and how to go on: on every screen, in a colour of its own."""

from console.desk.recording.moment import looking_back
from console.tui.actions import key_name
from console.tui.keymap import Keymap
from console.tui.lines import Line, Lines, Role, between, line, width
from console.tui.scene import Scene
from console.tui.view.unattended import across

MARK = " ◀ "
ROLE = Role.CURSOR
MOVES = (
    ("time.back", "time.forward", "past.minute"),
    ("time.hour_back", "time.hour_forward", "past.hour"),
    ("time.day_back", "time.day_forward", "past.day"),
)


def banner(scene: Scene, keys: Keymap, cells: int) -> Lines:
    """Which moment is seen, how long ago that was, and the keys; then what is not known of it.

    Nothing while it is looked at now.
    """
    rewound = scene.rewound
    if rewound is None:
        return ()
    said = looking_back(rewound.wanted, rewound.now, scene.locale)
    if scene.estate.recorded is None or scene.estate.at != rewound.wanted:
        said = f"{said} · {scene.locale.text('past.reading')}"
    room = cells - len(MARK) - len(said) - 3
    hint = next((one for one in _hints(scene, keys) if width(one) <= room), ())
    head = between(line(said), hint, cells - len(MARK) - 1)
    out = [across(head, MARK, ROLE, cells)]
    if scene.estate.recorded is not None and scene.estate.recorded.at is None:
        code = "past.unrecorded" if cells >= ROOMY else "past.unrecorded_short"
        out.append(across(line(scene.locale.text(code)), " ○ ", ROLE, cells))
    return tuple(out)


ROOMY = 100


def _hints(scene: Scene, keys: Keymap) -> list[Line]:
    """The keys that go on, ever fewer of them."""
    text = scene.locale.text
    moves = [
        f"{_key(keys, back)} {_key(keys, forward)} {text(unit)}" for back, forward, unit in MOVES
    ]
    now = f"{_key(keys, 'time.now')} {text('past.now')}"
    at = f"{_key(keys, 'time.at')} {text('past.at')}"
    some = [(*moves, at), (*moves[:2], at), *(moves[:count] for count in (2, 1, 0))]
    return [line("  ".join([*one, now])) for one in some]


def _key(keys: Keymap, action_id: str) -> str:
    return key_name(keys.first(action_id)) or "—"
