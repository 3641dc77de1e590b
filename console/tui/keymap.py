"""The user's keymap: action ids to keys, checked, with every clash reported."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.kinds.verb import Danger
from console.model.notice import Notice, notice
from console.tui.actions import OWN, Action, actions, by_id

HELD = frozenset({"space", "tab", "escape", "enter", "ctrl+c", "ctrl+q", "ctrl+z"})
SHORT_NAMES = {
    "/": "slash", ":": "colon", "?": "question_mark", ",": "comma", ".": "full_stop",
    "+": "plus", "-": "minus", "esc": "escape", "[": "left_square_bracket",
    "]": "right_square_bracket", "{": "left_curly_bracket", "}": "right_curly_bracket",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keymap:
    """Keys by action id, and what was wrong with the user's wishes."""

    keys: dict[str, tuple[str, ...]]
    problems: tuple[Notice, ...] = ()

    @property
    def meanings(self) -> dict[str, tuple[str, ...]]:
        """The actions by key: more than one where they are never on the same screen."""
        found: dict[str, tuple[str, ...]] = {}
        for action_id, keys in self.keys.items():
            for key in keys:
                found[key] = (*found.get(key, ()), action_id)
        return found

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
        action = by_id().get(action_id)
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
        if other_id != action.id and shared and _meet(action, by_id()[other_id]):
            return notice("tui.keymap.clash", action=action.id, key=min(shared), other=other_id)
    return None


def _meet(one: Action, other: Action) -> bool:
    """Say whether two actions can be on one screen."""
    return not one.screens or not other.screens or bool(one.screens & other.screens)


def _with_defaults(granted: dict[str, tuple[str, ...]], problems: list[Notice]) -> Keymap:
    """Defaults for the rest; one whose key is taken has none and stays in the palette.

    A wish takes a key first, then the console itself, then the verbs in their order.
    """
    keys = dict(granted)
    for action in sorted(actions(), key=lambda one: one not in OWN):
        if action.id in keys:
            continue
        own = _keys(action.key)
        clash = _clash(action, own, keys)
        if clash is not None:
            problems.append(clash)
        keys[action.id] = () if clash else own
    return Keymap({a.id: keys[a.id] for a in actions()}, tuple(problems))
