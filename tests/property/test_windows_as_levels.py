"""A pool is as large as whoever holds it up wants, whatever happened on the way.

Windows open and close, people burst and roll back, the worker is away for a while: after it
has looked, the size is the largest of the baseline, the windows that are open and the bursts
that nobody has taken back; and at the end all of it is given back, to the very instances.
"""

from dataclasses import dataclass, field, replace

from asking import asking
from hypothesis import given
from hypothesis import strategies as st
from modelled import AUTHOR, World

from console.desk.holdings import Upholding, holdings
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.verbs import BURST, SCALE
from console.model.error import UsageError
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState
from console.model.plan import Origin, Plan, Refusal
from console.model.policy import Record
from console.model.verb import ROLLBACK
from console.model.window import Hold
from console.schedule.wanted import course

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.sampled_from("ab"), st.integers(20, 150)),
        st.tuples(st.just("close"), st.sampled_from("ab"), st.just(0)),
        st.tuples(st.just("burst"), st.just(""), st.integers(31, 150)),
        st.tuples(st.just("undo"), st.just(""), st.integers(0, 5)),
        st.tuples(st.just("away"), st.just(""), st.just(0)),
    ),
    max_size=14,
)


@dataclass
class Night:
    """A pool, its journal, and the windows that are open: a stand-in for the worker's reads."""

    world: World = field(default_factory=World.steady)
    done: dict[str, Operation] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    serial: int = 0

    def operation(self, operation_id: str) -> Operation:
        if operation_id not in self.done:
            raise UsageError(notice("operation.unknown", operation=operation_id))
        return self.done[operation_id]

    def changes(self, operation_id: str) -> tuple[Change, ...]:
        return tuple(c for c in self.world.changes if c.operation_id == operation_id)

    def targets(self) -> tuple[()]:
        return ()

    @property
    def level(self) -> int:
        return max(self.open.values(), default=0)

    @property
    def size(self) -> int:
        return len(self.world.standing)

    def record(self, target: Operation | None = None, lent: frozenset[str] | None = None) -> Record:
        changes = () if target is None else self.changes(target.id)
        hold = Hold("w", self.level) if self.open else None
        return Record(target=target, target_changes=changes, hold=hold, lent=lent)

    def found(self) -> Upholding:
        world = self.world
        asked = asking(BURST, author=AUTHOR, pool="api")
        facts = survey(asked, world.estate(), world.policy, Record(), "")
        assert isinstance(facts, PoolFacts)
        return holdings(facts, self)  # type: ignore[arg-type]

    def ask(self, verb: str, record: Record, **request: object) -> Plan | Refusal:
        self.serial += 1
        number = f"op{self.serial:06}"
        outcome = self.world.ask(verb, record=record, operation_id=number, **request)
        if isinstance(outcome, Plan):
            self.done[number], _ = self.world.apply(outcome)
        return outcome

    def look(self) -> None:
        """What the keeper does for windows."""
        found = self.found()
        size = course(found.size, len(found.lent), self.level, found.level)
        if size is None:
            return
        author = replace(AUTHOR, user="schedule:w", origin=Origin.SCHEDULE)
        grows = size > found.size
        record = self.record(lent=None if grows else found.lent)
        outcome = self.ask(BURST if grows else SCALE, record, to=size, author=author)
        assert isinstance(outcome, Plan), outcome
        assert course(self.size, len(self.found().lent), self.level, self.found().level) is None

    def standing_bursts(self) -> list[Operation]:
        return [
            one
            for one in self.done.values()
            if one.plan.request.author == AUTHOR
            and one.plan.request.verb == BURST
            and one.state is not OperationState.ROLLED_BACK
        ]

    def undo(self, nth: int) -> None:
        bursts = self.standing_bursts()
        if not bursts:
            return
        target = bursts[nth % len(bursts)]
        before = self.size
        outcome = self.ask(ROLLBACK, self.record(target), pool=None)
        if isinstance(outcome, Plan):
            self.done[target.id] = replace(target, state=OperationState.ROLLED_BACK)
        assert self.size >= min(before, self.level), "no rollback goes below an open window"

    def step(self, what: str, name: str, number: int) -> None:
        if what == "open":
            self.open[name] = number
        elif what == "close":
            self.open.pop(name, None)
        elif what == "burst":
            self.ask(BURST, self.record(), to=number)
        elif what == "undo":
            self.undo(number)


@given(STEPS)
def test_a_pool_is_as_large_as_its_largest_holder_wants(
    steps: list[tuple[str, str, int]],
) -> None:
    night = Night()
    before = set(night.world.standing)
    away = False
    for what, name, number in steps:
        if what == "away":
            away = not away
        else:
            night.step(what, name, number)
        if away:
            continue
        night.look()
        assert night.size >= max(30, night.level)
        if not night.standing_bursts():
            assert night.size == max(30, night.level)
    night.open.clear()
    while night.standing_bursts():
        night.undo(0)
    night.look()
    assert set(night.world.standing) == before


def test_a_burst_inside_a_window_and_one_over_its_end() -> None:
    night = Night()

    def steps(*steps: tuple[str, str, int]) -> int:
        for one in steps:
            night.step(*one)
        night.look()
        return night.size

    assert steps(("open", "a", 120)) == 120
    assert steps(("burst", "", 200)) == 200
    assert steps(("undo", "", 0)) == 120
    assert steps(("close", "a", 0)) == 30
    assert steps(("burst", "", 200), ("open", "a", 120)) == 200
    assert steps(("undo", "", 0)) == 120, "the window keeps what it needs, whoever made it"
    assert steps(("burst", "", 150), ("close", "a", 0)) == 150, "the burst keeps it too"
    assert steps(("undo", "", 0)) == 30
