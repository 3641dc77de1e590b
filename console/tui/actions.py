"""Every action, declared once: footer, help, palette, `vigie keys` and the key reference.

Pure data and pure functions: importing this loads no interface.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from console.model.notice import Notice, notice
from console.model.operation import Operation, OperationState
from console.model.plan import Verb


class Place(StrEnum):
    """The screens. Their digit keys follow this order."""

    OVERVIEW = "overview"
    INSTANCES = "instances"
    OPERATIONS = "operations"


class Danger(StrEnum):
    """What an action can do to the estate."""

    NONE = "none"
    CHANGES = "changes"
    REMOVES = "removes"


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether an action may run: rights, freeze, and what is selected.

    `chosen`: a person put the cursor on `operation`; else it is the one that runs.
    """

    blocked: Notice | None = None
    frozen: Notice | None = None
    operation: Operation | None = None
    undoable: Operation | None = None
    chosen: bool = False


NOTHING_TO_UNDO = "tui.why.nothing_to_undo"
Check = Callable[[Situation], Notice | None]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do. `id` is dotted and names it in the user's keymap.

    Its title is the text ``action.ID`` and its explanation ``action.ID.help``.
    `places` empty: on every screen. `footer` false: in help and palette only.
    """

    id: str
    key: str
    danger: Danger = Danger.NONE
    places: frozenset[Place] = frozenset()
    check: Check | None = None
    footer: bool = True

    @property
    def title_key(self) -> str:
        """The catalogue key of the title."""
        return f"action.{self.id}"

    @property
    def help_key(self) -> str:
        """The catalogue key of the explanation."""
        return f"action.{self.id}.help"

    def here(self, place: Place) -> bool:
        """Say whether the action belongs to a screen."""
        return not self.places or place in self.places

    def why_not(self, situation: Situation) -> Notice | None:
        """Why it cannot run now; None when it can."""
        if self.danger is not Danger.NONE and situation.blocked is not None:
            return situation.blocked
        if self.danger is not Danger.NONE and situation.frozen is not None:
            return situation.frozen
        return self.check(situation) if self.check else None


def _something_to_undo(situation: Situation) -> Notice | None:
    return None if situation.undoable else notice(NOTHING_TO_UNDO)


def _live_selected(situation: Situation) -> Notice | None:
    if situation.operation is None:
        return notice("tui.why.no_operation")
    if not situation.operation.state.live:
        return notice("tui.why.ended", operation=situation.operation.id)
    return None


def _short_of_target(situation: Situation) -> Notice | None:
    operation = situation.operation
    if operation is None:
        return notice("tui.why.no_operation")
    short = {OperationState.PARTIAL, OperationState.STOPPED, OperationState.FAILED}
    if operation.state not in short or operation.plan.request.verb is Verb.ROLLBACK:
        return notice("tui.why.not_partial", operation=operation.id)
    return None


OVERVIEW = frozenset({Place.OVERVIEW})
INSTANCES = frozenset({Place.INSTANCES})
OPERATIONS = frozenset({Place.OPERATIONS})
ON_OPERATIONS = frozenset({Place.OVERVIEW, Place.OPERATIONS})

ACTIONS: tuple[Action, ...] = (
    Action("burst.start", "b", Danger.CHANGES),
    Action("scale.start", "s", Danger.REMOVES),
    Action("rollback.start", "r", Danger.REMOVES, check=_something_to_undo),
    Action("operation.stop", "x", Danger.CHANGES, ON_OPERATIONS, _live_selected),
    Action("topup.start", "t", Danger.CHANGES, OPERATIONS, _short_of_target),
    Action("filter.open", "slash", places=INSTANCES),
    Action("sort.next", "o", places=INSTANCES),
    Action("sort.reverse", "O", places=INSTANCES, footer=False),
    Action("details.toggle", "i", places=INSTANCES | OPERATIONS, footer=False),
    Action("pool.next", "p", footer=False),
    Action("refresh.now", "g", footer=False),
    Action("palette.open", "colon"),
    Action("help.open", "question_mark"),
    Action("theme.next", "T", footer=False),
    Action("overview.open", "1"),
    Action("instances.open", "2"),
    Action("operations.open", "3"),
    Action("app.quit", "q"),
)
BY_ID = {action.id: action for action in ACTIONS}
SCREEN_ACTIONS = {f"{place}.open": place for place in Place}
KEY_NAMES = {
    "slash": "/", "colon": ":", "question_mark": "?", "escape": "esc", "enter": "↵", "tab": "⇥",
    "comma": ",", "full_stop": ".", "space": "space",
}  # fmt: skip


def key_name(key: str) -> str:
    """A key as people read it."""
    return KEY_NAMES.get(key, key)


def undoable(operations: tuple[Operation, ...], pool: str) -> Operation | None:
    """The newest operation of a pool that a rollback could undo."""
    kept = {OperationState.ROLLED_BACK}
    for operation in operations:
        verb = operation.plan.request.verb
        if operation.plan.pool != pool or operation.state in kept:
            continue
        if verb in {Verb.BURST, Verb.SCALE} and operation.plan.changes:
            return operation
    return None
