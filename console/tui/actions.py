"""Every action: the verbs, as their kinds declare them, and what the console does itself.

Footer, help, palette, `vigie keys` and the key reference.

Pure data and pure functions: importing this loads no interface.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from console.kinds import registry
from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.pools import holder
from console.kinds.screen import ScreenName
from console.kinds.verb import Danger, Target, VerbSpec
from console.model.notice import Notice, notice
from console.model.operation import Operation, OperationState, Phase
from console.model.resource import INSTANCE, Resource
from console.model.verb import ROLLBACK, TOPUP, Verb

EVERYWHERE = frozenset(ScreenName)
NOWHERE: frozenset[ScreenName] = frozenset()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides whether an action may run: rights, freeze, and what is selected.

    `blocked` and `frozen` say by kind of resource why nothing may be changed;
    a kind that is missing is free. `held` says by verb which operation is in its way, whatever
    it is told, and `live` are those that hold something. `chosen`: a person put the cursor on
    `operation`; else it is the one that runs. `barred`: why not even the journal
    may be written to. `past`: what is seen has been, and nothing can be done there.
    """

    blocked: Mapping[Resource, Notice] = field(default_factory=dict)
    frozen: Mapping[Resource, Notice] = field(default_factory=dict)
    held: Mapping[Verb, Notice] = field(default_factory=dict)
    live: tuple[Operation, ...] = ()
    operation: Operation | None = None
    undoable: Operation | None = None
    chosen: bool = False
    barred: Notice | None = None
    past: bool = False

    def about(self, operation: Operation) -> "Circumstances":
        """The same with the cursor on an operation."""
        return replace(self, operation=operation, undoable=operation, chosen=True)


NOTHING_TO_UNDO = "tui.why.nothing_to_undo"
Check = Callable[[Circumstances], Notice | None]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do. `id` is dotted and names it in the user's keymap.

    `screens` empty: on every screen. `footer` is where the footer names it.
    `resource` is what it changes; None: what the operation it is about changes.
    `present`: it acts on, or tells of, nothing but now.
    Its title is the text ``action.ID`` and its explanation ``action.ID.help``;
    what is asked of the estate has the words of its `verb`.
    """

    id: str
    key: str
    danger: Danger = Danger.NONE
    screens: frozenset[ScreenName] = frozenset()
    check: Check | None = None
    footer: frozenset[ScreenName] = EVERYWHERE
    resource: Resource | None = None
    verb: VerbSpec | None = None
    present: bool = False

    @property
    def title_key(self) -> str:
        """The catalogue key of the title."""
        return self.verb.text_key("title") if self.verb else f"action.{self.id}"

    @property
    def help_key(self) -> str:
        """The catalogue key of the explanation."""
        return self.verb.text_key("help") if self.verb else f"action.{self.id}.help"

    def here(self, screen: ScreenName) -> bool:
        """Say whether the action belongs to a screen."""
        return not self.screens or screen in self.screens

    def why_not(self, circumstances: Circumstances) -> Notice | None:
        """Why it cannot run now; None when it can."""
        if circumstances.past and self.present:
            return notice("past.keys_off")
        if self.danger is not Danger.NONE:
            kind = self.resource or _resource(circumstances)
            held = circumstances.blocked.get(kind) or circumstances.frozen.get(kind)
            if held is not None:
                return held
        why = self.check(circumstances) if self.check else None
        return why or self._in_the_way(circumstances)

    def _in_the_way(self, circumstances: Circumstances) -> Notice | None:
        """Which operation holds all that it could be about, if one does."""
        if self.verb is None or self.verb.target is Target.LIVE:
            return None
        if self.verb.target is None:
            return circumstances.held.get(self.verb.id)
        undone = self.verb.target is Target.UNDOABLE
        about = circumstances.undoable if undone else circumstances.operation
        if about is None:
            return None
        held = holder(about.plan.resource, about.plan.pool, circumstances.live)
        return None if held is None else held.why


def _resource(circumstances: Circumstances) -> Resource:
    """What the operation that an action would be about changes."""
    about = circumstances.operation or circumstances.undoable
    return about.plan.resource if about else INSTANCE


def _something_to_undo(circumstances: Circumstances) -> Notice | None:
    return None if circumstances.undoable else notice(NOTHING_TO_UNDO)


def _may_ask(circumstances: Circumstances) -> Notice | None:
    """What only the journal is told of needs no source, and no credentials."""
    return circumstances.barred


def _looking_back(circumstances: Circumstances) -> Notice | None:
    return None if circumstances.past else notice("past.is_now")


def _live_selected(circumstances: Circumstances) -> Notice | None:
    if circumstances.operation is None:
        return notice("tui.why.no_operation")
    if not circumstances.operation.state.live:
        return notice("tui.why.ended", operation=circumstances.operation.id)
    return None


def _short_of_target(circumstances: Circumstances) -> Notice | None:
    operation = circumstances.operation
    if operation is None:
        return notice("tui.why.no_operation")
    if operation.state.live:
        return notice("tui.why.runs_still", operation=operation.id)
    short = {OperationState.PARTIAL, OperationState.STOPPED, OperationState.FAILED}
    if operation.state not in short or operation.plan.request.verb == ROLLBACK:
        return notice("tui.why.not_partial", operation=operation.id)
    return None


def _something_failed(circumstances: Circumstances) -> Notice | None:
    operation = circumstances.operation
    if operation is None:
        return notice("tui.why.no_operation")
    if any(counts.get(Phase.FAILED) for counts in operation.phases.values()):
        return None
    return notice("tui.why.nothing_failed", operation=operation.id)


def _may_approve(circumstances: Circumstances) -> Notice | None:
    """What awaits a second person, by who may change such a resource; who asked is told later."""
    operation = circumstances.operation
    if operation is None:
        return circumstances.barred or notice("tui.why.no_operation")
    if operation.state is not OperationState.AWAITING_APPROVAL:
        return notice(
            "approval.not_awaited",
            operation=operation.id,
            operation_state=operation.state.value,
        )
    return circumstances.barred or circumstances.blocked.get(operation.plan.resource)


def _may_size(circumstances: Circumstances) -> Notice | None:
    """What is advised is a size: more, or fewer. Which of them is known with the advice."""
    verbs = (by_id()[registry.spec(one).action] for one in (BURST, SCALE))
    whys = [one.why_not(circumstances) for one in verbs]
    return whys[0] if all(whys) else None


CHECKS: dict[Target, Check] = {
    Target.UNDOABLE: _something_to_undo,
    Target.LIVE: _live_selected,
    Target.SHORT: _short_of_target,
}
TABLES = frozenset({ScreenName.INSTANCES, ScreenName.STORAGE, ScreenName.PRIVATE})
FILTERED = TABLES | {ScreenName.ALERTS, ScreenName.LEFTOVERS}
PAST = frozenset(
    {
        ScreenName.OVERVIEW,
        ScreenName.INSTANCES,
        ScreenName.STORAGE,
        ScreenName.OPERATIONS,
        ScreenName.ALERTS,
    }
)
"""The screens that show what has been as well."""
SPLIT = FILTERED | {ScreenName.OPERATIONS, ScreenName.SCHEDULE, ScreenName.COSTS}
OWN: tuple[Action, ...] = (
    Action("advice.take", "n", check=_may_size, footer=NOWHERE, present=True),
    Action("scout.open", "V", footer=NOWHERE, present=True),
    Action(
        "alert.answer",
        "e",
        screens=frozenset({ScreenName.ALERTS, ScreenName.OVERVIEW}),
        footer=frozenset({ScreenName.ALERTS}),
        present=True,
    ),
    Action(
        "remedy.take",
        "e",
        screens=frozenset({ScreenName.OPERATIONS}),
        check=_something_failed,
        footer=frozenset({ScreenName.OPERATIONS}),
    ),
    Action("filter.open", "slash", screens=FILTERED),
    Action("sort.next", "o", screens=TABLES),
    Action("sort.reverse", "O", screens=TABLES, footer=NOWHERE),
    Action("details.toggle", "i", screens=SPLIT, footer=NOWHERE),
    Action("row.copy", "y", screens=SPLIT, footer=NOWHERE),
    Action("instance.page", "W", screens=frozenset({ScreenName.INSTANCES}), footer=NOWHERE),
    Action(
        "operation.approve",
        "Y",
        screens=frozenset({ScreenName.OPERATIONS}),
        check=_may_approve,
        footer=NOWHERE,
        present=True,
    ),
    Action("chart.span", "G", screens=frozenset({ScreenName.OVERVIEW}), present=True),
    Action("pool.next", "p", footer=NOWHERE),
    Action("pool.freeze", "f", check=_may_ask, footer=NOWHERE, present=True),
    Action("refresh.now", "g", footer=NOWHERE),
    Action("time.back", "left", screens=PAST, footer=NOWHERE),
    Action("time.forward", "right", screens=PAST, check=_looking_back, footer=NOWHERE),
    Action("time.hour_back", "left_square_bracket", screens=PAST, footer=NOWHERE),
    Action(
        "time.hour_forward",
        "right_square_bracket",
        screens=PAST,
        check=_looking_back,
        footer=NOWHERE,
    ),
    Action("time.day_back", "left_curly_bracket", screens=PAST, footer=NOWHERE),
    Action(
        "time.day_forward", "right_curly_bracket", screens=PAST, check=_looking_back, footer=NOWHERE
    ),
    Action("time.at", "M", screens=PAST, footer=NOWHERE),
    Action("time.now", "escape", screens=PAST, check=_looking_back, footer=NOWHERE),
    Action("palette.open", "colon"),
    Action("help.open", "question_mark"),
    Action("theme.choose", "T", footer=NOWHERE),
    Action("overview.open", "1"),
    Action("instances.open", "2"),
    Action("storage.open", "3"),
    Action("private.open", "4", present=True),
    Action("operations.open", "5"),
    Action("alerts.open", "6"),
    Action("leftovers.open", "7", footer=frozenset({ScreenName.LEFTOVERS}), present=True),
    Action("schedule.open", "8", footer=frozenset({ScreenName.SCHEDULE}), present=True),
    Action("costs.open", "9", footer=frozenset({ScreenName.COSTS}), present=True),
    Action("app.quit", "q"),
)
"""What asks nothing of the estate."""
SCREEN_ACTIONS = {f"{screen}.open": screen for screen in ScreenName}
KEY_NAMES = {
    "slash": "/", "colon": ":", "question_mark": "?", "escape": "esc", "enter": "↵", "tab": "⇥",
    "comma": ",", "full_stop": ".", "space": "space", "left": "←", "right": "→",
    "left_square_bracket": "[", "right_square_bracket": "]",
    "left_curly_bracket": "{", "right_curly_bracket": "}",
}  # fmt: skip


def actions() -> tuple[Action, ...]:
    """Every action there is, in its order: the verbs first."""
    return _actions(registry.verbs())


def by_id() -> Mapping[str, Action]:
    """Every action by its id."""
    return _by_id(registry.verbs())


@lru_cache(maxsize=2)
def _actions(verbs: tuple[VerbSpec, ...]) -> tuple[Action, ...]:
    return (*(_of(verb) for verb in verbs), *OWN)


@lru_cache(maxsize=2)
def _by_id(verbs: tuple[VerbSpec, ...]) -> Mapping[str, Action]:
    return {action.id: action for action in _actions(verbs)}


def _of(verb: VerbSpec) -> Action:
    """The action that asks what a verb asks."""
    return Action(
        id=verb.action,
        key=verb.key,
        danger=verb.danger,
        screens=verb.screens,
        check=CHECKS[verb.target] if verb.target else None,
        footer=verb.footer,
        resource=verb.resource,
        verb=verb,
        present=True,
    )


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
