"""Every action, declared once: footer, help, palette, `vigie keys` and the key reference.

Pure data and pure functions: importing this loads no interface.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from console.model.notice import Notice, notice
from console.model.operation import Operation, OperationState
from console.model.resource import DATASTORE, HOST, INSTANCE, MACHINE, Resource
from console.model.verb import ROLLBACK, TOPUP


class Place(StrEnum):
    """The screens. Their digit keys follow this order."""

    OVERVIEW = "overview"
    INSTANCES = "instances"
    STORAGE = "storage"
    PRIVATE = "private"
    OPERATIONS = "operations"


EVERYWHERE = frozenset(Place)
NOWHERE: frozenset[Place] = frozenset()


class Danger(StrEnum):
    """What an action can do to the estate."""

    NONE = "none"
    CHANGES = "changes"
    REMOVES = "removes"


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether an action may run: rights, freeze, and what is selected.

    `blocked` and `frozen` say by kind of resource why nothing may be changed;
    a kind that is missing is free. `chosen`: a person put the cursor on
    `operation`; else it is the one that runs.
    """

    blocked: Mapping[Resource, Notice] = field(default_factory=dict)
    frozen: Mapping[Resource, Notice] = field(default_factory=dict)
    operation: Operation | None = None
    undoable: Operation | None = None
    chosen: bool = False


NOTHING_TO_UNDO = "tui.why.nothing_to_undo"
Check = Callable[[Situation], Notice | None]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do. `id` is dotted and names it in the user's keymap.

    Its title is the text ``action.ID`` and its explanation ``action.ID.help``.
    `places` empty: on every screen. `footer` is where the footer names it.
    `resource` is what it changes; None: what the operation it is about changes.
    """

    id: str
    key: str
    danger: Danger = Danger.NONE
    places: frozenset[Place] = frozenset()
    check: Check | None = None
    footer: frozenset[Place] = EVERYWHERE
    resource: Resource | None = None

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
        if self.danger is not Danger.NONE:
            kind = self.resource or _resource(situation)
            held = situation.blocked.get(kind) or situation.frozen.get(kind)
            if held is not None:
                return held
        return self.check(situation) if self.check else None


def _resource(situation: Situation) -> Resource:
    """What the operation that an action would be about changes."""
    about = situation.operation or situation.undoable
    return about.plan.resource if about else INSTANCE


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
    if operation.state not in short or operation.plan.request.verb == ROLLBACK:
        return notice("tui.why.not_partial", operation=operation.id)
    return None


OPERATIONS = frozenset({Place.OPERATIONS})
TABLES = frozenset({Place.INSTANCES, Place.STORAGE, Place.PRIVATE})
SPLIT = TABLES | OPERATIONS
RUNNING = frozenset(Place) - {Place.INSTANCES}
# Where the footer names an action that works everywhere.
POOLS = frozenset({Place.OVERVIEW, Place.INSTANCES, Place.OPERATIONS})
STORAGE = frozenset({Place.OVERVIEW, Place.STORAGE})
PRIVATE = frozenset({Place.PRIVATE})

ACTIONS: tuple[Action, ...] = (
    Action("burst.start", "b", Danger.CHANGES, footer=POOLS, resource=INSTANCE),
    Action("scale.start", "s", Danger.REMOVES, footer=POOLS, resource=INSTANCE),
    Action("datastore.add", "d", Danger.CHANGES, footer=STORAGE, resource=DATASTORE),
    Action("machine.resize", "v", Danger.CHANGES, footer=PRIVATE, resource=MACHINE),
    Action("host.add", "a", Danger.CHANGES, footer=PRIVATE, resource=HOST),
    Action("rollback.start", "r", Danger.REMOVES, check=_something_to_undo),
    Action("operation.stop", "x", Danger.CHANGES, RUNNING, _live_selected),
    Action("topup.start", "t", Danger.CHANGES, OPERATIONS, _short_of_target),
    Action("filter.open", "slash", places=TABLES),
    Action("sort.next", "o", places=TABLES),
    Action("sort.reverse", "O", places=TABLES, footer=NOWHERE),
    Action("details.toggle", "i", places=SPLIT, footer=NOWHERE),
    Action("pool.next", "p", footer=NOWHERE),
    Action("refresh.now", "g", footer=NOWHERE),
    Action("palette.open", "colon"),
    Action("help.open", "question_mark"),
    Action("theme.next", "T", footer=NOWHERE),
    Action("overview.open", "1"),
    Action("instances.open", "2"),
    Action("storage.open", "3"),
    Action("private.open", "4"),
    Action("operations.open", "5"),
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


def undoable(operations: tuple[Operation, ...], pool: str | None) -> Operation | None:
    """The newest operation that a rollback could undo; of one pool, or of any."""
    for operation in operations:
        plan = operation.plan
        if pool is not None and plan.pool != pool:
            continue
        kept = operation.state is not OperationState.ROLLED_BACK and plan.changes
        if kept and plan.request.verb not in {ROLLBACK, TOPUP}:
            return operation
    return None
