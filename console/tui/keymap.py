"""The user's keymap: action ids to keys, checked, with every clash reported."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.model.notice import Notice, notice
from console.tui.actions import ACTIONS, BY_ID, Action, Danger

HELD = frozenset({"tab", "escape", "enter", "ctrl+c", "ctrl+q"})
SHORT_NAMES = {
    "/": "slash", ":": "colon", "?": "question_mark", ",": "comma", ".": "full_stop",
    "+": "plus", "-": "minus", "esc": "escape",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keymap:
    """Keys by action id, and what was wrong with the user's wishes."""

    keys: dict[str, tuple[str, ...]]
    problems: tuple[Notice, ...] = ()

    def first(self, action_id: str) -> str:
        """The key that footer and help show; empty when another action took it."""
        return next(iter(self.keys[action_id]), "")


def resolve(wishes: Mapping[str, str]) -> Keymap:
    """Apply wishes over the defaults; what cannot be granted keeps its default key.

    Refused: an unknown id, no key at all, a Ctrl key for an action that changes
    the estate, a key the dialogs need, and a key another action has on a shared
    screen (a wish against a default wins; of two wishes the first declared).
    """
    problems: list[Notice] = []
    granted: dict[str, tuple[str, ...]] = {}
    for action_id, wish in wishes.items():
        action = BY_ID.get(action_id)
        if action is None:
            problems.append(notice("tui.keymap.unknown", action=action_id))
            continue
        keys = _keys(wish)
        refusal = _refusal(action, keys) or _clash(action, keys, granted)
        if refusal is None:
            granted[action_id] = keys
        else:
            problems.append(refusal)
    return _with_defaults(granted, problems)


def _keys(wish: str) -> tuple[str, ...]:
    """``"f5, g"`` as Textual's key names."""
    parts = (part.strip() for part in wish.split(","))
    return tuple(SHORT_NAMES.get(part, part) for part in parts if part)


def _refusal(action: Action, keys: tuple[str, ...]) -> Notice | None:
    if not keys:
        return notice("tui.keymap.empty", action=action.id)
    for key in keys:
        if key in HELD:
            return notice("tui.keymap.held", action=action.id, key=key)
        if action.danger is not Danger.NONE and "ctrl+" in key:
            return notice("tui.keymap.ctrl", action=action.id, key=key)
    return None


def _clash(
    action: Action, keys: tuple[str, ...], taken: Mapping[str, tuple[str, ...]]
) -> Notice | None:
    for other_id, other_keys in taken.items():
        shared = set(keys) & set(other_keys)
        if other_id != action.id and shared and _meet(action, BY_ID[other_id]):
            return notice("tui.keymap.clash", action=action.id, key=min(shared), other=other_id)
    return None


def _meet(one: Action, other: Action) -> bool:
    """Say whether two actions can be on one screen."""
    return not one.places or not other.places or bool(one.places & other.places)


def _with_defaults(granted: dict[str, tuple[str, ...]], problems: list[Notice]) -> Keymap:
    """Defaults for the rest; one whose key a wish took has none and stays in the palette."""
    keys = dict(granted)
    for action in ACTIONS:
        if action.id in keys:
            continue
        clash = _clash(action, (action.key,), granted)
        if clash is not None:
            problems.append(clash)
        keys[action.id] = () if clash else (action.key,)
    return Keymap({a.id: keys[a.id] for a in ACTIONS}, tuple(problems))
